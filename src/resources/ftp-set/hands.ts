import { Failure } from "../../errors.ts";
import type { PlannedFile } from "../../journal/records.ts";
import { accessOf } from "../access.ts";
import type { Hands, Job, Parts } from "../kind.ts";
import { walk } from "../local-files.ts";
import { remoteJoin } from "../remote-path.ts";
import { type Item, send } from "../sending.ts";
import type { FtpSetConfig } from "./schema.ts";
import { renderVariable, textSource } from "./variable-file.ts";

/**
 * The hands of an FTP Set. An element that owns files sends those files, into a remote folder named after it; a plain
 * variable sends one row. An element that cannot be read fails alone.
 */
export function ftpSetHands(config: FtpSetConfig, parts: Parts): Hands {
  return {
    run: async (job) => {
      const access = accessOf(config, parts);
      const signal = AbortSignal.any([job.signal, access.connection.disabled]);
      signal.throwIfAborted();
      const items = (await plan(config, parts, job)).map((file) => itemOf(config, parts, file));
      return send(items, job, parts, { access, signal, rename: config.rename });
    },
  };
}

/** Membership is frozen when the command begins; a resumed command keeps the plan it had. */
async function plan(config: FtpSetConfig, parts: Parts, job: Job): Promise<readonly PlannedFile[]> {
  if (job.before !== undefined) return job.before.files;
  const elements = parts.elements(config.set);
  if (elements === undefined) throw new Failure("setMissing", { subject: config.set });
  const found = (await Promise.all(elements.map((element) => filesOf(element, parts)))).flat();
  // An element may lie inside another: its files are sent once.
  const once = new Map(found.map((file) => [file.path, file]));
  const planned = [...once.values()].map((file, index) => ({ index, ...file }));
  job.plan(planned);
  return planned;
}

/** What a plan says of an element that is no file. */
const UNKNOWN = { size: 0, modified: 0 };

async function filesOf(element: string, parts: Parts): Promise<readonly Omit<PlannedFile, "index">[]> {
  const alone = { path: element, ...UNKNOWN };
  if (parts.space.read(element) !== undefined) return [alone];
  try {
    const place = parts.tree.locate(element);
    const entry = place.path.length === 0 ? undefined : await place.store.stat(place.path);
    if (entry?.kind === "file") return [{ path: element, size: entry.size, modified: entry.modified }];
    const files = await walk(place, element, { recursive: true });
    return files.map((file) => ({ ...file, path: `${element}/${file.path}` }));
  } catch (error) {
    // It stays in the plan, and fails when its turn comes.
    if (error instanceof Failure) return [alone];
    throw error;
  }
}

function itemOf(config: FtpSetConfig, parts: Parts, file: PlannedFile): Item {
  const isVariable = parts.space.read(file.path) !== undefined;
  return {
    file,
    remote: remoteJoin(config.remoteFolder, isVariable ? `${file.path}.csv` : file.path),
    open: async () => {
      const variable = parts.space.read(file.path);
      if (variable !== undefined) return textSource(renderVariable(variable), variable.time);
      try {
        const place = parts.tree.locate(file.path);
        return await place.store.open(place.path);
      } catch (error) {
        const planned = file.modified !== UNKNOWN.modified;
        throw planned ? error : new Failure("elementUnreadable", { subject: file.path, cause: error });
      }
    },
  };
}
