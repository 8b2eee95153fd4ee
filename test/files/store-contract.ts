import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FailureName } from "../../src/errors.ts";
import type { Source, Store, StorePath } from "../../src/files/store.ts";

/** What every writable store promises. `open` gives an empty one each time. */
export function describeWritableStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    it("lists files and folders sorted by name, with size and time", async () => {
      const store = await open();
      await put(store, ["b.csv"], "bb", 1_700_000_000_000);
      await store.makeFolder(["a"]);
      await put(store, ["c.csv"], "");
      const entries = await store.list([]);
      expect(entries.map((entry) => [entry.name, entry.kind, entry.size])).toEqual([
        ["a", "folder", 0],
        ["b.csv", "file", 2],
        ["c.csv", "file", 0],
      ]);
      expect(entries[1]?.modified).toBe(1_700_000_000_000);
      expect(await store.stat(["b.csv"])).toEqual(entries[1]);
    });

    it("says nothing of what is not there", async () => {
      const store = await open();
      await put(store, ["file"], "x");
      expect(await store.stat(["missing"])).toBeUndefined();
      expect(await store.stat(["missing", "deeper"])).toBeUndefined();
      expect(await store.stat(["file", "deeper"])).toBeUndefined();
      expect(await store.remove(["missing"])).toBe(false);
      expect(await store.stat([])).toMatchObject({ name: "", kind: "folder" });
    });

    it("names what is missing", async () => {
      const store = await open();
      await put(store, ["file"], "x");
      await refuses("localFolderMissing", store.list(["missing"]));
      await refuses("localFolderMissing", store.list(["file"]));
      await refuses("fileVanished", store.open(["missing"]));
      await refuses("fileVanished", store.open(["missing", "deeper"]));
      await refuses("localFolderMissing", store.receive(["missing", "new"]));
      await refuses("fileVanished", store.rename(["missing"], ["new"]));
      await refuses("localFolderMissing", store.rename(["file"], ["missing", "new"]));
    });

    it("shows a received file whole at its commit, and not before", async () => {
      const store = await open();
      await put(store, ["report.csv"], "old");
      const receipt = await store.receive(["report.csv"]);
      await receipt.write(Buffer.from("new "));
      await receipt.write(Buffer.from("content"));
      expect((await store.list([])).map((entry) => entry.name)).toEqual(["report.csv"]);
      expect(await content(store, ["report.csv"])).toBe("old");
      await receipt.commit(1_600_000_000_000);
      expect(await content(store, ["report.csv"])).toBe("new content");
      expect(await store.stat(["report.csv"])).toMatchObject({ size: 11, modified: 1_600_000_000_000 });
    });

    it("leaves nothing of a discarded file, and keeps the one it would have replaced", async () => {
      const store = await open();
      await put(store, ["kept"], "old");
      const receipt = await store.receive(["kept"]);
      await receipt.write(Buffer.from("half"));
      await receipt.discard();
      await receipt.discard();
      expect(await content(store, ["kept"])).toBe("old");
      expect(await store.list([])).toHaveLength(1);
    });

    it("reads from any position into a buffer used again, and never beyond the size", async () => {
      const store = await open();
      await put(store, ["f"], "0123456789");
      const source = await store.open(["f"]);
      const buffer = new Uint8Array(4);
      expect(await source.read(buffer, 8)).toBe(2);
      expect(Buffer.from(buffer).toString("utf8", 0, 2)).toBe("89");
      expect(await source.read(buffer, 0)).toBe(4);
      expect(Buffer.from(buffer).toString()).toBe("0123");
      expect(await source.read(buffer, 10)).toBe(0);
      expect(await source.read(buffer, 999)).toBe(0);
      await source.close();
      await source.close();
    });

    it("goes on reading a file that was replaced as it was when it was opened", async () => {
      const store = await open();
      await put(store, ["f"], "first");
      const source = await store.open(["f"]);
      await put(store, ["f"], "second, longer");
      expect(source.size).toBe(5);
      expect(await drain(source)).toBe("first");
    });

    it("renames over an existing file, and moves folders to free names", async () => {
      const store = await open();
      await store.makeFolder(["from", "deep"]);
      await put(store, ["from", "deep", "f"], "moved");
      await put(store, ["old"], "old");
      await store.rename(["from", "deep", "f"], ["old"]);
      expect(await content(store, ["old"])).toBe("moved");
      await put(store, ["from", "deep", "g"], "g");
      await store.rename(["from"], ["to"]);
      expect(await content(store, ["to", "deep", "g"])).toBe("g");
      expect(await store.stat(["from"])).toBeUndefined();
    });

    it("never loses a folder to a rename", async () => {
      const store = await open();
      await store.makeFolder(["full"]);
      await put(store, ["full", "f"], "precious");
      await store.makeFolder(["other"]);
      await put(store, ["file"], "x");
      await refuses("localPathRefused", store.rename(["other"], ["full"]));
      await refuses("localPathRefused", store.rename(["file"], ["full"]));
      await refuses("localPathRefused", store.rename(["other"], ["file"]));
      await refuses("localPathRefused", store.rename(["full"], ["full", "inside"]));
      await refuses("localPathRefused", store.receive(["full"]));
      await refuses("localPathRefused", store.remove(["full"]));
      await refuses("localPathRefused", store.open(["full"]));
      await refuses("localPathRefused", store.makeFolder(["file", "deeper"]));
      expect(await content(store, ["full", "f"])).toBe("precious");
      await store.rename(["file"], ["file"]);
      expect(await content(store, ["file"])).toBe("x");
    });

    it("makes a folder with those above it, again without harm", async () => {
      const store = await open();
      await store.makeFolder(["a", "b", "c"]);
      await put(store, ["a", "b", "c", "f"], "x");
      await store.makeFolder(["a", "b", "c"]);
      expect(await content(store, ["a", "b", "c", "f"])).toBe("x");
    });

    it("stays what a map of paths would be, whatever is done to it", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const store = await open();
          await store.makeFolder(["sub"]);
          const model = new Map<string, string>();
          for (const one of steps) await runStep(store, model, one);
          expect(new Map(await everything(store))).toEqual(model);
        }),
        { numRuns: 40 },
      );
    });
  });
}

/** What a store that only shows promises. `files` are some it holds, with their content. */
export function describeReadOnlyStore(
  name: string,
  open: () => Promise<{ readonly store: Store; readonly files: readonly (readonly [StorePath, string])[] }>,
): void {
  describe(name, () => {
    it("shows its files with their size and content", async () => {
      const { store, files } = await open();
      for (const [path, text] of files) {
        const listed = (await store.list(path.slice(0, -1))).find((entry) => entry.name === path.at(-1));
        expect(listed).toEqual(await store.stat(path));
        expect(listed?.size).toBe(Buffer.byteLength(text));
        expect(await content(store, path)).toBe(text);
      }
    });

    it("takes nothing in and lets nothing be changed", async () => {
      const { store, files } = await open();
      const path = files[0]?.[0] ?? ["any"];
      expect(store.writable).toBe(false);
      await refuses("localFolderReadOnly", store.receive(path));
      await refuses("localFolderReadOnly", store.remove(path));
      await refuses("localFolderReadOnly", store.rename(path, ["other"]));
      await refuses("localFolderReadOnly", store.makeFolder(["new"]));
    });

    it("refuses names that lead elsewhere", async () => {
      const { store } = await open();
      for (const path of [[".."], ["..", "etc", "passwd"], ["a/b"], [""]]) {
        await refuses("localPathRefused", store.open(path));
        await refuses("localPathRefused", store.list(path));
        await refuses("localPathRefused", store.stat(path));
      }
    });
  });
}

export async function put(store: Store, path: StorePath, text: string, modified?: number): Promise<void> {
  const receipt = await store.receive(path);
  await receipt.write(Buffer.from(text));
  await receipt.commit(modified);
}

export async function content(store: Store, path: StorePath): Promise<string> {
  return drain(await store.open(path));
}

export async function refuses(failure: FailureName, attempt: Promise<unknown>): Promise<void> {
  await expect(attempt).rejects.toMatchObject({ name: "Failure", failure });
}

async function drain(source: Source): Promise<string> {
  try {
    const whole = Buffer.alloc(source.size);
    let position = 0;
    while (position < source.size) {
      const buffer = new Uint8Array(7);
      const bytes = await source.read(buffer, position);
      whole.set(buffer.subarray(0, bytes), position);
      position += bytes;
    }
    return whole.toString();
  } finally {
    await source.close();
  }
}

const paths = fc.constantFrom("a", "b", "sub/a", "sub/b");
const step = fc.record({
  verb: fc.constantFrom("put", "discard", "remove", "rename"),
  path: paths,
  other: paths,
  text: fc.string({ maxLength: 20 }),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function runStep(store: Store, model: Map<string, string>, { verb, path, other, text }: Step): Promise<void> {
  const names = path.split("/");
  const before = model.get(path);
  if (verb === "put") {
    await put(store, names, text);
    model.set(path, Buffer.from(text).toString());
  } else if (verb === "discard") {
    const receipt = await store.receive(names);
    await receipt.write(Buffer.from(text));
    await receipt.discard();
  } else if (verb === "remove") {
    expect(await store.remove(names)).toBe(model.delete(path));
  } else if (before === undefined) {
    await refuses("fileVanished", store.rename(names, other.split("/")));
  } else {
    await store.rename(names, other.split("/"));
    model.delete(path);
    model.set(other, before);
  }
}

async function everything(store: Store, folder: StorePath = []): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  for (const entry of await store.list(folder)) {
    const path = [...folder, entry.name];
    if (entry.kind === "folder") found.push(...(await everything(store, path)));
    else found.push([path.join("/"), await content(store, path)]);
  }
  return found;
}
