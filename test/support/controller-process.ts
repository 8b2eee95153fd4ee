import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Values, VarWatch, valuesByShortPath } from "./var-watch.ts";

export const ADMIN_PASSWORD = "an essay password 2026";
const PROGRAM = join(import.meta.dirname, "../../bin/relais.js");

export interface ControllerOptions {
  /** What `config.yaml` holds. */
  readonly config: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the data folder is made; the system's temporary folder without it. */
  readonly parent?: string;
}

/** Starts a controller on a data folder of its own and waits until it serves. */
export async function startController({ config, env = {}, parent = tmpdir() }: ControllerOptions): Promise<Controller> {
  const data = await mkdtemp(join(parent, "relais-data-"));
  await writeFile(join(data, "config.yaml"), stringify(config));
  const controller = new Controller(data, env);
  try {
    await controller.start();
  } catch (error) {
    await rm(data, { recursive: true });
    throw error;
  }
  return controller;
}

/** The whole controller as a process of its own, spoken to over HTTP as its administrator. */
export class Controller {
  readonly data: string;
  readonly #env: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #exited: Promise<number | NodeJS.Signals | null> = Promise.resolve(null);
  #output = "";
  #url = "";

  constructor(data: string, env: Readonly<Record<string, string>>) {
    this.data = data;
    this.#env = env;
  }

  get url(): string {
    return this.#url;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Everything it has printed since it was started, for the message of a failing test. */
  get output(): string {
    return this.#output;
  }

  /** Starts the process on its data folder, for the first time or again, and resolves when it is ready. */
  async start(): Promise<void> {
    const started = spawn(process.execPath, [PROGRAM, "run", "--data", this.data, "--port", "0", "--no-demo"], {
      env: { ...process.env, RELAIS_ADMIN_PASSWORD: ADMIN_PASSWORD, ...this.#env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = started;
    this.#output = "";
    this.#exited = new Promise((resolve) => started.once("exit", (code, signal) => resolve(signal ?? code)));
    this.#url = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        this.#output += chunk;
        const ready = /^ready (http:\/\/\S+)$/m.exec(this.#output)?.[1];
        if (ready !== undefined) resolve(ready);
      };
      started.stdout.on("data", hear);
      started.stderr.on("data", hear);
      void this.#exited.then((how) =>
        reject(new Error(`the controller ended (${how}) before it was ready: ${this.#output}`)),
      );
    });
  }

  /** A call of the API; answers the JSON body. Throws when the status is not 2xx. */
  async api<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.fetch(`/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** Any request, with the administrator's credentials. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString("base64")}`);
    return fetch(this.#url + path, { ...init, headers });
  }

  async pulse(path: string): Promise<void> {
    await this.api("POST", `/vars/${path}/pulse`);
  }

  /** The variables that match, by their short path (`R00001.Send`). */
  async vars(match: string): Promise<Values> {
    return valuesByShortPath((await this.api<{ vars: [] }>("GET", `/vars?match=${encodeURIComponent(match)}`)).vars);
  }

  /** Follows the variables that match from now on. */
  async watch(match: string): Promise<VarWatch> {
    const path = `/api/v1/vars/stream?match=${encodeURIComponent(match)}`;
    return VarWatch.open((signal) => this.fetch(path, { signal }));
  }

  /** Ends the process as a power cut would, or by another signal; answers how it ended. The data folder stays. */
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    this.#process?.kill(signal);
    return this.#exited;
  }

  /** Stops it cleanly and removes its data. Throws when the stop is not clean. */
  async stop(): Promise<void> {
    const output = () => this.#output.slice(-4000);
    const how = await this.kill("SIGTERM");
    await rm(this.data, { recursive: true, force: true });
    if (how !== 0) throw new Error(`the controller ended with ${how} instead of 0: ${output()}`);
  }
}
