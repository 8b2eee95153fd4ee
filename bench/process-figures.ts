import { readFile, writeFile } from "node:fs/promises";

/** What the kernel counts for a process (Linux). */
export class ProcessFigures {
  readonly #folder: string;

  constructor(pid: number) {
    this.#folder = `/proc/${pid}`;
  }

  /** Processor time so far, user and system, of all threads. */
  async cpuSeconds(): Promise<number> {
    const stat = await readFile(`${this.#folder}/stat`, "utf8");
    // The name in parentheses may hold spaces. After it: field 3, the state; 14 and 15 are the times.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** What is in memory now, and the most that was since the start or `forgetPeak`. */
  async memoryMiB(): Promise<{ now: number; peak: number }> {
    const status = await readFile(`${this.#folder}/status`, "utf8");
    const kibibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]);
    return { now: kibibytes("VmRSS") / 1024, peak: kibibytes("VmHWM") / 1024 };
  }

  async forgetPeak(): Promise<void> {
    await writeFile(`${this.#folder}/clear_refs`, "5");
  }
}

/** The unit of `/proc/PID/stat`: the same on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;
