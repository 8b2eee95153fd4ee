import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Transfer } from "../../api/transfers.ts";
import { bytesText } from "../../components/register-text.ts";
import { language, text } from "../../texts/texts.ts";
import { durationText } from "./moment-text.ts";

const HEIGHT = 220;

/** Sizes, durations and failures of commands over time. What it shows stands in the list below it as well. */
export function TransferChart({ transfers }: { readonly transfers: readonly Transfer[] }) {
  const place = useRef<HTMLDivElement>(null);
  const ended = transfers.filter(({ result }) => result !== undefined);
  useEffect(() => {
    const inside = place.current;
    if (inside === null || ended.length < 2) return;
    let plot = draw(inside, ended);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const again = () => {
      plot.destroy();
      plot = draw(inside, ended);
    };
    const resized = new ResizeObserver(() => plot.setSize({ width: inside.clientWidth, height: HEIGHT }));
    resized.observe(inside);
    scheme.addEventListener("change", again);
    return () => {
      resized.disconnect();
      scheme.removeEventListener("change", again);
      plot.destroy();
    };
  }, [transfers, language.value]);
  if (ended.length < 2) return null;
  const failed = ended.filter(isWrong).length;
  return (
    <figure class="transfer-chart">
      <figcaption>
        {text("page.history.chart", { count: ended.length })}{" "}
        {failed > 0 && text("page.history.chart.failed", { count: failed })}
      </figcaption>
      <div ref={place} aria-hidden="true" />
    </figure>
  );
}

function isWrong({ result }: Transfer): boolean {
  return result !== undefined && result.error !== 0 && result.error !== 3;
}

function draw(place: HTMLElement, transfers: readonly Transfer[]): uPlot {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string, other: string) => style.getPropertyValue(name).trim() || other;
  const [line, quiet, alarm] = [
    colour("--pico-primary", "#1f5a8f"),
    colour("--quiet", "#777"),
    colour("--alarm", "#a51d1d"),
  ];
  const grid = { stroke: colour("--pico-muted-border-color", "#8884"), width: 1 };
  const numbers = transfers.map(({ acceptedAt, result }) => ({
    at: Date.parse(acceptedAt) / 1000,
    bytes: result?.bytesDone ?? 0,
    ms: result?.durationMs ?? 0,
  }));
  const wrong = transfers.map((transfer) => (isWrong(transfer) ? (transfer.result?.durationMs ?? 0) : null));
  const axis = { stroke: quiet, grid, ticks: grid };
  return new uPlot(
    {
      width: Math.max(place.clientWidth, 200),
      height: HEIGHT,
      scales: { bytes: { range: (_, __, max) => [0, max || 1] }, ms: { range: (_, __, max) => [0, max || 1] } },
      axes: [
        { ...axis, space: 110, values: (_, splits) => splits.map(tickText) },
        { ...axis, scale: "bytes", size: 80, values: (_, splits) => splits.map(bytesText) },
        {
          ...axis,
          scale: "ms",
          side: 1,
          size: 70,
          grid: { show: false },
          values: (_, splits) => splits.map(durationText),
        },
      ],
      series: [
        { label: text("page.history.time"), value: (_, at) => (at === null ? "–" : momentOf(at)) },
        {
          label: text("page.file.size"),
          scale: "bytes",
          stroke: line,
          width: 2,
          points: { size: 5 },
          value: (_, bytes) => (bytes === null ? "–" : bytesText(bytes)),
        },
        {
          label: text("page.file.duration"),
          scale: "ms",
          stroke: quiet,
          width: 1,
          dash: [4, 4],
          value: (_, ms) => (ms === null ? "–" : durationText(ms)),
        },
        {
          label: text("page.history.failures"),
          scale: "ms",
          stroke: alarm,
          fill: alarm,
          paths: () => null,
          points: { show: true, size: 9, fill: alarm },
          value: (_, ms) => (ms === null ? "–" : durationText(ms)),
        },
      ],
    },
    [numbers.map(({ at }) => at), numbers.map(({ bytes }) => bytes), numbers.map(({ ms }) => ms), wrong],
    place,
  );
}

function momentOf(seconds: number): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "short", timeStyle: "medium" }).format(seconds * 1000);
}

function tickText(seconds: number): string {
  const format = new Intl.DateTimeFormat(language.value, {
    day: "2-digit",
    month: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  return format.format(seconds * 1000);
}
