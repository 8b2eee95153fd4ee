import { systemClock } from "../clock.ts";
import type { Client } from "./client.ts";
import {
  afterRestart,
  count,
  type Fate,
  fateOf,
  fateOfAbort,
  type Outputs,
  type Pulse,
  pulseAfter,
} from "./counters.ts";
import { reportEnd } from "./end-report.ts";
import { EXIT, Halt } from "./exit.ts";
import { progressLine } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { unknownResource } from "./unknown.ts";
import { watchOutputs } from "./watch-outputs.ts";

const INPUT = { send: "Send", refresh: "Refresh", poll: "Poll", abort: "Abort" } as const;

export interface Order {
  readonly resource: string;
  readonly verb: keyof typeof INPUT;
  /** Until the command is over, rather than until it is taken. */
  readonly wait: boolean;
}

/** A resource takes or discards an edge at once: when nothing shows it by then, there was no edge. */
const TAKEN_WITHIN_MS = 10_000;

/** Pulses the input of a resource and says what became of it. Answers the exit code: 0, or the value of `Error`. */
export async function giveCommand(client: Client, terminal: Terminal, order: Order): Promise<number> {
  const { resource, verb, wait } = order;
  const { fate, outputs, pulse } = await pulseAndWatch(client, terminal, order);
  const idle = count(outputs, "Action") === 0;
  if (fate === "missed") throw new Halt(EXIT.notTaken, idle ? "cli.notAvailable" : "cli.missed", { resource });
  if (fate === "pending" && idle) throw new Halt(EXIT.notTaken, "cli.noEdge", { resource, input: INPUT[verb] });
  if (verb === "abort") {
    terminal.say(fate === "over" ? "cli.stopped" : "cli.stopping", { resource });
    return EXIT.ok;
  }
  if (fate === "over" && wait) return reportEnd(client, terminal, resource, outputs, pulse);
  terminal.say(fate === "pending" ? "cli.remembered" : "cli.accepted", { resource });
  return EXIT.ok;
}

/** Watching begins before the pulse, so that the fastest command is not missed. */
async function pulseAndWatch(
  client: Client,
  terminal: Terminal,
  { resource, verb, wait }: Order,
): Promise<{ fate: Fate; outputs: Outputs; pulse: Pulse }> {
  const watching = new AbortController();
  let pulse: Pulse | undefined;
  let outputs: Outputs = {};
  let fate: Fate = "pending";
  let stopTimer = () => {};
  try {
    for await (const now of watchOutputs(client, resource, watching.signal)) {
      if (pulse === undefined) {
        if (!(INPUT[verb] in now)) throw new Halt(EXIT.unknown, "cli.noSuchCommand", { resource, input: INPUT[verb] });
        pulse = pulseAfter(now);
        await client.post(`/vars/${resource}.${INPUT[verb]}/pulse`);
        stopTimer = systemClock.after(TAKEN_WITHIN_MS, () => {
          // With `rememberSend` the command waits for the running one: neither counted nor missed yet.
          if (!wait || count(outputs, "Action") === 0) watching.abort();
        });
      }
      pulse = afterRestart(pulse, outputs, now);
      outputs = now;
      fate = verb === "abort" ? fateOfAbort(now) : fateOf(pulse, now);
      if (fate !== "pending") stopTimer();
      if (fate === "over" || fate === "missed" || (fate === "running" && !wait)) break;
      if (fate === "running" && terminal.columns > 0) terminal.draw(progressLine(resource, now, terminal));
    }
  } finally {
    stopTimer();
  }
  if (pulse === undefined) throw await unknownResource(client, resource);
  return { fate, outputs, pulse };
}
