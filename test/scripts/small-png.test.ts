import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decoded, smallPng } from "../../scripts/small-png.ts";

const PICTURES = join(import.meta.dirname, "../../docs/pages");

describe("smallPng", () => {
  const [first = ""] = readdirSync(PICTURES).filter((name) => /^(?:ftp-folder-)?etat\.fr\.png$/.test(name));
  const given = readFileSync(join(PICTURES, first));

  test("keeps the size of a picture, and the colours of nearly all of it", () => {
    const [before, after] = [decoded(given), decoded(smallPng(given))];
    expect([after.width, after.height]).toEqual([before.width, before.height]);
    const same = before.pixels.filter((colour, at) => colour === after.pixels[at]).length;
    expect(same / before.pixels.length).toBeGreaterThan(0.9);
    expect(new Set(after.pixels).size).toBeLessThanOrEqual(64);
  });

  test("gives back exactly what has few colours", () => {
    const once = smallPng(given);
    expect(decoded(smallPng(once)).pixels).toEqual(decoded(once).pixels);
  });

  test("refuses what is no PNG", () => {
    expect(() => smallPng(Buffer.from("GIF89a, not a PNG"))).toThrow("this is no PNG");
  });
});
