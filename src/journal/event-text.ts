import type { EventRecord } from "./records.ts";

/** A text of `i18n/` by its key, in one language. */
type Texts = (key: string, parameters?: Readonly<Record<string, string | number>>) => string;

/** An event in words: "12 files sent", "Error 12: …". Parameters that are codes are put into words as well. */
export function eventText({ type, parameters }: Pick<EventRecord, "type" | "parameters">, texts: Texts): string {
  const { verb, files, failure, reason, error, subject, reply, leftOut } = parameters;
  const words: Record<string, string | number> = { ...parameters };
  if (verb !== undefined) words.context = verb;
  if (files !== undefined) words.count = files;
  if (failure !== undefined) words.failure = texts(`failure.${failure}`);
  if (reason !== undefined) words.reason = texts(`event.reason.${reason}`);
  if (error !== undefined) words.state = texts(`code.error.${error}`);
  const sentences = [texts(`event.${type}`, words)];
  if (subject !== undefined) sentences.push(texts("event.subject", { subject }));
  if (reply !== undefined) sentences.push(texts("event.reply", { reply }));
  if (leftOut !== undefined) sentences.push(texts("event.leftOut", { count: leftOut }));
  return sentences.join(" ");
}
