import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRemoteName } from "../../src/connection/remote-name.ts";
import { type FileNameParts, fileName, unknownTokens } from "../../src/csv/file-name.ts";
import { isAllowedName } from "../../src/files/names.ts";
import { TimeZone } from "../../src/time-zone.ts";

const PARIS = TimeZone.of("Europe/Paris");
const PARTS: FileNameParts = {
  site: "Dijon",
  set: "Relevés",
  label: "T° départ",
  time: Date.UTC(2026, 10, 23, 23, 5, 9),
  seq: 42,
};
const named = (pattern: string, parts: Partial<FileNameParts> = {}) => fileName(pattern, { ...PARTS, ...parts }, PARIS);

describe("a file name", () => {
  it("has every token filled, in local time", () => {
    expect(named("{site}-{set}-{label}_{YYYY}{MM}{DD}_{hh}{mm}{ss}_{seq}.csv")).toBe(
      "Dijon-Relevés-T° départ_20261124_000509_42.csv",
    );
  });

  it.each([
    ["a separator", { label: "../a\\b/c" }, "_.._a_b_c.csv"],
    ["what Windows refuses", { label: 'a<b>:"|?*c' }, "a_b______c.csv"],
    ["line breaks and marks that turn the text", { label: "a\r\nDELE b\u202e" }, "a__DELE b_.csv"],
    ["a device of Windows", { label: "CON" }, "_CON.csv"],
    ["a hidden name", { label: ".relais-1" }, "_.relais-1.csv"],
    ["braces in a value, left as they are", { label: "{seq}" }, "{seq}.csv"],
  ])("has nothing of %s", (_, parts, name) => {
    expect(named("{label}.csv", parts)).toBe(name);
  });

  it("does not end in a dot or a space", () => {
    expect(named("{label}", { label: "a. ." })).toBe("a_");
  });

  it("that is too long is cut between two characters, and keeps its extension", () => {
    const name = named("{label}_{seq}.csv.gz", { label: "é".repeat(300) });
    expect(name).toMatch(/^é+\.csv\.gz$/);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
  });

  it("may stand in any store and on any server, whatever its parts", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(".", "..", "con", "a/b", " ", "\ud800"));
    fc.assert(
      fc.property(text, text, text, (pattern, label, set) => {
        const name = named(`${pattern}{label}{set}`, { label, set });
        expect(isAllowedName(name)).toBe(true);
        expect(isRemoteName(name)).toBe(true);
        expect(name).not.toMatch(/[<>:"|?*]|[. ]$/);
      }),
    );
  });
});

it("tokens that do not exist are told", () => {
  expect(unknownTokens("{site}{YYYY}{seq}.csv")).toEqual([]);
  expect(unknownTokens("{Site}{yyyy}_{}_{constructor}.csv")).toEqual(["Site", "yyyy", "", "constructor"]);
});
