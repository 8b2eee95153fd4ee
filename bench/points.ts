/**
 * What many points cost a running controller:
 *
 *     node bench/points.ts [points] [seconds]
 *
 * Each point has a new value every 10 s; one in ten has a trace and a balance, both with a sample every 10 s. One in ten
 * is digital, the others analog. Processor time is the kernel's, user and system, of all threads: a busy machine changes
 * it little. Answers are timed with ten requests a second for one variable, which the processor time includes.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Controller, startController } from "../test/support/controller-process.ts";
import { ProcessFigures } from "./process-figures.ts";

const POINTS = 10_000;
/** Until what the start left behind is collected, and every point has had its turn. */
const WARM_UP_MS = 30_000;
const BETWEEN_REQUESTS_MS = 100;

const points = Number(process.argv[2] ?? POINTS);
const seconds = Number(process.argv[3] ?? 60);
if (!(points >= 10) || !(seconds >= 1)) {
  console.error("usage: node bench/points.ts [points] [seconds]");
  process.exit(2);
}

interface Workload {
  readonly name: string;
  /** Seconds between the samples of the balance of a point without a trace; 0: it has none. */
  readonly balance: number;
  /** How many clients follow all values, as a page does. */
  readonly watchers: number;
}

const WORKLOADS: readonly Workload[] = [
  { name: "as described", balance: 0, watchers: 0 },
  { name: "a balance for every point", balance: 10, watchers: 0 },
  { name: "a client that follows every value", balance: 0, watchers: 1 },
];

console.log(`${points} points, ${points / 10} traces, ${seconds} s after a warm-up of ${WARM_UP_MS / 1000} s\n`);
console.log(
  "| what | start: s of processor | peak MiB | running: % of one core | MiB at the end | peak MiB | answer: median ms | 99 % | worst |",
);
console.log("|---|---|---|---|---|---|---|---|---|");
for (const workload of WORKLOADS) await measure(workload);

async function measure({ name, balance, watchers }: Workload): Promise<void> {
  const resources = Array.from({ length: points }, (_, n) => point(n + 1, balance));
  const controller = await startController({ config: { resources } });
  try {
    const figures = new ProcessFigures(controller.pid);
    const start = [(await figures.cpuSeconds()).toFixed(1), (await figures.memoryMiB()).peak.toFixed(0)];
    for (let n = 0; n < watchers; n++) await follow(controller);
    await sleep(WARM_UP_MS);
    await figures.forgetPeak();
    const [cpuBefore, before] = [await figures.cpuSeconds(), performance.now()];
    const answers = await timedAnswers(controller, seconds * 1000);
    const share = ((await figures.cpuSeconds()) - cpuBefore) / ((performance.now() - before) / 1000);
    const { now, peak } = await figures.memoryMiB();
    const times = [0.5, 0.99, 1].map((part) => quantile(answers, part).toFixed(1));
    const row = [name, ...start, (share * 100).toFixed(1), now.toFixed(0), peak.toFixed(0), ...times];
    console.log(`| ${row.join(" | ")} |`);
  } finally {
    await controller.stop();
  }
}

function point(number: number, balance: number): object {
  const isTraced = number % 10 === 1;
  return {
    id: `R${String(number).padStart(5, "0")}`,
    kind: "point",
    label: `Point ${number}`,
    ...(number % 10 === 2
      ? { type: "digital", signal: { shape: "square", period: 20, step: 10 } }
      : { signal: { shape: "sine", period: 600, low: 10, high: 30, noise: 1, step: 10 }, limits: { high: 25 } }),
    balance: isTraced ? 10 : balance,
    functions: isTraced ? [{ id: "F0001", kind: "trace", period: 10 }] : [],
  };
}

/** Reads the stream of all values for as long as the controller runs. */
async function follow(controller: Controller): Promise<void> {
  const { body } = await controller.fetch("/api/v1/vars/stream");
  void body?.pipeTo(new WritableStream()).catch(() => undefined);
}

/** Milliseconds until each answer. */
async function timedAnswers(controller: Controller, forMs: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (const end = performance.now() + forMs; performance.now() < end; ) {
    const askedAt = performance.now();
    await controller.api("GET", "/vars/R00001.Value");
    times.push(performance.now() - askedAt);
    await sleep(BETWEEN_REQUESTS_MS);
  }
  return times;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN;
}
