import { type FileHandle, open } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import type { Happening, LedgerLine } from "./happening.ts";

/**
 * All that happened, one JSON text a line, in a file that is only ever appended to. A line is durable when `append`
 * returns; one that a power cut tore is passed over.
 */
export class Ledger {
  readonly lines: readonly LedgerLine[];
  readonly #file: FileHandle;
  readonly #clock: Clock;

  private constructor(file: FileHandle, lines: readonly LedgerLine[], clock: Clock) {
    this.#file = file;
    this.lines = lines;
    this.#clock = clock;
  }

  static async open(path: string, clock: Clock): Promise<Ledger> {
    const file = await open(path, "a+", 0o600);
    const text = await file.readFile("utf8");
    if (text !== "" && !text.endsWith("\n")) await file.appendFile("\n");
    return new Ledger(file, text.split("\n").flatMap(parseLine), clock);
  }

  async append(happening: Happening): Promise<LedgerLine> {
    const line = { time: this.#clock.now(), ...happening };
    await this.#file.appendFile(`${JSON.stringify(line)}\n`);
    await this.#file.sync();
    return line;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function parseLine(text: string): LedgerLine[] {
  try {
    return [JSON.parse(text) as LedgerLine];
  } catch {
    return [];
  }
}
