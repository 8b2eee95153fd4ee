import { describe, expect, it } from "vitest";
import { openMemoryStore } from "../../src/files/memory.ts";
import { content, describeWritableStore, put, refuses } from "./store-contract.ts";

describeWritableStore("memory store", async () => openMemoryStore());

describe("memory store", () => {
  it("is full at its bound, keeps what it has, and has room again after a removal", async () => {
    const store = openMemoryStore({ maxBytes: 20_000 });
    await put(store, ["kept"], "x".repeat(10_000));
    const receipt = await store.receive(["kept"]);
    await receipt.write(Buffer.alloc(5_000));
    await refuses("localDiskFull", receipt.write(Buffer.alloc(5_000)));
    await refuses("localDiskFull", receipt.commit());
    expect(await content(store, ["kept"])).toBe("x".repeat(10_000));
    await store.remove(["kept"]);
    await put(store, ["next"], "y".repeat(18_000));
    expect(await store.stat(["next"])).toMatchObject({ size: 18_000 });
  });

  it("forgets no byte and counts none twice over many replacements", async () => {
    const store = openMemoryStore({ maxBytes: 30_000 });
    for (let turn = 0; turn < 50; turn += 1) {
      await put(store, ["a"], "a".repeat(10_000));
      await store.rename(["a"], ["b"]);
      const dropped = await store.receive(["b"]);
      await dropped.write(Buffer.alloc(10_000));
      await dropped.discard();
    }
    await store.remove(["b"]);
    await put(store, ["whole"], "w".repeat(28_000));
  });

  it("is bounded for empty files and folders too", async () => {
    const store = openMemoryStore({ maxBytes: 10_000 });
    const fill = async () => {
      for (let index = 0; index < 100; index += 1) await store.makeFolder([`folder-${index}`]);
    };
    await refuses("localDiskFull", fill());
  });
});
