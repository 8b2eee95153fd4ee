import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Controller, startController } from "./controller-process.ts";
import type { ServerKind } from "./real-recipe.ts";
import { type RealServer, type ServerOptions, startRealServer } from "./real-servers.ts";
import type { Values, VarWatch } from "./var-watch.ts";

/** Members of `config.yaml` that a scenario sets; the rest fits the site's server. */
export interface SiteOptions {
  readonly server?: ServerOptions;
  /** Beside `LAN01`, which leads to the server. A connection named here leads there too, unless it says otherwise. */
  readonly connections?: readonly ({ readonly id: string } & Record<string, unknown>)[];
  readonly resources: readonly ({ readonly id: string } & Record<string, unknown>)[];
  readonly folders?: readonly object[];
}

/** A real server and a whole controller that is configured to send there: the resource `R00001` from the folder
 * `Net.FlashDisk/R00001` of the device tree into `/site/R00001`, and so on. */
export interface Site {
  readonly server: RealServer;
  readonly controller: Controller;
  /** On disk, below the controller's flash disk or below the server's writable folder. */
  local(path: string): string;
  remote(path: string): string;
  /** Pulses an input and follows the resource to the end of the command. */
  command(resource: string, verb: "Send" | "Refresh" | "Poll"): Promise<Ending>;
  /** Pulses an input and answers as soon as the command is accepted; `ended` gives the rest. */
  begin(resource: string, verb: "Send" | "Refresh" | "Poll"): Promise<Running>;
  stop(): Promise<void>;
}

/** The outputs of a resource at the end of a command, by name, and every value that Action had meanwhile. */
export interface Ending {
  readonly outputs: Values;
  readonly actions: readonly unknown[];
}

export interface Running {
  readonly watch: VarWatch;
  /** Resolves when the outputs, by name, satisfy the condition. */
  until(condition: (outputs: Values) => boolean): Promise<Values>;
  ended(): Promise<Ending>;
}

export async function startSite(kind: ServerKind, options: SiteOptions): Promise<Site> {
  const server = await startRealServer(kind, options.server);
  const controller = await startController({
    config: siteConfig(server, options),
    env: { FTP_PASSWORD: server.password },
  }).catch(async (error) => {
    await server.stop();
    throw error;
  });
  const site: Site = {
    server,
    controller,
    local: (path) => join(controller.data, "flashdisk", path),
    remote: (path) => join(server.root, path),
    begin: (resource, verb) => begin(controller, resource, verb),
    command: async (resource, verb) => (await site.begin(resource, verb)).ended(),
    stop: async () => {
      try {
        await controller.stop();
      } finally {
        await server.stop();
      }
    },
  };
  return site;
}

function siteConfig(server: RealServer, { connections = [], resources, folders = [] }: SiteOptions): object {
  const place = {
    address: server.host,
    port: server.port,
    ...(server.certificateAuthority && { certificateAuthority: server.certificateAuthority }),
  };
  const access = { connection: "LAN01", user: server.user, password: `\${FTP_PASSWORD}`, replyDelay: 10 };
  return {
    connections: [{ id: "LAN01" }, ...connections].map((connection) => ({ ...place, ...connection })),
    resources: resources.map((resource) => ({
      kind: "ftp-folder",
      ...access,
      folder: `Net.FlashDisk/${resource.id}`,
      remoteFolder: `${server.folder}/${resource.id}`,
      ...resource,
    })),
    folders,
  };
}

async function begin(controller: Controller, resource: string, verb: string): Promise<Running> {
  const watch = await controller.watch(`${resource}.*`);
  const outputs = (values: Values) =>
    Object.fromEntries(Object.entries(values).map(([path, value]) => [path.slice(resource.length + 1), value]));
  const until = async (condition: (outputs: Values) => boolean) =>
    outputs(await watch.until((values) => condition(outputs(values))));
  const commandsBefore = Number(outputs(watch.values).Commands);
  await controller.pulse(`${resource}.${verb}`);
  const accepted = (now: Values) => Number(now.Commands) > commandsBefore;
  await until(accepted);
  const ended = async () => {
    try {
      const last = await until((now) => accepted(now) && now.Action === 0);
      return { outputs: last, actions: watch.steps.map((step) => step[`${resource}.Action`]) };
    } finally {
      watch.close();
    }
  };
  return { watch, until, ended };
}

/** Makes files below a folder, with the folders they need. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** What a folder holds, as the hash of each file by its path: two folders are equal when these are. */
export async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const hashes: Record<string, string> = {};
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    hashes[path.slice(folder.length + 1)] = hash.digest("hex");
  }
  return hashes;
}
