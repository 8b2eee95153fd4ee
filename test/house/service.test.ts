import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const UNIT = join(import.meta.dirname, "../../service/relais.service");
const ANALYZE = "/usr/bin/systemd-analyze";
/** Tenths: of 10, which is a service that may do everything. */
const MOST_EXPOSED = 15;

test.skipIf(!existsSync(ANALYZE))("the service may do little beside its work", () => {
  const judged = execFileSync(ANALYZE, ["security", "--offline=true", `--threshold=${MOST_EXPOSED}`, UNIT]).toString();
  expect(judged).toContain("Overall exposure level for relais.service");
});

test.skipIf(!existsSync(ANALYZE))("systemd knows every word of it", () => {
  const { stdout, stderr } = spawnSync(ANALYZE, ["verify", UNIT], { encoding: "utf8" });
  // The project is not in /opt here.
  const complaints = (stdout + stderr).split("\n").filter((line) => /relais\.service/.test(line));
  expect(complaints.filter((line) => !line.includes("/opt/relais/node_modules/.bin/node is not executable"))).toEqual(
    [],
  );
});
