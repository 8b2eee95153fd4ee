/** Samples into the history named on the command line until it is killed, and prints what is durable as soon as it is. */
import { writeSync } from "node:fs";
import { systemClock } from "../../src/clock.ts";
import { openHistory } from "../../src/history/open-history.ts";

const history = openHistory({ file: process.argv[2] ?? "", clock: systemClock, timeZone: "UTC" });
const logs = ["R00010.F0001", "R00011.F0001"].map((key) => history.trace(key, { days: 1000, samples: 200 }));
const balance = history.balance("R00010");

for (let round = 0; ; round += 1) {
  for (const log of logs) for (let i = 0; i < 1 + (round % 50); i += 1) log.append(systemClock.now(), Math.random());
  balance.count(systemClock.now(), 1);
  if (round % 3 === 0) {
    logs[0]?.flush();
    balance.flush();
    const counted = [...balance.rows("hour", 0, systemClock.now())].reduce((sum, { count }) => sum + count, 0);
    writeSync(1, `${logs.map((log) => log.range().last).join(" ")} ${counted}\n`);
  }
  if (round % 10 === 0) history.prune();
  await systemClock.sleep(round % 4);
}
