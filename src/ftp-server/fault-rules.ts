import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { type Static, Type } from "typebox";

/**
 * Faults as data. A rule says when it strikes and what it does then:
 *
 *     - when: { event: command, command: STOR, nth: 2, times: 1 }
 *       do: { reply: "450 File busy." }
 *
 * Events, in the order of a session: `connect` (accepted, nothing said yet), `greeting`, `command` (received, not yet
 * executed), `passive` (a data listener is open, its address about to be told), `data` (a data connection is open, its
 * transfer about to begin), `reply` (executed, its final reply about to be said).
 */
export const EVENTS = ["connect", "greeting", "command", "passive", "data", "reply"] as const;
export type FaultEvent = (typeof EVENTS)[number];

const milliseconds = Type.Integer({ minimum: 0, maximum: 3_600_000 });
const bytes = Type.Integer({ minimum: 0 });
const often = Type.Integer({ minimum: 1 });
const ending = Type.Union([Type.Literal("close"), Type.Literal("reset"), Type.Literal("stall")]);
const only = { additionalProperties: false };

/** How a connection ends: FIN, RST, or silence for ever. */
export type End = Static<typeof ending>;

const ConnectFault = Type.Object({ delayMs: Type.Optional(milliseconds), end: Type.Optional(ending) }, only);

/**
 * What may happen to words on the control connection, in the order it happens. `\n` separates the lines of a reply;
 * `{argument}` and `{command}` stand for what was received. At the event `command`, `reply`, `raw`, `silent` and `end`
 * keep the command from being executed.
 */
const SpokenFault = Type.Object(
  {
    delayMs: Type.Optional(milliseconds),
    /** A reply nobody asked for, ahead of the real one. */
    before: Type.Optional(Type.String()),
    /** In place of the real reply. */
    reply: Type.Optional(Type.String()),
    /** In place of the real reply, exactly these bytes, one for each character. */
    raw: Type.Optional(Type.String({ minLength: 1 })),
    /** Nothing in place of the real reply. */
    silent: Type.Optional(Type.Literal(true)),
    /** How many times the words are said. */
    repeat: Type.Optional(Type.Union([often, Type.Literal("forever")])),
    /** Pause between two times. */
    everyMs: Type.Optional(milliseconds),
    /** The words leave in two segments, cut after so many bytes. */
    splitAt: Type.Optional(often),
    /** The words leave byte by byte, with this pause between. */
    dripMs: Type.Optional(milliseconds),
    /** A reply nobody asked for, right behind. */
    after: Type.Optional(Type.String()),
    end: Type.Optional(ending),
  },
  only,
);

const PassiveFault = Type.Object(
  {
    /** Address told in the reply to PASV. */
    address: Type.Optional(Type.String()),
    /** Port told: a number, `control` for the control port, or any text. */
    port: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
    /** Nobody listens where the client is sent. */
    refuse: Type.Optional(Type.Literal(true)),
  },
  only,
);

const DataFault = Type.Object(
  {
    /** In place of the 150; empty for none. */
    preliminary: Type.Optional(Type.String()),
    /** TLS: data in clear, whatever was agreed; or a handshake that is never answered. */
    tls: Type.Optional(Type.Union([Type.Literal("clear"), Type.Literal("stall")])),
    /** In place of what the file or listing holds; `{n}` is the number of the repetition. */
    content: Type.Optional(Type.String()),
    repeat: Type.Optional(Type.Union([often, Type.Literal("forever")])),
    /** One byte at a time, with this pause between. */
    everyMs: Type.Optional(milliseconds),
    /** So many bytes pass, then `end` happens. Default 0 when `end` is given. */
    afterBytes: Type.Optional(bytes),
    end: Type.Optional(ending),
    /** In place of the final reply, once the fault has happened. */
    reply: Type.Optional(Type.String()),
  },
  only,
);

const FAULTS = {
  connect: ConnectFault,
  greeting: SpokenFault,
  command: SpokenFault,
  passive: PassiveFault,
  data: DataFault,
  reply: SpokenFault,
} as const;
export type FaultOf = { readonly [E in FaultEvent]: Static<(typeof FAULTS)[E]> };

const When = Type.Object(
  {
    event: Type.Union(EVENTS.map((event) => Type.Literal(event))),
    /** Only for these commands. */
    command: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })])),
    /** Only for paths that match: a mask of the file name, or of the whole path when it contains `/`. */
    name: Type.Optional(Type.String({ minLength: 1 })),
    /** Only when the command's path exists (true) or does not (false). */
    exists: Type.Optional(Type.Boolean()),
    /** Only while at least so many sessions are open, this one included. */
    sessions: Type.Optional(often),
    /** From the n-th time on that all the above is so. */
    nth: Type.Optional(often),
    /** At most so many times. */
    times: Type.Optional(often),
  },
  only,
);

export type When = Omit<Static<typeof When>, "event">;
export type Rule = {
  readonly [E in FaultEvent]: { readonly when: When & { readonly event: E }; readonly do: FaultOf[E] };
}[FaultEvent];

const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
const isWhen = ajv.compile(Type.Object({ when: When, do: Type.Unknown() }, only));
const isFault = Object.fromEntries(EVENTS.map((event) => [event, ajv.compile(FAULTS[event])])) as Record<
  FaultEvent,
  ValidateFunction
>;

/** Checks rules from outside. Raises an error that names the first wrong rule, by its place in the list, and says why. */
export function parseRules(value: unknown): readonly Rule[] {
  if (!Array.isArray(value)) throw new Error("faults: a list of rules is expected");
  for (const [index, rule] of value.entries()) {
    const named = `fault rule ${index + 1}`;
    if (!isWhen(rule)) throw new Error(`${named}: ${reasons(isWhen.errors, "")}`);
    const { when, do: fault } = rule as { when: { event: FaultEvent }; do: unknown };
    const check = isFault[when.event];
    if (!check(fault)) throw new Error(`${named} (event ${when.event}): ${reasons(check.errors, "/do")}`);
  }
  return value as Rule[];
}

function reasons(errors: readonly ErrorObject[] | null | undefined, prefix: string): string {
  return (errors ?? [])
    .map(({ instancePath, message, params }) => {
      const detail = params.additionalProperty ?? params.allowedValue;
      return `${prefix}${instancePath} ${message}${detail === undefined ? "" : ` (${detail})`}`.trim();
    })
    .join("; ");
}
