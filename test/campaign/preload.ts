/**
 * Loaded into a controller ahead of its own code (`node --import`), by the campaign only: nothing of it is part of the
 * product, so nothing of it can strike by accident. It counts the durable steps of the process, before and after each,
 * and ends the process with SIGKILL at the one that the campaign names, by `CAMPAIGN_KILL_AT` or by a message.
 *
 * `CAMPAIGN_MUTANT` puts a known bug into the sources as they are loaded: what the campaign must find.
 * `CAMPAIGN_HASTE` divides the delays of timers: a second of the controller passes in less.
 */

/**
 * Loaded into a controller ahead of its own code (`node --import`), by the campaign only: nothing of it is part of the
 * product, so nothing of it can strike by accident. It counts the durable steps of the process, before and after each,
 * and ends the process with SIGKILL at the one that the campaign names, by `CAMPAIGN_KILL_AT` or by a message.
 *
 * `CAMPAIGN_MUTANT` puts a known bug into the sources as they are loaded: what the campaign must find.
 * `CAMPAIGN_HASTE` divides the delays of timers: a second of the controller passes in less.
 */
import fs, { mkdtempSync, rmSync } from "node:fs";
import fsPromises, { type FileHandle } from "node:fs/promises";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { hasten } from "./haste.ts";
import { MUTANTS } from "./mutants.ts";

let steps = 0;
let killAt = Number(process.env.CAMPAIGN_KILL_AT ?? 0);

function point(): void {
  steps += 1;
  if (steps !== killAt) return;
  process.kill(process.pid, "SIGKILL");
  for (;;); // nothing more may happen until the signal does
}

type Call = (this: unknown, ...args: never[]) => unknown;

/** Counts before the call, and after it: for a promise, before anybody learns that it is fulfilled. */
function counted(call: Call, isStep: (...args: never[]) => boolean = () => true): Call {
  return function counting(this: unknown, ...args: never[]) {
    if (!isStep(...args)) return call.apply(this, args);
    point();
    const answer = call.apply(this, args);
    if (!(answer instanceof Promise)) {
      point();
      return answer;
    }
    return answer.then((value) => {
      point();
      return value;
    });
  };
}

function count(target: object, names: readonly string[], isStep?: (...args: never[]) => boolean): void {
  const calls = target as Record<string, Call>;
  for (const name of names) {
    const call = calls[name];
    if (call === undefined) throw new Error(`there is no ${name} to count`);
    calls[name] = counted(call, isStep);
  }
}

const RENAMES = ["rename", "unlink", "rm", "mkdir", "link"] as const;
count(fsPromises, RENAMES);
count(fs, [...RENAMES.map((name) => `${name}Sync`), "fsyncSync"]);
count(DatabaseSync.prototype, ["exec"], ((sql: string) => /COMMIT/.test(sql)) as never);

const scratch = mkdtempSync(join(tmpdir(), "campaign-preload-"));
const handle = await fsPromises.open(join(scratch, "any"), "w");
count(Object.getPrototypeOf(handle) as FileHandle, ["write", "writeFile", "sync", "datasync", "truncate"]);
await handle.close();
rmSync(scratch, { recursive: true });
syncBuiltinESMExports();
steps = 0;

hasten(Number(process.env.CAMPAIGN_HASTE ?? 1));

const mutant = process.env.CAMPAIGN_MUTANT;
if (mutant !== undefined) {
  const { file, from, to } = MUTANTS[mutant] ?? { file: "", from: "", to: "" };
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      if (!url.endsWith(file)) return loaded;
      const source = Buffer.from(loaded.source as Uint8Array).toString();
      if (!source.includes(from)) throw new Error(`the mutant ${mutant} finds nothing to change in ${file}`);
      return { ...loaded, source: source.replace(from, to) };
    },
  });
}

if (process.channel !== undefined) {
  process.on("message", (message: { killIn?: number }) => {
    if (message.killIn !== undefined) killAt = message.killIn === 0 ? 0 : steps + message.killIn;
    process.send?.({ steps });
  });
  process.channel?.unref();
}
