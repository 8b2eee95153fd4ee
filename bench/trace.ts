/**
 * What a long trace costs to export: its samples are put into the history database, then sent by an FTP Set through the
 * embedded server, which runs in a process of its own:
 *
 *     node bench/trace.ts [samples]
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { placesIn } from "../src/places.ts";
import { startController } from "../test/support/controller-process.ts";
import { fillLongTrace, LONG_TRACE } from "./long-trace.ts";
import { ProcessFigures } from "./process-figures.ts";

const samples = Number(process.argv[2] ?? 10_000_000);
if (!(samples >= 1)) {
  console.error("usage: node bench/trace.ts [samples]");
  process.exit(2);
}

const PORT = 2198;

const root = await mkdtemp(join(tmpdir(), "relais-trace-"));
const main = join(import.meta.dirname, "../src/main.ts");
const login = ["--user", "easy", "--password", "bench"];
const server = spawn(process.execPath, [main, "ftp-server", "--root", root, "--port", String(PORT), ...login], {
  stdio: "ignore",
});
const controller = await startController({ config: configuration() });
try {
  await controller.kill("SIGTERM");
  const { samples: database } = placesIn(controller.data);
  fillLongTrace(database, samples);
  const bytesEach = (await stat(database)).size / samples;
  await controller.start();
  await sleep(5_000);

  const figures = new ProcessFigures(controller.pid);
  await figures.forgetPeak();
  const [idle, cpu, since] = [(await figures.memoryMiB()).now, await figures.cpuSeconds(), performance.now()];
  await controller.pulse("R00001.Send");
  while ((await controller.vars("R00001.Action"))["R00001.Action"] !== 0) await sleep(250);
  const seconds = (performance.now() - since) / 1000;
  const spent = (await figures.cpuSeconds()) - cpu;
  const above = (await figures.memoryMiB()).peak - idle;
  const [name] = await readdir(join(root, "traces"));
  const sent = (await stat(join(root, "traces", String(name)))).size;

  console.log("| samples | bytes each in the database | MB sent | s | s of processor | rows/s | MiB above idle |");
  console.log("|---|---|---|---|---|---|---|");
  const row = [samples, bytesEach.toFixed(1), (sent / 1e6).toFixed(0), seconds.toFixed(1), spent.toFixed(1)];
  console.log(`| ${[...row, Math.round(samples / seconds), above.toFixed(0)].join(" | ")} |`);
} finally {
  await controller.stop();
  server.kill();
  await once(server, "exit");
  await rm(root, { recursive: true });
}

function configuration(): object {
  return {
    connections: [{ id: "LAN01", address: "127.0.0.1", port: PORT }],
    resources: [
      {
        id: "R00001",
        kind: "ftp-set",
        connection: "LAN01",
        user: "easy",
        password: "bench",
        set: "Trace",
        remoteFolder: "/traces",
      },
      LONG_TRACE,
    ],
    sets: [{ label: "Trace", elements: ["R00010.Value"] }],
  };
}
