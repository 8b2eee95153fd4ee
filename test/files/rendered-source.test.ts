import { describe, expect, it } from "vitest";
import { openRendering, type Rendering } from "../../src/files/rendered-source.ts";

const PAGES = ["first ", "", "second ", "third"].map((text) => Buffer.from(text));
const WHOLE = Buffer.concat(PAGES);

interface Watched extends Rendering {
  readonly opened: number;
  readonly ended: number;
  readonly closed: number;
}

/** A rendering that counts how often its pages are begun and ended. */
function watched(pages: readonly Uint8Array[] = PAGES): Watched {
  const counts = { opened: 0, ended: 0, closed: 0 };
  return Object.assign(counts, {
    modified: 7,
    *pages() {
      counts.opened += 1;
      try {
        yield* pages;
      } finally {
        counts.ended += 1;
      }
    },
    close: () => {
      counts.closed += 1;
    },
  });
}

const readAt = async (source: Awaited<ReturnType<typeof openRendering>>, position: number, length: number) => {
  const buffer = Buffer.alloc(length);
  return buffer.toString("utf8", 0, await source.read(buffer, position));
};

describe("a rendered source", () => {
  it("has the size of its content, and reads on without rendering again", async () => {
    const rendering = watched();
    const source = await openRendering("f", rendering);
    expect(source).toMatchObject({ size: WHOLE.length, modified: 7 });
    let text = "";
    while (text.length < source.size) text += await readAt(source, text.length, 4);
    expect(text).toBe(WHOLE.toString());
    expect(rendering.opened).toBe(2);
    await source.close();
  });

  it("reads at any position, reads that overlap in their order", async () => {
    const source = await openRendering("f", watched());
    const positions = [10, 0, 5, 17, 2];
    const texts = await Promise.all(positions.map((position) => readAt(source, position, 6)));
    expect(texts).toEqual(positions.map((position) => WHOLE.toString("utf8", position, position + 6)));
    expect(await readAt(source, 999, 5)).toBe("");
    await source.close();
  });

  it("does not measure what was measured already", async () => {
    const rendering = watched();
    const source = await openRendering("f", rendering, WHOLE.length);
    expect(rendering.opened).toBe(0);
    await source.close();
  });

  it("ends every rendering it began, and closes once", async () => {
    const rendering = watched();
    const source = await openRendering("f", rendering);
    await readAt(source, 12, 3);
    await readAt(source, 0, 3);
    await Promise.all([source.close(), source.close()]);
    expect(rendering.ended).toBe(rendering.opened);
    expect(rendering.closed).toBe(1);
  });

  it("has shrunk when the content ends early", async () => {
    const source = await openRendering("f", watched(), WHOLE.length + 1);
    await expect(readAt(source, 0, 100)).rejects.toMatchObject({ failure: "fileShrank", subject: "f" });
    await source.close();
  });

  it("that cannot be measured is closed", async () => {
    let closed = false;
    const failing: Rendering = {
      modified: 0,
      pages: () => {
        throw new Error("unreadable");
      },
      close: () => {
        closed = true;
      },
    };
    await expect(openRendering("f", failing)).rejects.toThrow("unreadable");
    expect(closed).toBe(true);
  });
});
