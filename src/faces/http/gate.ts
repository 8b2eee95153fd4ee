import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { isIPv4, isIPv6 } from "node:net";
import { ApiError } from "./errors.ts";

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

/** On every answer, errors and streams included. A route may replace one of them. */
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [...CONTENT_SECURITY_POLICY, "require-trusted-types-for 'script'"].join("; "),
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** A browser that came by HTTPS does not come without it for a year. */
const SECURED_HEADERS: Readonly<Record<string, string>> = { "strict-transport-security": "max-age=31536000" };

/** For the page that tries the API: its script assembles HTML from texts, which trusted types would refuse. */
export const DOCS_CONTENT_SECURITY_POLICY = CONTENT_SECURITY_POLICY.join("; ");

/**
 * Stands before routing: sets the security headers, and turns away requests for a host that is not this machine, so
 * that a foreign name that resolves to our address (DNS rebinding) reaches nothing.
 */
export function gate(
  { names: allowed, secured }: { readonly names: readonly string[]; readonly secured: boolean },
  pass: RequestListener,
): RequestListener {
  const names = new Set(["localhost", ...allowed.map((name) => name.toLowerCase())]);
  const headers = Object.entries(secured ? { ...HEADERS, ...SECURED_HEADERS } : HEADERS);
  return (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (isForUs(request, names)) pass(request, response);
    else refuse(response, new ApiError("misdirected", "this host name is not one of this controller's"));
  };
}

function isForUs(request: IncomingMessage, names: ReadonlySet<string>): boolean {
  // A second Host header would let another part of the way read another name than we do.
  const [host = "", ...others] = request.headersDistinct.host ?? [];
  const [, bracketed, plain] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+))(?::\d{1,5})?$/.exec(host) ?? [];
  // A target with a host of its own (RFC 9112 §3.2.2) is for proxies.
  if (others.length > 0 || !request.url?.startsWith("/")) return false;
  if (bracketed !== undefined) return isIPv6(bracketed);
  return plain !== undefined && (isIPv4(plain) || names.has(plain.toLowerCase()));
}

/** Answers outside of fastify, and lets the connection go: its next request has no better claim. */
export function refuse(response: ServerResponse, error: ApiError): void {
  const body = JSON.stringify(error);
  response
    .writeHead(error.status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      connection: "close",
    })
    .end(body);
}
