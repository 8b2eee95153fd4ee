import { once } from "node:events";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { Failure } from "../../src/errors.ts";
import { openDiskStore } from "../../src/files/disk.ts";
import { content } from "./store-contract.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const FLIPS = 100_000;

/** Puts, by turns, the real folder and a link to the outside in the place of `folder`. */
const FLIPPER = `
const { renameSync } = require("node:fs");
const { workerData: { folder, real, link, flips }, parentPort } = require("node:worker_threads");
for (let flip = 0; flip < flips; flip += 2) {
  renameSync(folder, real);
  renameSync(link, folder);
  renameSync(folder, link);
  renameSync(real, folder);
}
parentPort.postMessage("done");
`;

it.runIf(process.platform === "linux")(
  "a link that flips under a reader and a writer never leads out",
  { timeout: 120_000 },
  async () => {
    const top = await temporaryFolder();
    const [root, outside] = [join(top, "root"), join(top, "outside")];
    await mkdir(join(root, "folder"), { recursive: true });
    await mkdir(outside);
    await writeFile(join(root, "folder", "file"), "inside");
    await writeFile(join(outside, "file"), "outside");
    await symlink(outside, join(root, "link"));
    const paths = { folder: join(root, "folder"), real: join(root, "real"), link: join(root, "link") };
    const flipper = new Worker(FLIPPER, { eval: true, workerData: { ...paths, flips: FLIPS } });
    let flipping = true;
    const ended = once(flipper, "message").finally(() => {
      flipping = false;
    });

    const store = openDiskStore(root);
    while (flipping) {
      expect([undefined, "inside"]).toContain(await unlessRefused(content(store, ["folder", "file"])));
      const receipt = await unlessRefused(store.receive(["folder", "new"]));
      await receipt?.write(Buffer.from("new"));
      if (receipt !== undefined) await unlessRefused(receipt.commit());
      await unlessRefused(store.remove(["folder", "new"]));
    }
    await ended;
    await flipper.terminate();
    expect(await readdir(outside)).toEqual(["file"]);
    expect(await content(store, ["folder", "file"])).toBe("inside");
  },
);

async function unlessRefused<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof Failure && ["localPathRefused", "localFolderMissing", "fileVanished"].includes(error.failure))
      return undefined;
    throw error;
  }
}
