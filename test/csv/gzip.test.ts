import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { gzip } from "../../src/csv/gzip.ts";

function* lines(count: number): Generator<Uint8Array> {
  for (let line = 0; line < count; line += 1) yield Buffer.from(`${line};${line * 1.5}\r\n`.repeat(100));
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

test("what is compressed comes back", async () => {
  expect(gunzipSync(await bytesOf(gzip(lines(2000))))).toEqual(Buffer.concat([...lines(2000)]));
});

test("nothing is a file too", async () => {
  expect(gunzipSync(await bytesOf(gzip([])))).toHaveLength(0);
});

test("the same content gives the same bytes, without a time", async () => {
  const [first, second] = [await bytesOf(gzip(lines(500))), await bytesOf(gzip(lines(500)))];
  expect(first).toEqual(second);
  expect(first.subarray(4, 8)).toEqual(Buffer.alloc(4));
});

test("what the content raises reaches the reader", async () => {
  const failing = (function* () {
    yield* lines(3);
    throw new Error("unreadable");
  })();
  await expect(bytesOf(gzip(failing))).rejects.toThrow("unreadable");
});

test("a reader who stops early stops the content", async () => {
  let stopped = false;
  const endless = (function* () {
    try {
      for (;;) yield Buffer.from(String(Math.random()));
    } finally {
      stopped = true;
    }
  })();
  for await (const _ of gzip(endless)) break;
  await expect.poll(() => stopped).toBe(true);
});
