import type { Readable } from "node:stream";
import { Type } from "typebox";
import type { Receipt } from "../../../files/store.ts";
import type { NewEvent } from "../../../journal/records.ts";
import type { Controller } from "../../controller.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { causeOf } from "../identity.ts";
import { closed, FolderChild, Nothing } from "../schemas.ts";
import { bodyAsGiven } from "../validation.ts";
import { DevicePath, showNode } from "./files.ts";

export const MAX_FILE_BYTES = 512 * 1024 * 1024;
/** At the slowest: 512 MiB at 300 kB/s. A client that sends nothing at all is let go after 30 s. */
const UPLOAD_MS = 30 * 60_000;
const OCTETS = "application/octet-stream";

/** Files that come from and are removed by people, in folders that can be written. */
export function fileChangesRoutes(app: App, { controller }: Face): void {
  // Of these routes alone: everywhere else a body is JSON.
  void app.register(async (upload: App) => {
    upload.addContentTypeParser(OCTETS, (_request, body, done) => done(null, body));
    addRoutes(upload, controller);
  });
}

function addRoutes(app: App, { tree, journal }: Controller): void {
  const tags = ["files"];
  const querystring = closed({ path: DevicePath });
  const record = (type: "fileChanged" | "fileRemoved", origin: string, parameters: NewEvent["parameters"]) =>
    journal.append({ type, severity: "info", resource: "", origin, parameters, error: undefined });

  app.put(
    "/files",
    {
      config: { level: "installer", bodyTimeMs: UPLOAD_MS },
      validatorCompiler: bodyAsGiven,
      schema: {
        tags,
        summary: "Puts a file in place, whole or not at all; folders that are missing are made",
        description: `At most ${MAX_FILE_BYTES} bytes. 409 localFolderReadOnly where nothing may be written.`,
        consumes: [OCTETS],
        querystring,
        body: Type.Unsafe<Readable | undefined>({ type: "string", format: "binary" }),
        response: { 200: FolderChild, 201: FolderChild },
      },
    },
    async (request, reply) => {
      const { path } = request.query;
      if (Number(request.headers["content-length"] ?? 0) > MAX_FILE_BYTES) throw tooLarge();
      const place = tree.locate(path);
      const before = await place.store.stat(place.path);
      await place.store.makeFolder(place.path.slice(0, -1));
      await receive(request.body, await place.store.receive(place.path));
      const entry = await place.store.stat(place.path);
      if (entry === undefined) throw new ApiError("notFound", `the file ${path} is gone already`);
      record("fileChanged", causeOf(request), { path, bytes: entry.size });
      reply.code(before === undefined ? 201 : 200);
      return showNode({ ...entry, path, label: entry.name, readable: true, writable: true });
    },
  );

  app.delete(
    "/files",
    {
      config: { level: "installer" },
      schema: { tags, summary: "Removes a file", querystring, response: { 204: Nothing } },
    },
    async (request, reply) => {
      const { path } = request.query;
      const place = tree.locate(path);
      if (!(await place.store.remove(place.path))) throw new ApiError("notFound", `there is no file ${path}`);
      record("fileRemoved", causeOf(request), { path });
      return reply.code(204).send();
    },
  );
}

/** A client that leaves midway, or sends too much, leaves nothing behind. */
async function receive(body: Readable | undefined, receipt: Receipt): Promise<void> {
  try {
    let bytes = 0;
    for await (const chunk of body ?? []) {
      bytes += (chunk as Buffer).length;
      if (bytes > MAX_FILE_BYTES) throw tooLarge();
      await receipt.write(chunk as Buffer);
    }
    await receipt.commit();
  } catch (error) {
    await receipt.discard();
    throw error;
  }
}

function tooLarge(): ApiError {
  return new ApiError("bodyTooLarge", `a file has at most ${MAX_FILE_BYTES} bytes`);
}
