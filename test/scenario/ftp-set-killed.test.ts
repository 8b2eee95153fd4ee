import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { presetRules } from "../../src/ftp-server/presets.ts";
import { startFtpServer } from "../../src/ftp-server/server.ts";
import { type Controller, startController } from "../support/controller-process.ts";
import { unpacked } from "../support/real-recipe.ts";
import { startRealServer } from "../support/real-servers.ts";

/** A server that goes on while the controller is killed. */
interface Server {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Where `folder` is on disk. */
  readonly root: string;
  readonly folder: string;
  /** Has one of its faults strike so many times. */
  suffer(fault: string, times: number): void;
  recover(): void;
}

const POINTS = ["R00010", "R00011"];
const FAULTS = ["none", "rename-reply-lost", "rename-lost", "session-reset", "truncated-data"];
const HAS_VSFTPD = existsSync(unpacked("vsftpd", "usr/sbin/vsftpd"));

const round = fc.record({
  /** How many samples each point takes, before the command and while it runs. */
  before: fc.nat(4),
  during: fc.nat(3),
  fault: fc.constantFrom(...FAULTS),
  /** Twice outlasts the second try of a command, which then leaves its files in doubt. */
  times: fc.integer({ min: 1, max: 4 }),
  /** What ends the command, and how many milliseconds after Send. */
  end: fc.constantFrom("kill", "kill", "abort", "itself"),
  after: fc.oneof(fc.nat(12), fc.nat(60), fc.constant(1_100)),
});

/** Killed as soon as its command is accepted: whatever the others are, one command is cut. */
const AT_ONCE = { before: 4, during: 0, fault: "none", times: 1, end: "kill", after: 0 };

test("no sample is lost or sent twice when the controller is killed and the server fails", {
  timeout: 180_000,
}, async () => {
  await exportsOnce(await embeddedServer(), 26);
});

test.runIf(HAS_VSFTPD)("neither with vsftpd", { timeout: 120_000 }, async () => {
  await exportsOnce(await vsftpdServer(), 8);
});

async function exportsOnce(server: Server, rounds: number): Promise<void> {
  const seed = Date.now();
  const controller = await startController({ config: configuration(server), env: { FTP_PASSWORD: server.password } });
  onTestFinished(() => controller.stop());
  let value = 0;
  const sample = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      value += 1;
      for (const point of POINTS) await controller.api("PUT", `/vars/${point}.Value`, { value });
    }
  };
  for (const one of [AT_ONCE, ...fc.sample(round, { numRuns: rounds, seed })]) {
    server.suffer(one.fault, one.times);
    await sample(one.before);
    // A command that was killed before may still be at it: the edge is discarded then, and that one is ended again.
    await controller.pulse("R00001.Send");
    await Promise.all([sample(one.during), sleep(one.end === "itself" ? 0 : one.after)]);
    if (one.end === "abort") await controller.pulse("R00001.Abort");
    if (one.end === "itself") await ended(controller, "R00001");
    if (one.end !== "kill") continue;
    await controller.kill("SIGKILL");
    await controller.start();
  }
  server.recover();
  await ended(controller, "R00001");
  for (let n = 0; n < 2; n += 1) await send(controller, "R00001");
  await send(controller, "R00002");

  for (const point of POINTS) {
    const whole = await readFile(join(server.root, "whole", `${point}.csv`), "utf8");
    const samples = linesOf(whole);
    expect(samples.length, `seed ${seed}`).toBeGreaterThan(rounds / 2);
    expect(await exported(join(server.root, "since"), point), `seed ${seed}`).toEqual(samples);
  }
  const events = await controller.api<{ events: { type: string }[] }>("GET", "/journal?type=commandResumed&limit=1000");
  expect(events.events.length).toBeGreaterThan(0);
}

/** All lines of the numbered files of a point, in the order of their numbers. */
async function exported(folder: string, point: string): Promise<string[]> {
  const numbers = (await readdir(folder)).flatMap((name) => {
    const number = new RegExp(`^${point}_(\\d+)\\.csv$`).exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  const files = numbers.sort((a, b) => a - b).map((number) => readFile(join(folder, `${point}_${number}.csv`), "utf8"));
  return (await Promise.all(files)).flatMap(linesOf);
}

const linesOf = (csv: string) => csv.split("\r\n").slice(1, -1);

async function send(controller: Controller, resource: string): Promise<void> {
  await controller.pulse(`${resource}.Send`);
  const outputs = await ended(controller, resource);
  expect(outputs, controller.output).toMatchObject({ [`${resource}.Error`]: 0 });
}

async function ended(controller: Controller, resource: string) {
  const watch = await controller.watch(`${resource}.*`);
  try {
    return await watch.until((now) => now[`${resource}.Action`] === 0);
  } finally {
    watch.close();
  }
}

function configuration({ port, user, folder }: Server): object {
  const set = {
    kind: "ftp-set",
    connection: "LAN01",
    user,
    password: `\${FTP_PASSWORD}`,
    set: "Points",
    replyDelay: 5,
  };
  return {
    connections: [{ id: "LAN01", address: "127.0.0.1", port }],
    resources: [
      { ...set, id: "R00001", remoteFolder: `${folder}/since`, fileName: "{label}_{seq}.csv" },
      { ...set, id: "R00002", remoteFolder: `${folder}/whole`, fileName: "{label}.csv", history: "whole" },
      ...POINTS.map((id) => ({
        kind: "point",
        id,
        label: id,
        balance: 0,
        functions: [{ id: "F0001", kind: "trace", period: 0, deadband: 0 }],
      })),
    ],
    sets: [{ label: "Points", elements: POINTS.map((point) => `easy.RESS.${point}.Value`) }],
  };
}

async function embeddedServer(): Promise<Server> {
  const root = await mkdtemp(join(tmpdir(), "relais-killed-"));
  const password = "releve-2026";
  const server = await startFtpServer({ root, users: { easy: { password } } });
  onTestFinished(async () => {
    await server.stop();
    await rm(root, { recursive: true, force: true });
  });
  const suffer = (fault: string, times: number) => {
    const rules = fault === "none" ? [] : presetRules([fault]);
    server.faults.set(rules.map((rule) => ({ ...rule, when: { ...rule.when, times } })) as typeof rules);
  };
  return { port: server.port, user: "easy", password, root, folder: "", suffer, recover: () => suffer("none", 1) };
}

async function vsftpdServer(): Promise<Server> {
  const server = await startRealServer("vsftpd");
  onTestFinished(() => server.stop());
  const well = () => {};
  return { ...server, suffer: well, recover: well };
}
