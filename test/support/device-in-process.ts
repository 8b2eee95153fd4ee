import { mkdir, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { stringify } from "yaml";
import { type Device, startDevice } from "../../src/device.ts";
import { LogLines } from "../../src/log-lines.ts";
import { placesIn } from "../../src/places.ts";
import { type Values, VarWatch, valuesByShortPath } from "./var-watch.ts";

const ADMIN_PASSWORD = "canary-3b1f";

/** A whole controller in this process, spoken to over HTTP as its administrator. */
export class DeviceInProcess {
  /** What `Net.FlashDisk` is on disk. */
  readonly flashDisk: string;
  readonly #device: Device;

  private constructor(device: Device, flashDisk: string) {
    this.#device = device;
    this.flashDisk = flashDisk;
  }

  /** Starts it on the data folder `base`/data with this configuration. */
  static async start(base: string, config: object): Promise<DeviceInProcess> {
    const places = placesIn(join(base, "data"));
    await putFiles(places.data, { "config.yaml": stringify(config) });
    const device = await startDevice({
      places,
      host: "127.0.0.1",
      port: 0,
      environment: { RELAIS_ADMIN_PASSWORD: ADMIN_PASSWORD },
      language: "en",
      pages: join(base, "no-pages"),
      version: "test",
      log: pino({ level: "silent" }),
      logLines: new LogLines(),
    });
    return new DeviceInProcess(device, places.flashDisk);
  }

  get port(): number {
    return Number(new URL(this.#device.url).port);
  }

  /** A call of the API; answers the JSON body. Throws when the status is not 2xx. */
  async api<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const text = await this.#ask(method, path, body);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** The content of a file of the device tree. */
  file(path: string): Promise<string> {
    return this.#ask("GET", `/files?path=${encodeURIComponent(path)}`);
  }

  async pulse(path: string): Promise<void> {
    await this.api("POST", `/vars/${path}/pulse`);
  }

  /** Follows the outputs of a resource from now on. */
  async watch(resource: string): Promise<ResourceWatch> {
    const watch = await VarWatch.open((signal) => this.#fetch("GET", `/vars/stream?match=${resource}.*`, { signal }));
    return new ResourceWatch(resource, watch);
  }

  /** The outputs of a resource once its command number `command` has ended. */
  async ended(resource: string, command = 1): Promise<Values> {
    for (;;) {
      const { vars } = await this.api<{ vars: [] }>("GET", `/vars?match=${resource}.*`);
      const outputs = byName(resource, valuesByShortPath(vars));
      if (Number(outputs.Done) + Number(outputs.Failed) >= command) return outputs;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** Pulses an input and follows the resource to the end of the command. */
  async command(resource: string, verb: "Send" | "Refresh" | "Poll"): Promise<Ending> {
    const watch = await this.watch(resource);
    try {
      const ended = Number(watch.outputs.Done) + Number(watch.outputs.Failed);
      await this.pulse(`${resource}.${verb}`);
      const outputs = await watch.until((now) => Number(now.Done) + Number(now.Failed) > ended);
      return { outputs, steps: watch.steps };
    } finally {
      watch.close();
    }
  }

  stop(): Promise<void> {
    return this.#device.stop();
  }

  async #ask(method: string, path: string, body?: unknown): Promise<string> {
    const json = body === undefined ? {} : { body: JSON.stringify(body), type: "application/json" };
    const response = await this.#fetch(method, path, json);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  }

  #fetch(method: string, path: string, { type, ...init }: RequestInit & { type?: string } = {}): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString("base64")}`;
    const headers = { authorization, ...(type !== undefined && { "content-type": type }) };
    return fetch(`${this.#device.url}/api/v1${path}`, { method, headers, ...init });
  }
}

export interface Ending {
  readonly outputs: Values;
  /** The outputs after each commit. */
  readonly steps: readonly Values[];
}

/** The outputs of one resource, by name, after each commit. */
export class ResourceWatch {
  readonly #resource: string;
  readonly #watch: VarWatch;

  constructor(resource: string, watch: VarWatch) {
    this.#resource = resource;
    this.#watch = watch;
  }

  get outputs(): Values {
    return byName(this.#resource, this.#watch.values);
  }

  get steps(): readonly Values[] {
    return this.#watch.steps.map((values) => byName(this.#resource, values));
  }

  /** Resolves with the first outputs, from the present ones on, that satisfy the condition. */
  async until(condition: (outputs: Values) => boolean): Promise<Values> {
    return byName(this.#resource, await this.#watch.until((values) => condition(byName(this.#resource, values))));
  }

  close(): void {
    this.#watch.close();
  }
}

function byName(resource: string, values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([path, value]) => [path.slice(resource.length + 1), value]));
}

/** Makes files below a folder, with the folders they need. */
export async function putFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** The files below a folder, by their path; none when there is no such folder. */
export async function filesBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, "utf8")] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

/** The TCP connections of this process, open or being opened, as `local remote` ports; none of the port `but`. */
export async function openConnections(but: number): Promise<readonly string[]> {
  const descriptors = await readdir("/proc/self/fd");
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")));
  const LISTENING = "0A";
  const lines = (await readFile("/proc/self/net/tcp", "utf8")).split("\n").slice(1, -1);
  return lines.flatMap((line) => {
    const [, local = "", remote = "", state, , , , , , inode] = line.trim().split(/\s+/);
    const ports = [local, remote].map((address) => Number.parseInt(address.split(":")[1] ?? "", 16));
    const ours = state !== LISTENING && targets.includes(`socket:[${inode}]`) && !ports.includes(but);
    return ours ? [ports.join(" ")] : [];
  });
}
