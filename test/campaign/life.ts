import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { HASTE } from "./haste.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
const PRELOAD = join(import.meta.dirname, "preload.ts");

export interface LifeOptions {
  /** At which durable step, counted from the first of the process, it is killed; 0: at none. */
  readonly killAt?: number;
  readonly mutant?: string | undefined;
  /** Where compiled sources are kept, so that the next life starts faster. */
  readonly cache: string;
  /** What runs the process: `strace` and its options, for a recording. */
  readonly under?: readonly string[];
}

/** None of them outlives the campaign. */
const living = new Set<ChildProcess>();
process.once("exit", () => {
  for (const one of living) one.kill("SIGKILL");
});

/** One run of the real controller as a process, from its start until it is killed. */
export class Life {
  readonly ended: Promise<void>;
  readonly #process: ChildProcess;
  #over = false;
  #output = "";

  constructor(data: string, { killAt = 0, mutant, cache, under = [] }: LifeOptions) {
    const run = [
      "--max-semi-space-size=12",
      "--import",
      PRELOAD,
      MAIN,
      "run",
      "--data",
      data,
      "--port",
      "0",
      "--no-demo",
    ];
    const [command = process.execPath, ...line] = [...under, process.execPath, ...run];
    const { RELAIS_ADMIN_PASSWORD: _, ...env } = process.env;
    this.#process = spawn(command, line, {
      env: {
        ...env,
        NODE_COMPILE_CACHE: cache,
        CAMPAIGN_HASTE: String(HASTE),
        CAMPAIGN_KILL_AT: String(killAt),
        ...(mutant === undefined ? {} : { CAMPAIGN_MUTANT: mutant }),
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#output = `${this.#output}${chunk.toString()}`.slice(-8000);
      });
    }
    living.add(this.#process);
    this.ended = new Promise((resolve) =>
      this.#process.once("exit", (code, signal) => {
        this.#over = true;
        living.delete(this.#process);
        if (signal !== "SIGKILL" && code !== 0) this.#output += `\nended by itself: ${signal ?? code}`;
        resolve();
      }),
    );
    this.#process.on("error", () => {}); // a message to one that was killed meanwhile
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Ended otherwise than by a kill: a bug. */
  get ailment(): string | undefined {
    return this.#output.includes("ended by itself") ? this.#output : undefined;
  }

  get output(): string {
    return this.#output;
  }

  get isReady(): boolean {
    return this.url !== undefined;
  }

  get url(): string | undefined {
    return /^ready (\S+)$/m.exec(this.#output)?.[1];
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Has it kill itself so many durable steps from now; 0: not any more. Resolves when it knows, or is dead. */
  async killIn(steps: number): Promise<void> {
    await this.#ask({ killIn: steps });
  }

  /** How many durable steps it has done. */
  async steps(): Promise<number> {
    return (await this.#ask({})) ?? 0;
  }

  #ask(message: object): Promise<number | undefined> {
    return new Promise((resolve) => {
      if (!this.#process.connected) return resolve(undefined);
      this.#process.once("message", (answer: { steps: number }) => resolve(answer.steps));
      void this.ended.then(() => resolve(undefined));
      this.#process.send(message, () => {});
    });
  }

  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    if (!this.#over) this.#process.kill(signal);
  }
}
