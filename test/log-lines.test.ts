import { pino } from "pino";
import { expect, test } from "vitest";
import { LogLines } from "../src/log-lines.ts";

test("the log is told newest first, from a level on, without secrets, and no more than 1000 lines", () => {
  const lines = new LogLines();
  const log = pino({ level: "info" }, lines);
  log.info("started");
  log.error(
    { err: new Error("why"), password: "canary-1", request: { headers: { authorization: "canary-2" } } },
    "failed",
  );
  const [newest, oldest] = lines.last(10, "info");
  expect([newest?.message, newest?.level, oldest?.message]).toEqual(["failed", "error", "started"]);
  expect(newest?.detail).toContain("why");
  expect(JSON.stringify(lines.last(10, "trace"))).not.toContain("canary");
  expect(lines.last(10, "warn")).toHaveLength(1);
  for (let n = 0; n < 1001; n += 1) log.info("again");
  expect(lines.last(2000, "trace")).toHaveLength(1000);
});
