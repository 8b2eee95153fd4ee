/**
 * What pages ask of a large controller: its resources, a change of one of them, and a trend of a long trace.
 *
 *     node bench/pages.ts [resources] [samples]
 *
 * Each is asked five times. How long others wait is how long requests take that are made one after the other meanwhile.
 */
import { placesIn } from "../src/places.ts";
import { startController } from "../test/support/controller-process.ts";
import { fillLongTrace, LONG_TRACE } from "./long-trace.ts";
import { Waits } from "./waits.ts";

const TIMES = 5;
const resources = Number(process.argv[2] ?? 10_000);
const samples = Number(process.argv[3] ?? 10_000_000);
if (!(resources >= 20) || !(samples >= 1)) {
  console.error("usage: node bench/pages.ts [resources] [samples]");
  process.exit(2);
}

const controller = await startController({ config: configuration() });
try {
  await controller.kill("SIGTERM");
  fillLongTrace(placesIn(controller.data).samples, samples);
  await controller.start();
  console.log(`${resources} resources, a trace of ${samples} samples\n`);
  console.log("| what | kB | median ms | worst ms | others wait at most ms |");
  console.log("|---|---|---|---|---|");
  const trend = "/trends?path=easy.RESS.R00010.FNCT.F0001";
  await measure("a short list of the resources", () => get("/resources?summary=true"));
  await measure("all traces", () => get("/traces"));
  await measure("a change of one resource", change);
  await measure("a trend of 2,000 points", () => get(trend));
  await measure("a trend of 100,000 points", () => get(`${trend}&points=100000`));
} finally {
  await controller.stop();
}

async function measure(what: string, ask: (time: number) => Promise<number>): Promise<void> {
  const times: number[] = [];
  let [bytes, worstWait] = [0, 0];
  for (let time = 0; time < TIMES; time += 1) {
    const waits = new Waits(controller);
    const since = performance.now();
    bytes = await ask(time);
    times.push(performance.now() - since);
    worstWait = Math.max(worstWait, await waits.worst());
  }
  times.sort((a, b) => a - b);
  const figures = [bytes / 1000, times[Math.floor(TIMES / 2)] ?? 0, times.at(-1) ?? 0, worstWait];
  console.log(`| ${[what, ...figures.map((figure) => figure.toFixed(0))].join(" | ")} |`);
}

async function get(path: string): Promise<number> {
  const answer = await controller.fetch(`/api/v1${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.text()).length;
}

async function change(time: number): Promise<number> {
  const item = { ...folder(resources - 5), label: `Changed ${time}` };
  await controller.api("PUT", `/resources/${item.id}`, item);
  return 0;
}

function configuration(): object {
  const numbers = Array.from({ length: resources }, (_, n) => n + 1);
  return {
    connections: [{ id: "LAN01", address: "127.0.0.1", valid: false }],
    resources: numbers.map((number) =>
      number === 10 ? LONG_TRACE : number % 5 === 0 ? folder(number) : point(number),
    ),
  };
}

function idOf(number: number): string {
  return `R${String(number).padStart(5, "0")}`;
}

function folder(number: number) {
  const inputs = { Send: { cron: `${number % 60} 6 * * *` } };
  const access = { connection: "LAN01", user: "bench", folder: "easy.JRNL" };
  return { id: idOf(number), kind: "ftp-folder", label: `Site ${number}`, inputs, ...access };
}

function point(number: number): object {
  const functions = number % 10 === 1 ? [{ id: "F0001", kind: "trace" }] : [];
  return { id: idOf(number), kind: "point", label: `Point ${number}`, limits: { high: 25 }, functions };
}
