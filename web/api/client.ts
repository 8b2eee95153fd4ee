/** The API, as the pages call it: same origin, by the browser's session. Raises `ApiError`. */
const ROOT = "/api/v1";

/** One thing that was wrong with what was asked, and where: a JSON pointer into the body. */
export interface Detail {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly [more: string]: unknown;
}

export class ApiError extends Error {
  /** The API's code of a refusal, or `unreachable` when nobody answered. */
  readonly code: string;
  readonly status: number;
  readonly details: readonly Detail[];

  constructor(code: string, status: number, message: string, details: readonly Detail[] = [], cause?: unknown) {
    super(message, { cause });
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

export const get = <T>(path: string): Promise<T> => ask<T>("GET", path);
export const post = <T>(path: string, body?: unknown): Promise<T> => ask<T>("POST", path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => ask<T>("PUT", path, body);
export const remove = (path: string): Promise<unknown> => ask("DELETE", path);

export const streamAddress = (path: string): string => ROOT + path;

/** What a long task tells while it runs, to be read as a stream of events. */
export async function openStream(
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const headers = { "X-Relais": "1", "Content-Type": "application/json", Accept: "text/event-stream" };
  const response = await send(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  if (response.ok && response.body !== null) return response.body;
  throw refused(response.status, await response.text());
}

/** Whether the controller answers at all, within a few seconds. */
export async function isAlive(): Promise<boolean> {
  try {
    return (await fetch("/health/live", { signal: AbortSignal.timeout(4000) })).ok;
  } catch {
    return false;
  }
}

/** Whether all parts of the controller serve, as it says itself. */
export async function isReady(): Promise<boolean> {
  try {
    return (await fetch("/health/ready", { signal: AbortSignal.timeout(4000) })).ok;
  } catch {
    return false;
  }
}

/** Has `onSessionLost` told when the session is over; says nothing of a controller that does not answer. */
export async function checkSession(): Promise<void> {
  await get("/session").catch(() => {});
}

let sessionLost: () => void = () => {};

/** Who is told when an answer shows that the browser's session is no more. */
export function onSessionLost(listener: () => void): void {
  sessionLost = listener;
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  // No form of another site can set this header: with it the controller knows that the request is ours.
  const headers: Record<string, string> = { "X-Relais": "1" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await send(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
  throw refused(response.status, text);
}

function refused(status: number, text: string): ApiError {
  if (status === 401) sessionLost();
  return refusal(status, text);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(ROOT + path, init);
  } catch (error) {
    throw new ApiError("unreachable", 0, "the controller does not answer", [], error);
  }
}

/** What the controller answered instead of what it was asked for. */
export function refusal(status: number, text: string): ApiError {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; details?: Detail[] } };
    return new ApiError(error.code, status, error.message, error.details);
  } catch {
    return new ApiError("internal", status, `HTTP ${status}`);
  }
}
