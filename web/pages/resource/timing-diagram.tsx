import { language, text } from "../../texts/texts.ts";
import {
  type DialogueLine,
  type Span,
  type Stretch,
  stretchesOf,
  type TimedVariable,
  type Timing,
  ticksOf,
} from "./timing.ts";

const NAMES = 90;
const LANE = 34;
const AXIS = 26;
const TICK = 110;
/** Narrower, a code has no room for its number. */
const LABELLED = 14;

/** The diagram: a lane for each register, one for each session of the dialogue, and the axis of time below. */
export function TimingDiagram({
  timing,
  span,
  marked,
  width,
  title,
}: {
  readonly timing: Timing;
  readonly span: Span;
  /** The line of the dialogue that is looked at. */
  readonly marked: number | undefined;
  /** As wide as there is room, so that its words can be read. */
  readonly width: number;
  readonly title: string;
}) {
  const sessions = [...new Set(timing.dialogue.map(({ session }) => session))].slice(0, 16);
  const height = (timing.variables.length + sessions.length) * LANE + AXIS;
  const x = (time: number) => NAMES + ((time - span.from) / (span.to - span.from)) * (width - NAMES - 8);
  const within = (time: number) => time >= span.from && time <= span.to;
  const ticks = ticksOf(span, (width - NAMES) / TICK);
  return (
    <svg
      class="timing"
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={title}
      font-family="sans-serif"
      font-size="12"
    >
      <g stroke="currentColor" stroke-opacity="0.18">
        {ticks.map((tick) => (
          <line key={tick} x1={x(tick)} x2={x(tick)} y1="0" y2={height - AXIS} />
        ))}
      </g>
      {timing.variables.map((variable, index) => (
        <Lane
          key={variable.name}
          variable={variable}
          top={index * LANE}
          stretches={stretchesOf(timing, variable.name, span)}
          x={x}
        />
      ))}
      {sessions.map((session, index) => (
        <Dialogue
          key={session}
          session={session}
          top={(timing.variables.length + index) * LANE}
          right={width - 8}
          lines={timing.dialogue.filter((line) => line.session === session && within(Date.parse(line.time)))}
          x={x}
        />
      ))}
      {marked !== undefined && within(marked) && (
        <line
          class="marked"
          x1={x(marked)}
          x2={x(marked)}
          y1="0"
          y2={height - AXIS}
          stroke="currentColor"
          stroke-dasharray="3 3"
        />
      )}
      <g fill="currentColor" text-anchor="middle">
        {ticks.map((tick) => (
          <text key={tick} x={x(tick)} y={height - 8}>
            {tickText(tick, span)}
          </text>
        ))}
      </g>
    </svg>
  );
}

function Lane({
  variable: { name, type },
  top,
  stretches,
  x,
}: {
  readonly variable: TimedVariable;
  readonly top: number;
  readonly stretches: readonly Stretch[];
  readonly x: (time: number) => number;
}) {
  const [high, low] = [top + 7, top + LANE - 7];
  return (
    <g class={`lane ${type}`} data-lane={name}>
      <text x="4" y={top + LANE / 2 + 4} fill="currentColor" font-weight="600">
        {name}
      </text>
      {type === "bool" ? (
        <path d={wave(stretches, x, high, low)} fill="none" stroke="currentColor" stroke-width="1.6" />
      ) : (
        stretches.map(({ from, to, value }) => {
          const [left, right] = [x(from), x(to)];
          return (
            <g key={from}>
              <path
                d={hexagon(left, right, high, low)}
                fill="currentColor"
                fill-opacity={value === 0 ? 0.06 : 0.25}
                stroke="currentColor"
                stroke-width="1.2"
              />
              {right - left > LABELLED && (
                <text x={(left + right) / 2} y={top + LANE / 2 + 4} fill="currentColor" text-anchor="middle">
                  {String(value)}
                </text>
              )}
            </g>
          );
        })
      )}
    </g>
  );
}

/** Sent above, received below: as one reads a dialogue. */
function Dialogue({
  session,
  top,
  right,
  lines,
  x,
}: {
  readonly session: number;
  readonly top: number;
  readonly right: number;
  readonly lines: readonly DialogueLine[];
  readonly x: (time: number) => number;
}) {
  const middle = top + LANE / 2;
  const marks = (direction: DialogueLine["direction"], end: number) =>
    lines
      .filter((line) => line.direction === direction)
      .map(({ time }) => `M${x(Date.parse(time)).toFixed(2)} ${middle}V${end}`)
      .join("");
  return (
    <g class="lane dialogue" data-lane={`FTP ${session}`}>
      <text x="4" y={middle + 4} fill="currentColor" font-weight="600">
        FTP {session}
      </text>
      <line x1={NAMES} x2={right} y1={middle} y2={middle} stroke="currentColor" stroke-opacity="0.3" />
      <path class="sent" d={marks("sent", top + 5)} stroke="currentColor" stroke-width="1.6" />
      <path class="received" d={marks("received", top + LANE - 5)} stroke="currentColor" stroke-width="1.6" />
    </g>
  );
}

function wave(stretches: readonly Stretch[], x: (time: number) => number, high: number, low: number): string {
  return stretches
    .map(({ from, to, value }, index) => {
      const y = value === true || value === 1 ? high : low;
      return `${index === 0 ? "M" : "L"}${x(from).toFixed(2)} ${y}H${x(to).toFixed(2)}`;
    })
    .join("");
}

/** As on a logic analyser: a bus that keeps a value between two crossings. */
function hexagon(left: number, right: number, high: number, low: number): string {
  const slope = Math.min(4, (right - left) / 2);
  const middle = (high + low) / 2;
  const points = [
    [left, middle],
    [left + slope, high],
    [right - slope, high],
    [right, middle],
    [right - slope, low],
    [left + slope, low],
  ];
  return `M${points.map(([px = 0, py = 0]) => `${px.toFixed(2)} ${py}`).join("L")}Z`;
}

function tickText(time: number, { from, to }: Span): string {
  const isShort = to - from < 10_000;
  return new Intl.DateTimeFormat(language.value, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    ...(isShort ? { fractionalSecondDigits: 3 as const } : {}),
  }).format(time);
}

/** The diagram in words, for whoever does not see it. */
export function summaryOf(timing: Timing, span: Span): string {
  const within = ({ time }: { readonly time: string }) => Date.parse(time) >= span.from && Date.parse(time) <= span.to;
  return text("page.timing.summary", {
    changes: timing.changes.filter(within).length,
    lines: timing.dialogue.filter(within).length,
  });
}
