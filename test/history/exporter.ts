/**
 * Makes a trace of so many samples in a new history, reads its day whole, and prints the size, the rows that were read,
 * by how many bytes memory grew meanwhile, and for how many milliseconds others had to wait at most.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { systemClock } from "../../src/clock.ts";
import { openHistory } from "../../src/history/open-history.ts";

const [file = "", samples = "0"] = process.argv.slice(2);
const history = openHistory({ file, clock: systemClock, timeZone: "UTC" });
const log = history.trace("a", { days: 36_500, samples: 100_000_000 });
const start = Date.UTC(2026, 10, 23);
for (let i = 0; i < Number(samples); i += 1) {
  log.append(start + i * 50, Math.sin(i) * 100);
  if (i % 10_000 === 0) log.flush();
}
log.flush();
await systemClock.sleep(50);

const before = process.memoryUsage().rss;
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const began = systemClock.monotonic();
let [peak, lines] = [before, 0];
const source = await history.traceFolder("a", { preset: "rfc4180" }).open(["2026-11-23.csv"]);
const buffer = new Uint8Array(256 * 1024);
for (let position = 0; position < source.size; ) {
  const bytes = await source.read(buffer, position);
  for (const byte of buffer.subarray(0, bytes)) if (byte === 10) lines += 1;
  position += bytes;
  peak = Math.max(peak, process.memoryUsage().rss);
}
await source.close();
delay.disable();
console.log(
  JSON.stringify({
    size: source.size,
    rows: lines - 1,
    grown: peak - before,
    waitMs: delay.max / 1e6,
    seconds: (systemClock.monotonic() - began) / 1000,
  }),
);
history.close();
