import { type IncomingMessage, request } from "node:http";
import type { Level } from "../../../src/accounts/accounts.ts";
import { readEvents } from "../../../src/cli/event-stream.ts";
import type { Served } from "./served.ts";

export interface Told {
  readonly id: number;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of many forms
  readonly data: any;
}

/** A client of an event stream that keeps what it was told. */
export class EventClient {
  readonly told: Told[] = [];
  readonly #response: IncomingMessage;
  #ended = false;
  #wake: () => void = () => {};

  private constructor(response: IncomingMessage) {
    this.#response = response;
    void this.#read();
  }

  /** Resolves once the controller has answered. Raises when it refuses. */
  static open(
    served: Pick<Served, "url" | "token">,
    path: string,
    options: { level?: Level; headers?: Record<string, string> } = {},
  ): Promise<EventClient> {
    const authorization = { authorization: `Bearer ${served.token(options.level ?? "guest")}` };
    const headers = options.headers?.cookie === undefined ? { ...authorization, ...options.headers } : options.headers;
    return new Promise((resolve, reject) => {
      const asked = request(`${served.url}/api/v1${path}`, { headers, agent: false }, (response) => {
        if (response.statusCode === 200) return resolve(new EventClient(response));
        response.resume();
        reject(new Error(`refused with ${response.statusCode}`));
      });
      asked.on("error", reject);
      asked.end();
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Stops reading: what the controller sends stays in the sockets' buffers. */
  pause(): void {
    this.#response.socket.pause();
  }

  resume(): void {
    this.#response.socket.resume();
  }

  close(): void {
    this.#response.destroy();
  }

  /** Resolves when what was told satisfies the condition. */
  async until(condition: (told: readonly Told[]) => boolean): Promise<void> {
    while (!condition(this.told)) {
      if (this.#ended) throw new Error(`the stream ended after ${JSON.stringify(this.told.at(-1))}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async untilEnded(): Promise<void> {
    while (!this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async #read(): Promise<void> {
    try {
      for await (const { id, type, data } of readEvents(this.#response)) {
        this.told.push({ id: Number(id), type, data: JSON.parse(data) });
        this.#wake();
      }
    } catch {
      // Cut off: the same as an end to whoever waits.
    } finally {
      this.#ended = true;
      this.#wake();
    }
  }
}
