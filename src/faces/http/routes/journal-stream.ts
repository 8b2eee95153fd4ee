import type { Journal } from "../../../journal/journal.ts";
import type { EventRecord } from "../../../journal/records.ts";
import { type EventStream, eventFrame, lastEventId } from "../event-stream.ts";
import type { App, Face } from "../face.ts";
import { Text } from "../schemas.ts";
import { showEvent } from "../shown-event.ts";

/** How many events are read from the journal at once for a client that is behind. */
const PAGE = 500;

/** New events as they are written. Nothing is kept in memory for a client: one that is behind is read to from the journal. */
export function journalStreamRoute(app: App, { controller: { journal }, streams }: Face): void {
  const listeners = new Map<EventStream, Listener>();
  const watching = journal.events$.subscribe((event) => {
    const frames = framesOf(event);
    for (const listener of listeners.values()) listener.tell(event, frames);
  });
  app.addHook("onClose", () => watching.unsubscribe());

  app.get(
    "/journal/stream",
    {
      config: { level: "guest" },
      exposeHeadRoute: false,
      schema: {
        tags: ["journal"],
        produces: ["text/event-stream"],
        response: { 200: Text },
        summary: "New events (text/event-stream)",
        description:
          "`event: event` for a new one, its `id:` being the event's; `Last-Event-ID` resumes without a gap. " +
          "`event: acknowledged`, without an id, tells those who listen at that moment.",
      },
    },
    async (request, reply) => {
      const stream = streams.open(request, reply);
      const newest = journal.events({ limit: 1 })[0]?.id ?? 0;
      const listener = new Listener(journal, stream, Math.min(lastEventId(request) ?? newest, newest));
      listeners.set(stream, listener);
      reply.raw.on("close", () => listeners.delete(stream));
      listener.catchUp();
    },
  );
}

interface Frames {
  readonly created: Buffer;
  readonly acknowledged: Buffer;
}

function framesOf(event: EventRecord): Frames {
  const shown = showEvent(event);
  return { created: eventFrame("event", shown, event.id), acknowledged: eventFrame("acknowledged", shown) };
}

class Listener {
  readonly #journal: Journal;
  readonly #stream: EventStream;
  #told: number;

  constructor(journal: Journal, stream: EventStream, told: number) {
    this.#journal = journal;
    this.#stream = stream;
    this.#told = told;
    stream.onRoom = () => this.catchUp();
  }

  tell(event: EventRecord, { created, acknowledged }: Frames): void {
    if (this.#stream.full) return;
    if (event.id === this.#told + 1) this.#send(event.id, created);
    else if (event.id > this.#told) this.catchUp();
    else if (event.acknowledgedAt !== undefined) this.#stream.send(acknowledged);
  }

  /** Ids count up without gaps, but the oldest events may have been deleted meanwhile. */
  catchUp(): void {
    const newest = this.#journal.events({ limit: 1 })[0]?.id ?? 0;
    while (this.#told < newest && !this.#stream.full) {
      const end = Math.min(this.#told + PAGE, newest);
      for (const event of this.#journal.events({ before: end + 1, limit: PAGE }).toReversed()) {
        if (this.#stream.full) return;
        if (event.id > this.#told) this.#send(event.id, framesOf(event).created);
      }
      this.#told = Math.max(this.#told, end);
    }
  }

  #send(id: number, frame: Buffer): void {
    this.#told = id;
    this.#stream.send(frame);
  }
}
