import { batch, signal } from "@preact/signals";
import { get } from "../api/client.ts";
import { type Event, type EventFilter, eventQuery, isAsked } from "../api/event.ts";
import { LiveStream } from "./live-stream.ts";

interface Page {
  readonly events: readonly Event[];
}

/**
 * A page of the journal, newest first, that follows: new events come on top of the newest page, acknowledgements show
 * on each. After a lost link the page is asked for anew, so that nothing is missed.
 */
export class LiveEvents {
  /** `undefined` until the first answer. */
  readonly events = signal<readonly Event[] | undefined>(undefined);
  readonly refused = signal<unknown>(undefined);
  readonly #filter: EventFilter;
  readonly #before: string;
  readonly #limit: number;
  readonly #stream: LiveStream;
  /** What was told while the page was on its way. */
  #meanwhile: Event[] = [];

  constructor(filter: EventFilter, before: string, limit: number) {
    this.#filter = filter;
    this.#before = before;
    this.#limit = limit;
    this.#stream = new LiveStream("/journal/stream", {
      open: () => void this.ask(),
      event: (data) => this.#tell(data as Event),
      acknowledged: (data) => this.#tell(data as Event),
    });
    void this.ask();
  }

  get link(): LiveStream["link"] {
    return this.#stream.link;
  }

  /** Asks for the page anew. Never raises: a refusal is shown. */
  async ask(): Promise<void> {
    const more = { limit: String(this.#limit), ...(this.#before === "" ? {} : { before: this.#before }) };
    this.#meanwhile = [];
    try {
      const { events } = await get<Page>(`/journal?${eventQuery(this.#filter, more)}`);
      batch(() => {
        this.#stream.settle();
        this.refused.value = undefined;
        this.events.value = events;
        for (const event of this.#meanwhile) this.#place(event);
      });
    } catch (error) {
      this.refused.value = error;
    }
  }

  /** Events as the controller answers them: what is shown of them is changed. */
  replace(events: readonly Event[]): void {
    batch(() => {
      for (const event of events) this.#place(event);
    });
  }

  close(): void {
    this.#stream.close();
  }

  #tell(event: Event): void {
    this.#meanwhile.push(event);
    this.#place(event);
  }

  #place(event: Event): void {
    const shown = this.events.peek();
    if (shown === undefined) return;
    if (shown.some(({ id }) => id === event.id)) {
      // What is acknowledged leaves the list of the pending when that is asked for next: a list that jumps under the
      // hand leads to wrong presses.
      this.events.value = shown.map((each) => (each.id === event.id ? event : each));
      return;
    }
    const isNewest = event.id > (shown[0]?.id ?? 0);
    if (this.#before !== "" || !isNewest || !isAsked(event, this.#filter)) return;
    this.events.value = [event, ...shown].slice(0, this.#limit);
  }
}
