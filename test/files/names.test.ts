import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAllowedName, parseDevicePath, parseStorePath } from "../../src/files/names.ts";

describe("names", () => {
  it.each(["a", "Relevés 2026-11.csv", "журнал.txt", "...", ".hidden", "-laR", "%2e%2e", "a..b", "日本", "12:30.log"])(
    "allows %j",
    (name) => expect(isAllowedName(name)).toBe(true),
  );

  it.each([
    "",
    ".",
    "..",
    "a/b",
    "..\\x",
    "a\0b",
    "a\nb",
    "a\u007f",
    "a\u0085",
    "gnp\u202egpj",
    "a\u200bb",
    "\ufeffa",
    "a\u2066b",
    "a\u2028b",
    "\ud800",
    ".relais-x.part",
    "é".repeat(128),
    "a".repeat(256),
  ])("refuses %j", (name) => expect(isAllowedName(name)).toBe(false));

  it("measures length in bytes, as disks do", () => {
    expect(isAllowedName("é".repeat(127))).toBe(true);
    expect(isAllowedName("a".repeat(255))).toBe(true);
  });

  it("never lets an allowed name be more than one component of a path", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        if (!isAllowedName(name)) return;
        expect(parseStorePath(name)).toEqual([name]);
        expect(new URL(`file:///root/${encodeURIComponent(name)}`).pathname.split("/")).toHaveLength(3);
        expect(Buffer.from(name).toString()).toBe(name);
      }),
    );
  });
});

describe("device paths", () => {
  it("are dots up to the mount, then slashes", () => {
    expect(parseDevicePath("Net.FlashDisk/logs/2026-11.csv")).toEqual({
      dotted: "Net.FlashDisk",
      names: ["logs", "2026-11.csv"],
    });
    expect(parseDevicePath("easy.JRNL")).toEqual({ dotted: "easy.JRNL", names: [] });
  });

  it.each([
    "",
    "/",
    "/etc/passwd",
    "Net.FlashDisk/",
    "Net.FlashDisk//a",
    "Net.FlashDisk/../x",
    "Net..FlashDisk",
    "Net.",
    ".Net",
    "Net.Flash Disk",
    "1Net",
    `a${".a".repeat(64)}`,
    `easy/${"a/".repeat(64)}a`,
  ])("refuse %j", (path) => {
    expect(() => parseDevicePath(path)).toThrow(expect.objectContaining({ failure: "localPathRefused" }));
  });
});
