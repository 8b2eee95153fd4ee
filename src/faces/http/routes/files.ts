import { Readable } from "node:stream";
import { Type } from "typebox";
import type { Source } from "../../../files/store.ts";
import type { Node } from "../../../files/tree.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { isoTime } from "../iso-time.ts";
import { closed, FolderChild, Text } from "../schemas.ts";

const CHUNK_BYTES = 256 * 1024;

export const DevicePath = Type.String({
  maxLength: 4096,
  description: "of the device tree: Net.FlashDisk/logs/2026-11.csv",
});

/** The device tree: folders, and files to be downloaded. */
export function filesRoutes(app: App, { controller: { tree } }: Face): void {
  app.get(
    "/folders",
    {
      config: { level: "guest" },
      schema: {
        tags: ["files"],
        summary: "Children of a path; of the root when it is left out",
        querystring: closed({ path: Type.Optional(DevicePath) }),
        response: { 200: closed({ path: Type.String(), children: Type.Array(FolderChild) }) },
      },
    },
    async (request) => {
      const { path = "" } = request.query;
      return { path, children: (await tree.children(path)).map(showNode) };
    },
  );

  app.get(
    "/files",
    {
      config: { level: "guest" },
      schema: {
        tags: ["files"],
        summary: "A file's content, as it is when it is opened",
        produces: ["application/octet-stream"],
        querystring: closed({ path: DevicePath }),
        response: { 200: Text },
      },
    },
    async (request, reply) => {
      const { path } = request.query;
      const place = tree.locate(path);
      const entry = await place.store.stat(place.path);
      if (entry?.kind !== "file") throw new ApiError("notFound", `there is no file ${path}`);
      const source = await place.store.open(place.path);
      reply
        .type("application/octet-stream")
        .header("content-length", source.size)
        .header("last-modified", new Date(source.modified).toUTCString())
        .header("content-disposition", attachment(entry.name));
      if (request.method === "HEAD") await source.close();
      return reply.send(Readable.from(request.method === "HEAD" ? [] : chunksOf(source), { objectMode: false }));
    },
  );
}

export function showNode({ path, name, label, kind, size, modified, readable, writable }: Node) {
  return {
    path,
    name,
    label,
    type: kind,
    size,
    time: modified === 0 ? undefined : isoTime(modified),
    readable,
    writable,
  };
}

async function* chunksOf(source: Source): AsyncGenerator<Uint8Array> {
  try {
    for (let position = 0; position < source.size; ) {
      // Each chunk is a buffer of its own: the socket may still hold the one before.
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, source.size - position));
      const read = await source.read(buffer, position);
      if (read === 0) return;
      yield buffer.subarray(0, read);
      position += read;
    }
  } finally {
    await source.close();
  }
}

/** RFC 6266: a plain name for the old, the real one in UTF-8 for all others. */
function attachment(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9 ._-]/g, "_");
  const real = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${real}`;
}
