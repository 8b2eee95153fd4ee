import { fileName } from "../../csv/file-name.ts";
import { lookOf } from "../../csv/look.ts";
import type { NewExport } from "../../journal/export-records.ts";
import { remoteJoin } from "../remote-path.ts";
import type { FtpSetConfig } from "./schema.ts";

/** What a name says of an export. */
export interface Named {
  /** `{label}` */
  readonly label: string;
  readonly pattern: string;
  /** No later export may have the same name: what it holds is sent only once. */
  readonly unique: boolean;
}

const LARGEST = Number.MAX_SAFE_INTEGER;

/** Names for the files that one command makes, all different. */
export class ExportNames {
  readonly #config: FtpSetConfig;
  readonly #site: string;
  readonly #time: number;
  readonly #taken = new Set<string>();

  /** `time` is that of the command, milliseconds since 1970 UTC. */
  constructor(config: FtpSetConfig, site: string, time: number) {
    this.#config = config;
    this.#site = site;
    this.#time = time;
  }

  /** A number that a pattern does not show, or that was cut off with what is too long, goes in front where it is needed. */
  next({ label, pattern, unique }: Named): Pick<NewExport, "series" | "remote"> {
    const remote = (by: string, time: number, seq: number) => this.#remote(by, label, time, seq);
    const shown = remote(pattern, this.#time, LARGEST).includes(String(LARGEST));
    const bare = remote(pattern, this.#time, 0).toLowerCase();
    const needed = unique || this.#taken.has(bare);
    this.#taken.add(bare);
    const numbered = needed && !shown ? `{seq}_${pattern}` : pattern;
    return {
      // Another resource that sends to the same place counts on, and servers may not tell capitals from small letters.
      series: `${this.#config.connection}:${remote(numbered, 0, 0)}`.toLowerCase(),
      remote: (number) => remote(numbered, this.#time, number),
    };
  }

  #remote(pattern: string, label: string, time: number, seq: number): string {
    const { set, csv, gzip, remoteFolder } = this.#config;
    const name = fileName(pattern, { site: this.#site, set, label, time, seq }, lookOf(csv).zone);
    return remoteJoin(remoteFolder, gzip && !name.endsWith(".gz") ? `${name}.gz` : name);
  }
}
