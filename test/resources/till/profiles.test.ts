import { describe, expect, test } from "vitest";
import { checkText } from "../../../src/config/check.ts";
import { readRequest } from "../../../src/resources/ftp-report/request.ts";
import { isOpen } from "../../../src/resources/till/mark.ts";
import { markerFor } from "../../../src/resources/till/profile.ts";
import { builtInProfiles, profileOf } from "../../../src/resources/till/profiles.ts";

test("the built-in profiles are those of the documentation, and a configuration takes each of them", () => {
  const profiles = builtInProfiles();
  expect(profiles.map(({ name }) => name)).toEqual(["artix", "done-file", "frontol", "source", "wait-flag"]);
  for (const profile of profiles) {
    expect(checkText(JSON.stringify({ profiles: [profile] }), { environment: {} }).faults).toEqual([]);
  }
});

test("a configured profile goes before the one that is built in, and an unknown one is a failure", () => {
  const own = { ...profileOf("source", []), label: "own" };
  expect(profileOf("source", [own]).label).toBe("own");
  expect(() => profileOf("nobodys", [own])).toThrow("profileMissing");
});

describe("a request", () => {
  const day = (text: string) => Date.parse(text) / 86_400_000;
  const dates = { range: "dates", from: day("2026-11-01"), to: day("2026-11-30") };
  test.each([
    ["frontol", "$$$NEWTRANSACTIONS", { range: "new" }],
    ["frontol", "$$$ALLTRANSACTIONS\r\n", { range: "all" }],
    ["frontol", "\r\n$$$TRANSACTIONSBYDATERANGE\r\n01.11.2026;30.11.2026\r\n", dates],
    ["frontol", "$$$TRANSACTIONSBYDATERANGE\n31.11.2026;30.12.2026", undefined],
    ["frontol", "$$$TRANSACTIONSBYDATERANGE\n30.11.2026;01.11.2026", undefined],
    ["frontol", "$$$TRANSACTIONSBYDATERANGE", undefined],
    ["frontol", "", undefined],
    ["artix", "###01.11.2026;30.11.2026", dates],
    ["source", "whatever", { range: "new" }],
    ["source", "", { range: "new" }],
  ])("of %s that says %j", (name, text, asked) => {
    expect(readRequest(text, profileOf(name, []).request)).toEqual(asked);
  });

  test.each([
    ["yyyy-MM-dd yyyy-MM-dd", "2026-11-01  2026-11-30"],
    ["MM/dd/yyyy - MM/dd/yyyy", "11/01/2026 - 11/30/2026"],
    ["ddMMyyyyddMMyyyy", "0111202630112026"],
  ])("in the form %s", (form, text) => {
    expect(readRequest(`R ${text}`, { asks: [{ text: "R", range: "dates" }], dates: form })).toEqual(dates);
  });
});

test.each([
  ["{name}.done", "a/POS.spr", "a/POS.spr.done"],
  ["{stem}.flz", "a/POS.spr", "a/POS.flz"],
  ["{stem}.flz", "POS", "POS.flz"],
])("the marker %s of %s is %s", (pattern, path, marker) => {
  expect(markerFor(pattern, path)).toBe(marker);
});

test.each([
  ["#\r\n1;2", 1, true],
  ["@\r\n1;2", 1, false],
  ["##@@&&\n#\n", 2, true],
  ["##@@&&\n@\n", 2, false],
  ["", 1, false],
])("%j says by its line %i whether it waits to be read: %s", (text, line, open) => {
  expect(isOpen(text, { line, open: "#", done: "@" })).toBe(open);
});
