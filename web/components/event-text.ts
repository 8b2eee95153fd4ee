import type { Event } from "../api/event.ts";
import { text, textIfAny } from "../texts/texts.ts";

/** An event in words. Parameters that are codes are put into words as well; what is unknown here is shown as it is. */
export function eventText({ type, parameters }: Pick<Event, "type" | "parameters">): string {
  const { verb, files, failure, reason, error, subject, reply, leftOut } = parameters;
  const words: Record<string, string | number> = { ...parameters };
  if (verb !== undefined) words.context = verb;
  if (files !== undefined) words.count = files;
  if (failure !== undefined) words.failure = text(`failure.${failure}`);
  if (reason !== undefined) words.reason = text(`event.reason.${reason}`);
  if (error !== undefined) words.state = text(`code.error.${error}`);
  const sentences = [text(`event.${type}`, words)];
  if (subject !== undefined) sentences.push(text("event.subject", { subject }));
  if (reply !== undefined) sentences.push(text("event.reply", { reply }));
  if (leftOut !== undefined) sentences.push(text("event.leftOut", { count: leftOut }));
  return sentences.join(" ");
}

/** What to do about an event, when there is something to do. */
export function eventRemedy({ parameters: { failure, error } }: Pick<Event, "parameters">): string | undefined {
  if (failure !== undefined) return textIfAny(`failure.${failure}.remedy`);
  return error === undefined || error === 0 ? undefined : textIfAny(`code.error.${error}.remedy`);
}
