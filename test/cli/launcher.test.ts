import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

/** Makes this runtime pass for Node 20. */
const AS_NODE_20 = 'data:text/javascript,Object.defineProperty(process,"version",{value:"v20.11.1"})';

/** A project of the launcher and a program that says what it is given. */
function project({ withRuntime }: { withRuntime: boolean }): string {
  const folder = mkdtempSync(join(tmpdir(), "relais-launcher-"));
  cpSync(join(ROOT, "bin"), join(folder, "bin"), { recursive: true });
  cpSync(join(ROOT, "i18n"), join(folder, "i18n"), { recursive: true });
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "src/main.ts"),
    `const given: readonly string[] = process.argv.slice(2);
     process.on("SIGTERM", () => process.exit(7));
     console.log(process.version, process.pid, ...given);
     if (given[0] === "run") console.log(process.execArgv.join(" "), process.env.MALLOC_MMAP_THRESHOLD_);
     if (given[0] === "wait") setInterval(() => {}, 1000);
     else process.exitCode = 12;`,
  );
  if (withRuntime) symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function launch(folder: string, line: readonly string[], old: boolean): ChildProcess {
  const options = old ? ["--import", AS_NODE_20] : [];
  const env = { PATH: process.env.PATH, LANG: "fr_FR.UTF-8" };
  return spawn(process.execPath, [...options, join(folder, "bin/relais.js"), ...line], { env });
}

async function ended(child: ChildProcess) {
  const [out, err, [exit]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, "close"),
  ]);
  return { out, err, exit };
}

describe("bin/relais.js", () => {
  it.each([
    ["a runtime that is recent enough", false],
    ["an older one, with the project's", true],
  ])("runs the program on %s, with its arguments and exit code", async (_, old) => {
    const child = launch(project({ withRuntime: true }), ["send", "R 1"], old);
    const { out, exit } = await ended(child);
    expect(out).toMatch(/^v24\.\d+\.\d+ \d+ send R 1\n$/);
    expect(out.split(" ")[1] === String(child.pid)).toBe(!old);
    expect(exit).toBe(12);
  });

  it("starts the controller once more as a process that gives memory back, under the same number", async () => {
    const child = launch(project({ withRuntime: true }), ["run", "--port", "0"], false);
    const [first, second] = (await ended(child)).out.split("\n");
    expect(first).toBe(`${process.version} ${child.pid} run --port 0`);
    expect(second).toBe("--max-semi-space-size=12 32768");
  });

  it("passes signals on and ends as the program ends", async () => {
    const child = launch(project({ withRuntime: true }), ["wait"], true);
    await once(child.stdout as NodeJS.ReadableStream, "readable");
    child.kill("SIGTERM");
    expect((await ended(child)).exit).toBe(7);
  });

  it("says what to do when there is no runtime", async () => {
    const { exit, err } = await ended(launch(project({ withRuntime: false }), ["run"], true));
    expect(exit).toBe(69);
    expect(err).toContain("Relais a besoin de Node 24.17 ou plus récent ; celui-ci est v20.11.1");
    expect(err).toContain("npm ci");
  });
});
