import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { serve } from "../ftp-server/served.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");

async function start(port: number, ...line: string[]) {
  const folder = await mkdtemp(join(tmpdir(), "back-office-"));
  const office = spawn(process.execPath, [MAIN, "back-office", "--port", String(port), "--period", "0.05", ...line], {
    cwd: folder,
    env: { ...process.env, RELAIS_FTP_PASSWORD: "secret" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = once(office, "exit");
  onTestFinished(async () => {
    office.kill("SIGKILL");
    await exit;
    await rm(folder, { recursive: true, force: true });
  });
  const lines = createInterface({ input: office.stdout })[Symbol.asyncIterator]();
  const until = async (text: string): Promise<string> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the office ended before it said ${text}`);
      if (value.includes(text)) return value;
    }
  };
  return { office, exit, until };
}

it("drops what is asked for on standard input, and ends with 0 at SIGTERM", async () => {
  const server = await serve();
  const { office, exit, until } = await start(server.port, "--catalog", "POS.spr", "--items", "3", "--lang", "fr");
  office.stdin.write("catalog\n");
  expect(await until("déposé")).toContain("Catalogue 1 déposé : POS.spr (");
  office.kill("SIGTERM");
  expect(await exit).toEqual([0, null]);
});

it("ends with 1 when the protocol was broken", async () => {
  const server = await serve();
  await writeFile(join(server.root, "POS.rep"), "torn");
  const line = ["--report", "POS.rep", "--report-ending", "END", "--reports", "1", "--json"];
  const { exit, until } = await start(server.port, ...line);
  expect(JSON.parse(await until("breach"))).toMatchObject({ breach: "reportTorn", by: "till" });
  expect(await exit).toEqual([1, null]);
});
