import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CsvFormat } from "../../src/csv/format.ts";
import { type Cell, CsvWriter } from "../../src/csv/writer.ts";

const WINTER = new Date(Date.UTC(2026, 10, 23, 11, 5, 9, 70));
const SUMMER = new Date(Date.UTC(2026, 6, 14, 22, 30));

function line(format: CsvFormat, ...cells: Cell[]): string {
  return new CsvWriter({ timeZone: "Europe/Paris", ...format }).rows([cells]).toString();
}

describe("rfc4180", () => {
  const preset = { preset: "rfc4180" } as const;

  it("has commas, points, UTC and CRLF", () => {
    expect(line(preset, WINTER, -1234567.5, 'a "b", c', true, false, undefined)).toBe(
      '2026-11-23T11:05:09.070Z,-1234567.5,"a ""b"", c",1,0,\r\n',
    );
  });

  it("has a heading in English after the byte order mark", () => {
    expect(new CsvWriter(preset).heading(["time", "value"]).toString()).toBe("\uFEFFTime,Value\r\n");
  });
});

describe("excel-fr", () => {
  const preset = { preset: "excel-fr" } as const;

  it("has semicolons, decimal commas, local time as French writes it and CRLF", () => {
    expect(line(preset, WINTER, -1234567.5, "a;b", 1e-7)).toBe('23/11/2026 12:05:09;-1234567,5;"a;b";1e-7\r\n');
    expect(line(preset, SUMMER)).toBe("15/07/2026 00:30:00\r\n");
  });

  it("has a heading in French after the byte order mark", () => {
    expect(new CsvWriter(preset).heading(["time", "value"]).toString()).toBe("\uFEFFDate et heure;Valeur\r\n");
  });
});

describe("a change of the preset", () => {
  it.each([
    [{ separator: "\t" } as const, "2026-11-23T11:05:09.070Z\t1.5\r\n"],
    [{ decimal: "," } as const, '2026-11-23T11:05:09.070Z,"1,5"\r\n'],
    [{ time: "local" } as const, "2026-11-23T12:05:09.070+01:00,1.5\r\n"],
    [{ time: "local", timeZone: "Asia/Kolkata" } as const, "2026-11-23T16:35:09.070+05:30,1.5\r\n"],
    [{ time: "local", timeZone: "America/St_Johns" } as const, "2026-11-23T07:35:09.070-03:30,1.5\r\n"],
    [{ time: "language" } as const, '"23/11/2026, 12:05:09",1.5\r\n'],
    [{ time: "language", language: "ru" } as const, '"23.11.2026, 12:05:09",1.5\r\n'],
  ])("%j", (change, text) => {
    expect(line({ preset: "rfc4180", ...change }, WINTER, 1.5)).toBe(text);
  });

  it("may leave out the byte order mark and choose the language of the heading", () => {
    const writer = new CsvWriter({ preset: "rfc4180", byteOrderMark: false, language: "ru" });
    expect(writer.heading(["time"]).toString()).toBe("Дата и время\r\n");
  });
});

describe("what a spreadsheet would run", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])("%j is disarmed", (text) => {
    expect(cellsOf(line({ preset: "rfc4180" }, text))).toEqual([`'${text}`]);
  });

  it("is not a number, which stays one whatever the format", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom<CsvFormat>({ preset: "rfc4180" }, { preset: "excel-fr" }),
        (value, format) => {
          const text = line(format, value).trim().replace(",", ".");
          expect(Number(text)).toBe(value === 0 ? 0 : value);
        },
      ),
    );
  });
});

it("any text comes back from its line", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }), (texts) => {
      const plain = texts.map((text) => `x${text}`);
      expect(cellsOf(line({ preset: "rfc4180" }, ...plain))).toEqual(plain);
    }),
  );
});

/** One line of RFC 4180, taken apart. */
function cellsOf(text: string): string[] {
  const cells = text.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}
