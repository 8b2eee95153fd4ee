import { text } from "../../texts/texts.ts";

/** An event of the journal, as the API shows it. */
export interface JournalEvent {
  readonly id: number;
  readonly time: string;
  readonly type: string;
  readonly severity: string;
  readonly resource: string;
  readonly origin: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly acknowledgedAt?: string;
  readonly acknowledgedBy?: string;
}

/** An event in words: "12 files sent", "Error 12: …". Parameters that are codes are put into words as well. */
export function eventText({ type, parameters }: JournalEvent): string {
  const { verb, files, failure, reason, error, subject, reply } = parameters;
  const words: Record<string, string | number> = { ...parameters };
  if (verb !== undefined) words.context = verb;
  if (files !== undefined) words.count = files;
  if (failure !== undefined) words.failure = text(`failure.${failure}`);
  if (reason !== undefined) words.reason = text(`event.reason.${reason}`);
  if (error !== undefined) words.state = text(`code.error.${error}`);
  const sentences = [text(`event.${type}`, words)];
  if (subject !== undefined) sentences.push(text("event.subject", { subject }));
  if (reply !== undefined) sentences.push(text("event.reply", { reply }));
  return sentences.join(" ");
}
