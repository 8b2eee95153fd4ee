import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { Rule } from "../../src/ftp-server/fault-rules.ts";
import { type FtpServer, startFtpServer } from "../../src/ftp-server/server.ts";
import { type OpenJournal, openJournal } from "../../src/journal/open-journal.ts";
import { placesIn } from "../../src/places.ts";
import { DeviceInProcess, filesBelow, putFiles } from "./device-in-process.ts";

export interface RehearsalOptions {
  /** Of the controller, below `Net.FlashDisk`. */
  readonly local?: Readonly<Record<string, string>>;
  /** Of the server, below `/in`. */
  readonly remote?: Readonly<Record<string, string>>;
  readonly faults?: readonly Rule[];
  /** Members of the connection `LAN01` that are not as usual. */
  readonly connection?: object;
  /** Names of connections to the same server beside `LAN01`. */
  readonly furtherConnections?: readonly string[];
  /** Members of `R00001`, `R00002`, … that are not as usual. One resource without any by default. */
  readonly resources?: readonly object[];
  readonly sets?: readonly object[];
  /** Members of the configuration beside those. */
  readonly config?: object;
  /** What a controller that was killed had in its journal. */
  readonly before?: (journal: OpenJournal) => void;
  /** What else is done to the files before the controller starts. */
  readonly prepare?: (local: string, remote: string) => Promise<void>;
}

/** A whole controller, and an embedded FTP server that suffers faults: both end with the test. */
export interface Rehearsal {
  readonly device: DeviceInProcess;
  readonly server: FtpServer;
  /** Every command the server received, as `session: line`. */
  readonly commands: readonly string[];
  /** Directories on disk: what the controller sends from, and where it sends to. */
  readonly local: string;
  readonly remote: string;
  /** The files there now, by their path. */
  readonly localFiles: () => Promise<Record<string, string>>;
  readonly remoteFiles: () => Promise<Record<string, string>>;
}

const RETENTION = { days: 400, maxBytes: 1e9 };

/** A resource `R00001` of kind `ftp-folder` sends `Net.FlashDisk` to `/in`, unless the options say otherwise. */
export async function rehearse(options: RehearsalOptions = {}): Promise<Rehearsal> {
  const base = await mkdtemp(join(tmpdir(), "relais-rehearsal-"));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const [local, remote] = [join(base, "data/flashdisk"), join(base, "server/in")];
  await putFiles(local, options.local ?? {});
  await putFiles(remote, options.remote ?? {});
  await options.prepare?.(local, remote);

  const commands: string[] = [];
  const server = await startFtpServer({
    root: join(base, "server"),
    users: { easy: { password: "secret" } },
    faults: options.faults ?? [],
    log: ({ session, from, text }) => from === "client" && commands.push(`${session}: ${text}`),
  });
  onTestFinished(() => server.stop());
  if (options.before !== undefined) {
    const journal = openJournal({
      file: placesIn(join(base, "data")).journal,
      clock: systemClock,
      retention: RETENTION,
    });
    options.before(journal);
    journal.close();
  }
  const device = await DeviceInProcess.start(base, {
    connections: ["LAN01", ...(options.furtherConnections ?? [])].map((id) => ({
      id,
      address: "127.0.0.1",
      port: server.port,
      ...(id === "LAN01" ? options.connection : {}),
    })),
    resources: (options.resources ?? [{}]).map((resource, index) => ({ ...usual(index), ...resource })),
    sets: options.sets ?? [],
    ...options.config,
  });
  onTestFinished(() => device.stop());
  const localFiles = () => filesBelow(local);
  return { device, server, commands, local, remote, localFiles, remoteFiles: () => filesBelow(remote) };
}

function usual(index: number): object {
  return {
    id: `R${String(index + 1).padStart(5, "0")}`,
    kind: "ftp-folder",
    connection: "LAN01",
    user: "easy",
    password: "secret",
    replyDelay: 5,
    folder: "Net.FlashDisk",
    remoteFolder: "/in",
  };
}
