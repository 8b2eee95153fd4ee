import { language, text } from "../texts/texts.ts";

/** Where a value stands between its limits: the part between them is drawn, and a mark where the value is. */
export function LimitBar({
  value,
  low,
  high,
}: {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}) {
  if (low === undefined && high === undefined) return null;
  const figure = new Intl.NumberFormat(language.value, { maximumFractionDigits: 2 });
  const isWithin = value >= (low ?? value) && value <= (high ?? value);
  // A third of the span on either side, so that it shows how far beyond a value is.
  const span = low !== undefined && high !== undefined ? high - low : Math.abs(high ?? low ?? 0);
  const margin = (span || 1) / 3;
  const [from, to] = [(low ?? (high ?? 0) - (span || 1)) - margin, (high ?? (low ?? 0) + (span || 1)) + margin];
  const percent = (at: number) => `${Math.max(0, Math.min(100, ((at - from) / (to - from)) * 100))}%`;
  const [lowAt, highAt] = [low === undefined ? "0%" : percent(low), high === undefined ? "100%" : percent(high)];
  const label = [
    low === undefined ? "" : `${text("point.limits.low")} ${figure.format(low)}`,
    high === undefined ? "" : `${text("point.limits.high")} ${figure.format(high)}`,
  ];
  return (
    <span class="limits">
      <span class="visually-hidden">{label.filter((part) => part !== "").join(", ")}</span>
      <span class="end" aria-hidden="true">
        {low === undefined ? "" : figure.format(low)}
      </span>
      <span
        class={`limit-bar ${isWithin ? "" : "beyond"}`}
        style={{ "--low": lowAt, "--high": highAt, "--at": percent(value) }}
        aria-hidden="true"
      />
      <span class="end" aria-hidden="true">
        {high === undefined ? "" : figure.format(high)}
      </span>
    </span>
  );
}
