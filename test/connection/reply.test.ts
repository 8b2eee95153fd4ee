import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReplyReader } from "../../src/connection/reply.ts";

const code = fc.integer({ min: 100, max: 599 });
const text = fc.string({
  unit: fc.constantFrom("a", "b", " ", "1", "2", "5", "-", "(", ")", "|", ",", "é"),
  maxLength: 60,
});

/** A reply as a server writes it; inner lines of a multi-line reply never look like its end. */
const reply = fc.oneof(
  fc.tuple(code, text).map(([number, line]) => [`${number} ${line}`]),
  fc
    .tuple(code, text, fc.array(text, { maxLength: 5 }), text)
    .map(([number, first, inner, last]) => [
      `${number}-${first}`,
      ...inner.filter((line) => !line.startsWith(String(number))),
      `${number} ${last}`,
    ]),
);

describe("the reply reader", () => {
  it("gives the same replies however the network cuts them", () => {
    const property = fc.property(
      fc.array(reply),
      fc.constantFrom("\r\n", "\n"),
      fc.array(fc.nat(40)),
      (replies, end, cuts) => {
        const wire = replies.map((lines) => lines.join(end) + end).join("");
        const reader = new ReplyReader();
        const read: (readonly string[])[] = [];
        let at = 0;
        for (const length of [...cuts, wire.length]) {
          for (const { lines } of reader.push(wire.slice(at, at + length))) read.push(lines);
          at += length;
        }
        expect(read).toEqual(replies);
        expect(reader.empty).toBe(true);
      },
    );
    fc.assert(property);
  });

  it("is bounded in time and memory, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 5_000 })), (pieces) => {
        const reader = new ReplyReader();
        try {
          for (const piece of pieces)
            for (const { code } of reader.push(piece)) expect(code).toBeGreaterThanOrEqual(100);
        } catch (error) {
          expect(String(error)).toContain("replyGarbled");
        }
      }),
    );
  });
});
