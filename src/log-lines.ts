export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line of the log. */
export interface LogLine {
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  /** What else the line says, as JSON. */
  readonly detail: string | undefined;
}

const MAX_LINES = 1000;
const MAX_DETAIL = 4000;
/** Members that may hold a secret, wherever they stand. */
const SECRET = /pass(word)?|token|secret|authorization|cookie/i;

/** The last 1000 lines of the log, as the logger wrote them (JSON, levels 10 to 60), without secrets. */
export class LogLines {
  readonly #lines: LogLine[] = [];

  write(json: string): void {
    const line = readLine(json);
    if (line === undefined) return;
    this.#lines.push(line);
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
  }

  /** Newest first, from a level on. */
  last(limit: number, level: LogLevel): readonly LogLine[] {
    const lowest = LOG_LEVELS.indexOf(level);
    const lines = this.#lines.filter((line) => LOG_LEVELS.indexOf(line.level) >= lowest);
    return lines.slice(-limit).toReversed();
  }
}

function readLine(json: string): LogLine | undefined {
  const hide = (name: string, value: unknown) => (SECRET.test(name) ? "…" : value);
  try {
    const { time, level, msg, pid: _, hostname: __, ...more } = JSON.parse(json, hide) as Record<string, unknown>;
    const detail = Object.keys(more).length === 0 ? undefined : JSON.stringify(more).slice(0, MAX_DETAIL);
    const name = LOG_LEVELS[Math.floor(Number(level) / 10) - 1] ?? "info";
    return { time: Number(time), level: name, message: typeof msg === "string" ? msg : "", detail };
  } catch {
    return undefined;
  }
}
