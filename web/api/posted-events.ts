import { openStream } from "./client.ts";

/** One event of a stream, as `text/event-stream` has it. */
export interface PostedEvent {
  readonly type: string;
  readonly data: unknown;
}

/**
 * Starts a task by POST and yields the events it tells, as they come. An `EventSource` can only GET. Raises `ApiError`
 * when the task is refused, and whatever breaks the stream; the signal ends both the stream and the task.
 */
export async function* postedEvents(path: string, body: unknown, signal: AbortSignal): AsyncIterable<PostedEvent> {
  const reader = (await openStream(path, body, signal)).pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const frames = (pending + value).split("\n\n");
    pending = frames.pop() ?? "";
    for (const frame of frames) {
      const event = eventOf(frame);
      if (event !== undefined) yield event;
    }
  }
}

/** Comments, which keep a stream alive, are no events. */
function eventOf(frame: string): PostedEvent | undefined {
  const lines = frame.split("\n");
  const member = (name: string) =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const data = member("data");
  return data === undefined ? undefined : { type: member("event") ?? "message", data: JSON.parse(data) };
}
