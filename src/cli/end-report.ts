import type { Client } from "./client.ts";
import { count, type Outputs, type Pulse } from "./counters.ts";
import { formatBytes, formatDuration } from "./quantities.ts";
import type { Terminal } from "./terminal.ts";
import type { WireTransfer } from "./wire.ts";

/**
 * Says how a command ended: what arrived on standard output, or what failed and what to do on standard error. Answers
 * the value of `Error`.
 */
export async function reportEnd(
  client: Client,
  terminal: Terminal,
  resource: string,
  outputs: Outputs,
  pulse: Pulse,
): Promise<number> {
  const { texts, language } = terminal;
  const newer = count(outputs, "Commands") - pulse.command;
  const result = await resultOf(client, resource, newer);
  // Once a newer command runs, the outputs speak of that one.
  const error = newer > 0 ? (result?.error ?? count(outputs, "Error")) : count(outputs, "Error");
  if (error === 0) {
    terminal.print(
      texts("cli.done", {
        resource,
        count: result?.filesDone ?? count(outputs, "FilesDone"),
        bytes: formatBytes(language, result?.bytesDone ?? count(outputs, "BytesDone")),
        duration: formatDuration(language, result?.durationMs ?? count(outputs, "LastDuration")),
      }),
    );
    return error;
  }
  terminal.say("cli.failed", { resource, error, text: texts(`code.error.${error}`) });
  if (result?.failure === undefined) {
    terminal.say("cli.detail", { text: texts(`code.error.${error}.remedy`) });
    return error;
  }
  const what = texts(`failure.${result.failure}`);
  terminal.say("cli.detail", { text: result.subject ? `${what} (${result.subject})` : what });
  if (result.reply) terminal.say("cli.detail", { text: result.reply });
  terminal.say("cli.detail", { text: texts(`failure.${result.failure}.remedy`) });
  return error;
}

/** The recorded end of the command that `newer` others have followed; without it the outputs still say the essential. */
async function resultOf(client: Client, resource: string, newer: number): Promise<WireTransfer["result"]> {
  try {
    const { transfers } = await client.get<{ transfers: readonly WireTransfer[] }>("/transfers", {
      resource,
      limit: newer + 1,
      files: 1,
    });
    return transfers[newer]?.result;
  } catch {
    return undefined;
  }
}
