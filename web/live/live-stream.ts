import { signal } from "@preact/signals";
import { checkSession, isAlive, streamAddress } from "../api/client.ts";

export type Link = "connecting" | "live" | "lost";

const PAUSES_MS = [500, 1000, 2000, 5000] as const;
const LOOK_EVERY_MS = 5000;

/** What is done with each kind of message, by its name. `open` is told without data when the controller has answered. */
export type Listeners = Readonly<Record<string, (data: unknown) => void>>;

/**
 * An event stream of the controller. A lost link is opened again until `close`. It never goes on after the last message
 * known here: a controller that was restarted counts anew, so that who listens begins with all there is.
 */
export class LiveStream {
  readonly link = signal<Link>("connecting");
  #path: string;
  readonly #listeners: Listeners;
  #source: EventSource | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #look: ReturnType<typeof setInterval>;
  #failures = 0;

  constructor(path: string, listeners: Listeners) {
    this.#path = path;
    this.#listeners = listeners;
    // A cable that is pulled ends no connection: an EventSource alone would wait for ever.
    this.#look = setInterval(() => void this.#lookAround(), LOOK_EVERY_MS);
    this.#open();
  }

  /** From now on another stream. What the link was said to be stays until that one is heard of. */
  follow(path: string): void {
    if (path === this.#path) return;
    this.#path = path;
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#open();
  }

  /** To be called when what is shown is what the controller has. */
  settle(): void {
    this.#failures = 0;
    this.link.value = "live";
  }

  close(): void {
    clearInterval(this.#look);
    clearTimeout(this.#retry);
    this.#source?.close();
  }

  #open(): void {
    const source = new EventSource(streamAddress(this.#path));
    for (const [name, listener] of Object.entries(this.#listeners)) {
      source.addEventListener(name, (event) => {
        const { data } = event as MessageEvent<string | undefined>;
        listener(data === undefined ? undefined : JSON.parse(data));
      });
    }
    source.addEventListener("error", () => this.#lose());
    this.#source = source;
  }

  async #lookAround(): Promise<void> {
    const source = this.#source;
    if (this.link.peek() === "live" && !(await isAlive()) && source === this.#source) this.#lose();
  }

  #lose(): void {
    this.#source?.close();
    this.#source = undefined;
    this.link.value = "lost";
    // An EventSource does not say why it ended. When the session did, the answer to this leads to the log-in.
    void checkSession();
    const pause = PAUSES_MS[Math.min(this.#failures, PAUSES_MS.length - 1)];
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#open(), pause);
  }
}
