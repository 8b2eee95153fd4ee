import { type Clock, systemClock } from "../clock.ts";
import { readEvents, type StreamEvent } from "./event-stream.ts";
import { EXIT, Halt } from "./exit.ts";
import type { WireError } from "./wire.ts";

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Watching {
  /** How long the controller may be away before the stream is given up. */
  readonly patienceMs: number;
  /** Id of the last message already known. */
  readonly after?: string;
  readonly signal?: AbortSignal;
}

/** Pauses before a lost stream is asked for again; the last one repeats until the stream's patience is at its end. */
const PAUSES_MS = [250, 500, 1000, 2000, 5000] as const;

/** How long a plain request may take. */
const REQUEST_LIMIT_MS = 30_000;

/** Codes of node for certificates that are not believed. */
const UNTRUSTED = /CERT|SIGNATURE|ISSUER/;

/** A running controller, over HTTP. What goes wrong is raised as a `Halt` that says what to do. */
export class Client {
  readonly url: string;
  readonly #authorization: () => string | undefined;
  readonly #clock: Clock;

  /** `authorization` is asked for each request: a controller that starts again makes a new local token. */
  constructor(url: string, authorization: () => string | undefined, clock: Clock = systemClock) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) throw new Halt(EXIT.usage, "cli.badUrl", { url });
    this.url = url.replace(/\/+$/, "");
    this.#authorization = authorization;
    this.#clock = clock;
  }

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.#ask("GET", path, query);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#ask("PUT", path, {}, body);
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.#ask("POST", path, {}, body);
  }

  /**
   * The messages of a stream, from its opening until the caller stops reading. A lost connection is opened again where
   * it ended (`Last-Event-ID`), until the controller has been away for `patienceMs`. Ends quietly with `signal`.
   */
  async *stream(path: string, query: Query, { patienceMs, after, signal }: Watching): AsyncGenerator<StreamEvent> {
    const reading = new AbortController();
    const ended = signal === undefined ? reading.signal : AbortSignal.any([reading.signal, signal]);
    let opened = false;
    let lastId = after ?? "";
    let lostAt: number | undefined;
    let pause = 0;
    try {
      for (;;) {
        try {
          const headers = { accept: "text/event-stream", ...(lastId === "" ? {} : { "last-event-id": lastId }) };
          const response = await this.#send("GET", path, query, { headers, signal: ended });
          opened = true;
          for await (const event of readEvents(response.body as AsyncIterable<Uint8Array>)) {
            lostAt = undefined;
            pause = 0;
            if (event.id !== "") lastId = event.id;
            yield event;
          }
        } catch (error) {
          if (ended.aborted) return;
          // A stream that never opened has nothing to resume: the caller hears at once that nobody is there.
          if (!opened || (error instanceof Halt && error.exit !== EXIT.unreachable)) throw error;
        }
        lostAt ??= this.#clock.monotonic();
        if (this.#clock.monotonic() - lostAt > patienceMs) throw this.#unreachable();
        const pauseMs = PAUSES_MS[Math.min(pause++, PAUSES_MS.length - 1)] ?? 0;
        await this.#clock.sleep(pauseMs, ended).catch(() => {});
        if (ended.aborted) return;
      }
    } finally {
      reading.abort();
    }
  }

  async #ask<T>(method: string, path: string, query: Query, body?: unknown): Promise<T> {
    const limit = new AbortController();
    const stop = this.#clock.after(REQUEST_LIMIT_MS, () => limit.abort());
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    try {
      const response = await this.#send(method, path, query, {
        body: JSON.stringify(body),
        headers,
        signal: limit.signal,
      });
      return (await response.json()) as T;
    } catch (error) {
      throw error instanceof Halt ? error : this.#unreachable(error);
    } finally {
      stop();
    }
  }

  async #send(method: string, path: string, query: Query, more: RequestInit): Promise<Response> {
    const url = new URL(`${this.url}/api/v1${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers = new Headers(more.headers);
    const authorization = this.#authorization();
    if (authorization !== undefined) headers.set("authorization", authorization);
    let response: Response;
    try {
      response = await fetch(url, { method, ...more, headers });
    } catch (cause) {
      throw this.#unreachable(cause);
    }
    if (!response.ok) throw await this.#refusal(response);
    return response;
  }

  #unreachable(cause?: unknown): Halt {
    const code = codeOf(cause);
    if (UNTRUSTED.test(code)) return new Halt(EXIT.unreachable, "cli.untrusted", { url: this.url, code }, cause);
    return new Halt(EXIT.unreachable, "cli.unreachable", { url: this.url }, cause);
  }

  async #refusal(response: Response): Promise<Halt> {
    const { error } = (await response.json().catch(() => ({}))) as Partial<WireError>;
    const details = (error?.details ?? []).map(({ path, message }) => `\n  ${path ?? ""} ${message ?? ""}`).join("");
    const parameters = { url: this.url, status: response.status, message: (error?.message ?? "") + details };
    switch (response.status) {
      case 401:
        return new Halt(EXIT.forbidden, this.#authorization() ? "cli.badCredentials" : "cli.noCredentials", parameters);
      case 403:
        return new Halt(EXIT.forbidden, "cli.levelTooLow", parameters);
      case 404:
        return new Halt(EXIT.unknown, "cli.notFound", parameters);
      case 429:
      case 503:
        return new Halt(EXIT.unreachable, "cli.notNow", parameters);
      default:
        return new Halt(EXIT.refused, "cli.refused", parameters);
    }
  }
}

/** The code of the system error that a request failed with; empty when there is none. */
function codeOf(failed: unknown): string {
  const { cause } = (failed ?? {}) as { cause?: { code?: unknown } };
  return typeof cause?.code === "string" ? cause.code : "";
}
