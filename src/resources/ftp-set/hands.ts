import { Failure } from "../../errors.ts";
import type { PlannedFile } from "../../journal/records.ts";
import { accessOf } from "../access.ts";
import type { Hands, Job } from "../hands.ts";
import type { Parts } from "../kind.ts";
import { remoteJoin } from "../remote-path.ts";
import { type Item, send } from "../sending.ts";
import { exportItem } from "./export-item.ts";
import { plan } from "./plan.ts";
import type { FtpSetConfig } from "./schema.ts";

/**
 * The hands of an FTP Set. An element that owns files sends those files, into a remote folder named after it; a variable
 * becomes a file that is made of it, and leaves the outbox when the server has it. An element that cannot be read fails
 * alone.
 */
export function ftpSetHands(config: FtpSetConfig, parts: Parts): Hands {
  return {
    run: async (job) => {
      const access = accessOf(config, parts);
      const signal = AbortSignal.any([job.signal, access.connection.disabled]);
      signal.throwIfAborted();
      const files = job.before?.files ?? (await planned(config, parts, job));
      return send(files, job, parts, { access, signal, rename: config.rename, itemOf: itemsOf(config, parts) });
    },
  };
}

/** A resource of the same name that is made later is another one: it has exported nothing yet. */
export function forgetFtpSet(id: string, { exports }: Parts): void {
  exports.forget(id);
}

async function planned(config: FtpSetConfig, parts: Parts, job: Job): Promise<readonly PlannedFile[]> {
  const { files, leftOut } = await plan(config, parts);
  job.plan(files, leftOut);
  return files;
}

function itemsOf(config: FtpSetConfig, parts: Parts): (file: PlannedFile) => Item {
  const elements = new Set(parts.elements(config.set)?.map((element) => parts.space.resolve(element) ?? element));
  const outbox = new Map(parts.exports.pending(config.id).map((one) => [one.id, one]));
  return (file) => {
    const one = file.export === undefined ? undefined : outbox.get(file.export);
    if (one !== undefined) return exportItem(one, file.path, elements.has(one.element), parts);
    return fileItem(file, config, elements.has(file.path), parts);
  };
}

function fileItem(file: PlannedFile, config: FtpSetConfig, isElement: boolean, parts: Parts): Item {
  return {
    remote: remoteJoin(config.remoteFolder, file.path),
    open: async () => {
      try {
        const { store, path } = parts.tree.locate(file.path);
        return await store.open(path);
      } catch (error) {
        throw isMissing(error, isElement)
          ? new Failure("elementUnreadable", { subject: file.path, cause: error })
          : error;
      }
    },
  };
}

/** A file that goes while its folder is sent is another matter than an element that is not there. */
function isMissing(error: unknown, isElement: boolean): boolean {
  if (!(error instanceof Failure)) return false;
  return error.failure === "localFolderMissing" || (isElement && error.failure === "fileVanished");
}
