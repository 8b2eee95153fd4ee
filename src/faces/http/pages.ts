import { existsSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import type { App } from "./face.ts";

/** The built pages at `/`. Their assets carry a hash in their names and may be kept; the page itself is asked for anew. */
export async function servePages(app: App, directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  await app.register(fastifyStatic, {
    root: directory,
    cacheControl: false,
    // As the build left them beside each: nothing is compressed while the controller runs.
    preCompressed: true,
    setHeaders: (reply, path) => {
      const hashed = /[/\\]assets[/\\]/.test(path.slice(directory.length));
      reply.header("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
}
