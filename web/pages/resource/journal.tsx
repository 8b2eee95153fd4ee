import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get, post } from "../../api/client.ts";
import type { Event } from "../../api/event.ts";
import { eventText } from "../../components/event-text.ts";
import { LinkNotice } from "../../components/link-notice.tsx";
import { momentText } from "../../components/moment.tsx";
import { originText } from "../../components/origin-text.ts";
import { refusalText } from "../../components/refusal-text.ts";
import { type Link, LiveStream } from "../../live/live-stream.ts";
import { addressOf } from "../../router.ts";
import { mayCommand } from "../../session/session.ts";
import { text } from "../../texts/texts.ts";
import type { TabProps } from "./tab.ts";

interface Events {
  readonly events: readonly Event[];
}

const PAGE = 50;

/** The tab « Journal »: what happened to the resource, newest first, as it happens; acknowledgeable. */
export function Journal({ resource: { id } }: TabProps) {
  const events = useSignal<readonly Event[] | undefined>(undefined);
  const isAll = useSignal(false);
  const refused = useSignal<unknown>(undefined);
  const link = useSignal<Link>("connecting");
  const about = `/journal?resource=${encodeURIComponent(id)}&limit=${PAGE}`;

  useEffect(() => {
    // Opened before the list is read: what happens between the two is in both.
    const stream = new LiveStream("/journal/stream", {
      open: () => void read().then(() => stream.settle()),
      event: (data) => take(data as Event),
      acknowledged: (data) => take(data as Event),
    });
    const stop = stream.link.subscribe((state) => {
      link.value = state;
    });
    return () => {
      stop();
      stream.close();
    };
  }, [about]);

  function take(event: Event): void {
    if (event.resource !== id) return;
    const others = (events.peek() ?? []).filter((each) => each.id !== event.id);
    events.value = [...others, event].sort((one, other) => other.id - one.id);
  }

  async function read(before?: number): Promise<void> {
    try {
      const answer = await get<Events>(before === undefined ? about : `${about}&before=${before}`);
      isAll.value = answer.events.length < PAGE;
      const present = before === undefined ? [] : (events.peek() ?? []);
      events.value = [...present, ...answer.events];
      refused.value = undefined;
    } catch (error) {
      refused.value = error;
    }
  }

  async function acknowledge(event: Event): Promise<void> {
    try {
      take(await post<Event>(`/journal/${event.id}/ack`));
      refused.value = undefined;
    } catch (error) {
      refused.value = error;
    }
  }

  return (
    <div class={link.value}>
      <LinkNotice link={link.value} />
      <p role="alert" class="refusal">
        {refused.value !== undefined && refusalText(refused.value)}
      </p>
      {events.value === undefined && refused.value === undefined && <p aria-busy="true">{text("page.loading")}</p>}
      {events.value?.length === 0 && <p>{text("page.journal.none")}</p>}
      <ul class="event-list">
        {events.value?.map((event) => (
          <li key={event.id} class={event.severity} data-event={event.id}>
            <span class="time">{momentText(event.time)}</span>
            <span class="what">
              {eventText(event)} <small>{originText(event.origin)}</small>
            </span>
            {event.acknowledgedAt === undefined ? (
              mayCommand.value && (
                <button type="button" class="small outline" onClick={() => void acknowledge(event)}>
                  {text("page.journal.ack")}
                </button>
              )
            ) : (
              <small>
                {text("page.journal.acked", { by: event.acknowledgedBy ?? "", at: momentText(event.acknowledgedAt) })}
              </small>
            )}
          </li>
        ))}
      </ul>
      <div class="actions">
        {!isAll.value && events.value !== undefined && (
          <button type="button" class="secondary outline more" onClick={() => void read(events.value?.at(-1)?.id)}>
            {text("page.history.older")}
          </button>
        )}
        <a href={addressOf(["exploitation", "journal"], { resource: id })}>{text("page.journal.whole")}</a>
      </div>
    </div>
  );
}
