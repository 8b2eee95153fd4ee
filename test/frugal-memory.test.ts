import { expect, test } from "vitest";
import { returnFreedMemory } from "../src/frugal-memory.ts";

test("memory that is no longer used goes back to the system", () => {
  let much: object[] | undefined = Array.from({ length: 1_000_000 }, (_, index) => ({ index, text: `text ${index}` }));
  const [full, objects] = [process.memoryUsage.rss(), much.length];
  much = undefined;
  returnFreedMemory();
  // An object, its text and its place take more than 64 bytes.
  expect(full - process.memoryUsage.rss()).toBeGreaterThan(objects * 64);
});
