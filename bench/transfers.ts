/**
 * How fast the controller sends, beside `lftp mirror -R` to the same server in the same run:
 *
 *     node bench/transfers.ts [vsftpd|proftpd|pure-ftpd|pyftpdlib] [runs]
 *
 * Files are in memory on both sides (/dev/shm); the controller's journal is on disk, as in use. Prints medians.
 */
import { mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SERVER_KINDS, type ServerKind } from "../test/support/real-recipe.ts";
import { type Site, startSite } from "../test/support/real-site.ts";
import { controllerSender, lftpSender, type Sender } from "./senders.ts";

interface Workload {
  readonly name: string;
  readonly files: number;
  /** Bytes of each file. */
  readonly size: number;
}

const WORKLOADS: readonly Workload[] = [
  { name: "one file of 1 GiB", files: 1, size: 1024 ** 3 },
  { name: "2,000 files of 4 KiB", files: 2000, size: 4096 },
];

const kind = process.argv[2] ?? "vsftpd";
const runs = Number(process.argv[3] ?? 5);
if (!isServerKind(kind) || !(runs >= 1)) {
  console.error(`usage: node bench/transfers.ts [${SERVER_KINDS.join("|")}] [runs]`);
  process.exit(2);
}

console.log(`Sending to ${kind}, medians of ${runs} runs\n`);
console.log("| what | who | s | files/s | MB/s | times as long as lftp | peak memory |");
console.log("|---|---|---|---|---|---|---|");
for (const workload of WORKLOADS) await measure(kind, workload);

/** Runs every sender `runs` times, in turn, so that a passing load of the machine does not fall on one of them. */
async function measure(server: ServerKind, workload: Workload): Promise<void> {
  const source = await mkdtemp("/dev/shm/relais-bench-");
  await fill(source, workload);
  const site = await startSite(server, {
    server: { parent: "/dev/shm" },
    folders: [{ path: "Bench", directory: source }],
    resources: [{ id: "R00001", folder: "Bench", remoteFolder: "/site/target", events: { success: false } }],
  });
  try {
    const lftp = lftpSender(site.server, source, {});
    const senders = [controllerSender(site), lftp, lftpSender(site.server, source, { temporaryNames: true })];
    if (workload.files > 1) {
      senders.push(lftpSender(site.server, source, { parallel: 4 }));
      senders.push(lftpSender(site.server, source, { parallel: 4, temporaryNames: true }));
    }
    const seconds = new Map<Sender, number[]>(senders.map((sender) => [sender, []]));
    for (let run = 0; run < runs; run++) {
      for (const sender of senders) seconds.get(sender)?.push(await timed(site, sender, workload));
    }
    const yardstick = median(seconds.get(lftp) ?? []);
    for (const [sender, times] of seconds) {
      const time = median(times);
      const memory = await sender.peakMemory();
      const figures = [
        time.toFixed(2),
        rate(workload.files / time),
        rate((workload.files * workload.size) / 1e6 / time),
      ];
      console.log(`| ${[workload.name, sender.name, ...figures, (time / yardstick).toFixed(2), memory].join(" | ")} |`);
    }
  } finally {
    await site.stop();
    await rm(source, { recursive: true });
  }
}

/** Seconds of one run into an empty remote folder. Throws when not everything is there afterwards. */
async function timed(site: Site, sender: Sender, { files, size }: Workload): Promise<number> {
  const target = site.remote("target");
  await rm(target, { recursive: true, force: true });
  const startedAt = performance.now();
  await sender.send();
  const seconds = (performance.now() - startedAt) / 1000;
  const arrived = await Promise.all((await readdir(target)).map((name) => stat(join(target, name))));
  if (arrived.length !== files || arrived.some((file) => file.size !== size)) {
    throw new Error(`${sender.name}: ${arrived.length} of ${files} files arrived, or not whole`);
  }
  return seconds;
}

async function fill(folder: string, { files, size }: Workload): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < files; n++) {
    const file = join(folder, `${String(n).padStart(4, "0")}.bin`);
    await writeFile(file, Buffer.alloc(Math.min(size, 1024 ** 2), n));
    await truncate(file, size);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

function rate(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}

function isServerKind(name: string): name is ServerKind {
  return (SERVER_KINDS as readonly string[]).includes(name);
}
