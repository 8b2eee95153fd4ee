import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { type FtpServer, startFtpServer } from "../../src/ftp-server/server.ts";
import { startController } from "../support/controller-process.ts";
import { filesBelow, putFiles } from "../support/device-in-process.ts";

const CATALOG = "##@@&&\r\n#\r\n1;Молоко\r\n";
const REPORT = "#\r\n1;2;3\r\n";

/** A whole controller on an embedded server that goes on while the controller is killed. */
async function begin(report: object = {}) {
  const base = await mkdtemp(join(tmpdir(), "relais-till-"));
  let onCommand = (_line: string) => {};
  const server: FtpServer = await startFtpServer({
    root: join(base, "server"),
    users: { easy: { password: "secret" } },
    log: ({ from, text }) => from === "client" && onCommand(text),
  });
  const access = { connection: "LAN01", user: "easy", password: "secret", replyDelay: 5 };
  const controller = await startController({
    config: {
      connections: [{ id: "LAN01", address: "127.0.0.1", port: server.port }],
      resources: [
        {
          ...access,
          id: "R00003",
          kind: "ftp-catalog",
          remoteFile: "in/POS.spr",
          localFile: "Net.FlashDisk/pos/POS.spr",
          loadFlag: "Net.FlashDisk/pos/POS.flg",
          pollPeriod: 0.02,
          quietTime: 0,
        },
        {
          ...access,
          id: "R00004",
          kind: "ftp-report",
          remoteFile: "in/POS.rep",
          localFile: "Net.FlashDisk/pos/POS.rep",
          unloadFlag: "Net.FlashDisk/pos/POS.flz",
          remoteFlag: "in/POS.flz",
          uploadPeriod: 0.02,
          pollPeriod: 0,
          quietTime: 0,
          ...report,
        },
      ],
    },
  });
  onTestFinished(async () => {
    await controller.kill("SIGKILL");
    await server.stop();
    await rm(base, { recursive: true, force: true });
    await rm(controller.data, { recursive: true, force: true });
  });
  const local = join(controller.data, "flashdisk");
  const remote = join(base, "server/in");
  /** Kills the controller at the first command of the server that matches, and starts it again. */
  const killAt = async (command: RegExp, work: () => Promise<void>) => {
    const killed = new Promise<unknown>((resolve) => {
      onCommand = (line) => {
        if (!command.test(line)) return;
        onCommand = () => {};
        resolve(controller.kill("SIGKILL"));
      };
    });
    await work();
    expect(await killed).toBe("SIGKILL");
    await controller.start();
  };
  const types = async () => {
    const { events } = await controller.api<{ events: { type: string }[] }>("GET", "/journal?limit=1000");
    return events.map(({ type }) => type);
  };
  return { controller, local, remote, killAt, types };
}

const AT_CATALOG = [/^RNFR/, /^RNTO/, /^RETR/, /^MDTM .*taken/, /^DELE/];
const AT_REPORT = [/^STOR/, /^SIZE .*part/, /^RNFR/, /^RNTO/];

test("a catalog is loaded once, whole, wherever the controller is killed", { timeout: 240_000 }, async () => {
  const { local, remote, killAt, types } = await begin();
  for (const [index, command] of AT_CATALOG.entries()) {
    const content = `${CATALOG}${index}`;
    await killAt(command, () => putFiles(remote, { "POS.spr": content }));
    await vi.waitFor(
      async () => expect(await filesBelow(join(local, "pos"))).toEqual({ "POS.spr": content, "POS.flg": "" }),
      20_000,
    );
    await vi.waitFor(async () => expect(await readdir(remote)).toEqual([]), 20_000);
    expect((await types()).filter((type) => type === "catalogLoaded")).toHaveLength(index + 1);
    // The till takes it: the file first, then the flag.
    await rm(join(local, "pos/POS.spr"));
    await rm(join(local, "pos/POS.flg"));
  }
  expect(await readdir(join(local, "pos"))).toEqual([]);
});

test("a report arrives once, whole, wherever the controller is killed", { timeout: 240_000 }, async () => {
  const { local, remote, killAt, types } = await begin();
  for (const [index, command] of AT_REPORT.entries()) {
    const content = `${REPORT}${index}`;
    await killAt(command, () => putFiles(join(local, "pos"), { "POS.rep": content }));
    await vi.waitFor(async () => expect(await filesBelow(remote)).toEqual({ "POS.rep": content }), 20_000);
    await vi.waitFor(async () => expect(await readdir(join(local, "pos"))).toEqual([]), 20_000);
    expect((await types()).filter((type) => type === "reportSent")).toHaveLength(index + 1);
    await rm(join(remote, "POS.rep"));
  }
});

test("a report for a server that does not rename arrives whole in place of its own half", {
  timeout: 120_000,
}, async () => {
  const { local, remote, killAt, types } = await begin({ rename: false, occupied: "wait" });
  for (const [index, command] of [/^STOR/, /^SIZE .*rep$/].entries()) {
    const content = `${REPORT}${index}`;
    await killAt(command, () => putFiles(join(local, "pos"), { "POS.rep": content }));
    await vi.waitFor(async () => expect(await filesBelow(remote)).toEqual({ "POS.rep": content }), 20_000);
    await vi.waitFor(async () => expect(await readdir(join(local, "pos"))).toEqual([]), 20_000);
    expect((await types()).filter((type) => type === "reportSent")).toHaveLength(index + 1);
    await rm(join(remote, "POS.rep"));
  }
});

test("a round that was cut goes on with one event, and its record is closed", { timeout: 120_000 }, async () => {
  const { controller, local, killAt, types } = await begin();
  await killAt(/^STOR/, () => putFiles(join(local, "pos"), { "POS.rep": REPORT }));
  await vi.waitFor(async () => expect(await types()).toContain("reportSent"), 20_000);
  expect((await types()).filter((type) => type === "commandResumed")).toHaveLength(1);
  await vi.waitFor(async () => {
    const { transfers } = await controller.api<{ transfers: object[] }>("GET", "/transfers?resource=R00004");
    expect(transfers).toMatchObject([{ verb: "send", result: { error: 0, filesDone: 1 } }]);
  });
});
