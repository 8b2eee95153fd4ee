import type { FastifyRequest } from "fastify";
import { ApiError } from "./errors.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/**
 * Refuses changes asked for by a page of another origin. What the browser says of the origin must match whatever the
 * credentials; a request that leans on the cookie must also come with proof that a script of ours made it: a header no
 * form can set, and an origin.
 */
export function assertSameOrigin({ method, headers }: FastifyRequest): void {
  if (SAFE.has(method)) return;
  const { origin, host, authorization } = headers;
  const site = headers["sec-fetch-site"];
  const foreign = (origin !== undefined && hostOf(origin) !== host) || (site !== undefined && site !== "same-origin");
  if (foreign) throw new ApiError("crossOrigin", "changes are only taken from pages of this controller");
  if (headers.cookie === undefined || authorization !== undefined) return;
  if (headers["x-relais"] !== "1" || (origin === undefined && site === undefined)) {
    throw new ApiError("crossOrigin", "a change by browser session needs the header X-Relais: 1 and an origin");
  }
}

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}
