import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvents, type StreamEvent } from "../../src/cli/event-stream.ts";

async function read(chunks: readonly Uint8Array[]): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of readEvents(arriving(chunks))) events.push(event);
  return events;
}

async function* arriving(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

/** Cuts a text into pieces of the given sizes, through characters and line ends alike. */
function cut(text: string, sizes: readonly number[]): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const chunks: Uint8Array[] = [];
  let from = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(from, from + size));
    from += size;
  }
  return [...chunks, bytes.subarray(from)];
}

describe("readEvents", () => {
  it("reads the same however the bytes arrive and lines end", async () => {
    const texts = fc.array(
      fc.string({ unit: "grapheme" }).map((text) => JSON.stringify(text)),
      { maxLength: 5 },
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(texts, sizes, fc.constantFrom("\n", "\r\n", "\r"), async (data, pieces, end) => {
        const lines = data.flatMap((text, id) => [`id: ${id}`, "event: commit", `data: ${text}`, "", ""].slice(0, 4));
        const body = [...lines, "id: 99", "data: cut off"].join(end);
        const expected = data.map((text, id) => ({ id: String(id), type: "commit", data: text }));
        expect(await read(cut(body, pieces))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it("leaves comments out, joins lines of data, and keeps the id of a message before", async () => {
    const body = ":\n\nid:7\ndata:one\ndata: two\n\n: still there\ndata\n\nevent: empty\n\ndata:x\n\n";
    expect(await read(cut(body, []))).toEqual([
      { id: "7", type: "message", data: "one\ntwo" },
      { id: "7", type: "message", data: "" },
      { id: "7", type: "message", data: "x" },
    ]);
  });
});
