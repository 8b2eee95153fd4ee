import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Transfer } from "../../api/transfers.ts";
import { type ChartColours, chartColours } from "../../charts/chart-colours.ts";
import { momentTexts } from "../../charts/moment-texts.ts";
import { durationText } from "../../components/duration-text.ts";
import { momentText } from "../../components/moment.tsx";
import { bytesText } from "../../components/register-text.ts";
import { language, text } from "../../texts/texts.ts";

const HEIGHT = 220;

/** Sizes, durations and failures of commands over time. What it shows stands in the list below it as well. */
export function TransferChart({ transfers }: { readonly transfers: readonly Transfer[] }) {
  const place = useRef<HTMLDivElement>(null);
  const ended = transfers.filter(({ result }) => result !== undefined);
  const colours = chartColours();
  useEffect(() => {
    const inside = place.current;
    if (inside === null || ended.length < 2) return;
    const plot = draw(inside, ended, colours);
    const resized = new ResizeObserver(() => plot.setSize({ width: inside.clientWidth, height: HEIGHT }));
    resized.observe(inside);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [transfers, language.value, JSON.stringify(colours)]);
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

function draw(place: HTMLElement, transfers: readonly Transfer[], colours: ChartColours): uPlot {
  const { text: quiet, alarm, curves } = colours;
  const [line = quiet] = curves;
  const grid = { stroke: colours.grid, width: 1 };
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
        {
          ...axis,
          space: 110,
          size: 50,
          values: (_, splits, __, ___, step) => momentTexts(splits.map(inMs), inMs(step)),
        },
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
        { label: text("page.history.time"), value: (_, at) => (at === null ? "–" : momentText(at * 1000)) },
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

const inMs = (seconds: number) => seconds * 1000;
