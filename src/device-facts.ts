import { stat, statfs } from "node:fs/promises";
import { basename } from "node:path";
import type { OpenedConfiguration } from "./config/configuration.ts";
import type { Connections } from "./connection/connections.ts";
import type { SetAside } from "./database/database.ts";
import { asFailure } from "./errors.ts";
import type { PartHealth, SystemFacts } from "./faces/controller.ts";
import type { Journal } from "./journal/journal.ts";
import type { Locality } from "./locality.ts";
import type { Places } from "./places.ts";

interface Sources {
  readonly locality: Locality;
  readonly startedAt: number;
  readonly places: Places;
  readonly journal: Journal;
  readonly configuration: OpenedConfiguration;
  readonly connections: Connections;
  readonly samplesSetAside: SetAside | undefined;
  /** `undefined` when none is configured. */
  readonly ftpServerRuns: boolean | undefined;
}

/** Below it uploads are refused: see `files/disk-receipt.ts`. */
const KEPT_FREE_FRACTION = 0.1;
const KEPT_FREE_BYTES = 2 ** 30;

/** How the device is, asked of its parts when somebody wants to know. */
export class DeviceFacts implements SystemFacts {
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  get site(): string {
    return this.#sources.locality.site;
  }

  get language(): string {
    return this.#sources.locality.language;
  }

  get startedAt(): number {
    return this.#sources.startedAt;
  }

  async databases(): Promise<readonly { name: string; bytes: number }[]> {
    const { journal, samples, accounts } = this.#sources.places;
    const sizes = [journal, samples, accounts].map(async (file) => {
      const { size } = await stat(file).catch(() => ({ size: 0 }));
      return { name: basename(file), bytes: size };
    });
    return Promise.all(sizes);
  }

  async disk(): Promise<{ freeBytes: number; totalBytes: number }> {
    const { bavail, blocks, bsize } = await statfs(this.#sources.places.data);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  sessions(): number {
    return this.#sources.connections.sessions;
  }

  async health(): Promise<readonly PartHealth[]> {
    const { configuration, connections, samplesSetAside, ftpServerRuns } = this.#sources;
    const { freeBytes, totalBytes } = await this.disk();
    const warnings = configuration.warnings.length;
    return [
      this.#journal(),
      { part: "disk", ok: freeBytes >= Math.min(KEPT_FREE_FRACTION * totalBytes, KEPT_FREE_BYTES) },
      { part: "configuration", ok: warnings === 0, ...(warnings === 0 ? {} : { detail: String(warnings) }) },
      {
        part: "samples",
        ok: samplesSetAside === undefined,
        ...(samplesSetAside && { detail: samplesSetAside.reason }),
      },
      ...(ftpServerRuns === undefined ? [] : [{ part: "ftpServer", ok: ftpServerRuns }]),
      ...configuration.current.connections
        .filter(({ valid }) => valid)
        .map(({ id }) => ({ part: `connection:${id}`, ok: !connections.isAway(id) })),
    ];
  }

  #journal(): PartHealth {
    try {
      this.#sources.journal.events({ limit: 1 });
      return { part: "journal", ok: true };
    } catch (error) {
      return { part: "journal", ok: false, detail: asFailure(error).failure };
    }
  }
}
