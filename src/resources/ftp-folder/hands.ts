import { Failure } from "../../errors.ts";
import type { Place } from "../../files/tree.ts";
import type { PlannedFile } from "../../journal/records.ts";
import { accessOf } from "../access.ts";
import type { Hands, Job } from "../hands.ts";
import type { Parts } from "../kind.ts";
import { walk } from "../local-files.ts";
import { remoteJoin } from "../remote-path.ts";
import { type Item, send } from "../sending.ts";
import { dispose, type FileVersion } from "./disposal.ts";
import { refresh } from "./refreshing.ts";
import type { FtpFolderConfig } from "./schema.ts";

/** The hands of an FTP Folder: its content to the server, or what the server has newer back to it. */
export function ftpFolderHands(config: FtpFolderConfig, parts: Parts): Hands {
  return {
    run: async (job) => {
      const access = accessOf(config, parts);
      const signal = AbortSignal.any([job.signal, access.connection.disabled]);
      signal.throwIfAborted();
      const place = parts.tree.locate(config.folder);
      if (job.verb === "refresh") {
        if (!place.store.writable) throw new Failure("localFolderReadOnly", { subject: config.folder });
        return refresh(config, place, job, parts, { access, signal });
      }
      if (config.afterSend !== "keep" && !place.store.writable) {
        throw new Failure("localFolderReadOnly", { subject: config.folder });
      }
      const files = await plan(config, place, job);
      const { rename } = config;
      await send(files, job, parts, { access, signal, rename, itemOf: (file) => itemOf(config, place, file) });
      // The process may have ended between the record of an arrival and what was to happen to the source.
      for (const file of job.before?.files ?? [])
        if (file.result?.state === "done") await dispose(config, place, file.path, file);
    },
  };
}

/** What is sent, fixed when the command begins; a resumed command keeps the plan it had. */
async function plan(config: FtpFolderConfig, place: Place, job: Job): Promise<readonly PlannedFile[]> {
  if (job.before !== undefined) return job.before.files;
  const skipped = config.afterSend === "archive" ? config.archiveFolder : undefined;
  let leftOut = 0;
  const onLeftOut = (count: number) => {
    leftOut += count;
  };
  const files = await walk(place, config.folder, { recursive: config.recursive, skipped, onLeftOut });
  const planned = files.map(({ path, size, modified }, index) => ({ index, path, size, modified }));
  job.plan(planned, leftOut);
  return planned;
}

function itemOf(config: FtpFolderConfig, place: Place, file: PlannedFile): Item {
  let sent: FileVersion = file;
  return {
    remote: remoteJoin(config.remoteFolder, file.path),
    open: async () => {
      const source = await place.store.open([...place.path, ...file.path.split("/")]);
      sent = source;
      return source;
    },
    dispose: config.afterSend === "keep" ? undefined : () => dispose(config, place, file.path, sent),
  };
}
