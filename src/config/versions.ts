import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import { writeDurably } from "./durable-file.ts";

/** A configuration as it was saved once. */
export interface Version {
  /** Of its text: the same text is the same version. */
  readonly version: string;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly by: string;
  /** What was changed. */
  readonly item: string;
}

const MAX_VERSIONS = 50;
const NAME = /^(\d{9})-([0-9a-f]{12})\.yaml$/;

/** Names a text: who changes it says which one they saw. */
export function versionOf(content: Uint8Array | undefined): string {
  return createHash("sha256")
    .update(content ?? "")
    .digest("hex")
    .slice(0, 12);
}

/** The last 50 configurations, each a file (mode 0600) that begins with a comment of who saved it, and when. */
export class Versions {
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Keeps a text, unless it is the newest one. */
  async keep(content: Uint8Array, by: string, item: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const names = await this.#names();
    const newest = NAME.exec(names[0] ?? "");
    const version = versionOf(content);
    if (newest?.[2] === version) return;
    const name = `${String(Number(newest?.[1] ?? 0) + 1).padStart(9, "0")}-${version}.yaml`;
    const head = `# ${JSON.stringify({ time: this.#clock.now(), by, item })}\n`;
    await writeDurably(`${this.#folder}/${name}`, Buffer.concat([Buffer.from(head), content]));
    for (const old of names.slice(MAX_VERSIONS - 1)) await rm(`${this.#folder}/${old}`, { force: true });
  }

  /** Newest first. */
  async list(): Promise<readonly Version[]> {
    const versions: Version[] = [];
    for (const name of await this.#names()) {
      const { head } = await this.#read(name);
      versions.push({ ...(JSON.parse(head.slice(2)) as Version), version: NAME.exec(name)?.[2] ?? "" });
    }
    return versions;
  }

  /** The text of a version, or `undefined` when it is not kept any more. */
  async text(version: string): Promise<string | undefined> {
    const name = (await this.#names()).find((each) => NAME.exec(each)?.[2] === version);
    return name === undefined ? undefined : (await this.#read(name)).text;
  }

  async #read(name: string): Promise<{ head: string; text: string }> {
    const content = await readFile(`${this.#folder}/${name}`, "utf8");
    const end = content.indexOf("\n");
    return { head: content.slice(0, end), text: content.slice(end + 1) };
  }

  async #names(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return [];
    });
    return names
      .filter((name) => NAME.test(name))
      .toSorted()
      .toReversed();
  }
}
