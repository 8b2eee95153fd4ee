import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FtpServer, startFtpServer } from "../../src/ftp-server/server.ts";
import { DeviceInProcess, filesBelow, putFiles } from "../support/device-in-process.ts";

const FILES = { "a.csv": "a".repeat(2000), "b.csv": "b", "empty.flg": "", "sub/c.csv": "c", "sub/d.csv": "d" };
/** Until these are answered there is no session yet that could be opened again. */
const OPENING = /^(?:USER|PASS|FEAT|TYPE|OPTS)/;
/** A Send of the files takes fewer commands. */
const POSITIONS = Array.from({ length: 48 }, (_, index) => index + 1);

interface Site {
  readonly server: FtpServer;
  readonly root: string;
  readonly commands: string[];
}

let base: string;
let sites: Site[];
let device: DeviceInProcess;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "relais-breaks-"));
  sites = await Promise.all(POSITIONS.map(startSite));
  await putFiles(join(base, "data/flashdisk"), FILES);
  device = await DeviceInProcess.start(base, {
    connections: sites.map(({ server }, index) => ({
      id: `L${index + 1}`,
      address: "127.0.0.1",
      port: server.port,
      sessions: 1,
    })),
    resources: POSITIONS.map((position) => ({
      id: resourceOf(position),
      kind: "ftp-folder",
      connection: `L${position}`,
      user: "easy",
      password: "secret",
      folder: "Net.FlashDisk",
      remoteFolder: "/in",
    })),
  });
});

afterAll(async () => {
  await device?.stop();
  await Promise.all((sites ?? []).map(({ server }) => server.stop()));
  await rm(base, { recursive: true, force: true });
});

describe("a session that is reset once, whatever the command it is reset at", () => {
  test.concurrent.each(POSITIONS)("number %i", async (position) => {
    const site = sites[position - 1] as Site;
    await device.pulse(`${resourceOf(position)}.Send`);
    const outputs = await device.ended(resourceOf(position));
    const arrived = await filesBelow(join(site.root, "in"));
    const hit = site.commands[position - 1] ?? "";
    if (OPENING.test(hit)) {
      expect(outputs, hit).toMatchObject({ Error: 1, FilesDone: 0 });
      expect(arrived).toEqual({});
    } else {
      expect(outputs, hit).toMatchObject({ Error: 0, FilesTotal: 5, FilesDone: 5 });
      expect(arrived).toEqual(FILES);
    }
  });

  test("is reset at every command of a Send", () => {
    expect(sites.map(({ server }) => server.faults.strikes[0]).lastIndexOf(1)).toBeLessThan(POSITIONS.length - 1);
  });
});

async function startSite(position: number): Promise<Site> {
  const root = join(base, "servers", String(position));
  const commands: string[] = [];
  const server = await startFtpServer({
    root,
    users: { easy: { password: "secret" } },
    faults: [{ when: { event: "command", nth: position, times: 1 }, do: { end: "reset" } }],
    log: ({ from, text }) => from === "client" && commands.push(text),
  });
  return { server, root, commands };
}

function resourceOf(position: number): string {
  return `R${String(position).padStart(5, "0")}`;
}
