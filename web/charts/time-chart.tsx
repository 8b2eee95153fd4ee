import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { language } from "../texts/texts.ts";
import { type ChartColours, chartColours } from "./chart-colours.ts";
import { type Curve, joined } from "./curve.ts";
import { momentTexts } from "./moment-texts.ts";
import { moved, type Range, zoomed } from "./range.ts";

const HEIGHT_PX = 420;
/** Phones hold little more than this. */
const NARROW_PX = 640;
const MAX_AXES = 4;
/** What the wheel gives for a line or a page instead of pixels. */
const WHEEL_PX = [1, 30, 300] as const;

/**
 * Curves over time, with an axis for each unit. Drag to zoom, wheel to zoom about the pointer, with Shift to move; by
 * keyboard the arrows move and + and − zoom. It shows what it is given: whoever uses it answers a change of the range
 * with the curves of that range.
 */
export function TimeChart({
  label,
  curves,
  range,
  changeRange,
  point,
}: {
  /** What the chart is called, and by which keys it is used, for those who do not see it. */
  readonly label: string;
  readonly curves: readonly Curve[];
  readonly range: Range;
  readonly changeRange: (range: Range) => void;
  /** Told of the moment that is pointed at, `undefined` when none is. */
  readonly point: (time: number | undefined) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const told = useRef({ range, changeRange, point });
  told.current = { range, changeRange, point };
  const colours = chartColours();
  const shape = JSON.stringify([
    curves.map(({ key, unit, isStepped, colour }) => [key, unit, isStepped, colour]),
    colours,
  ]);

  // Another set of curves, other colours or another language are another plot; other values are only other data.
  // `shape` says all of the curves that the plot is made of.
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const made = new uPlot(
      optionsOf(curves, colours, current.clientWidth, () => told.current),
      dataOf(curves),
      current,
    );
    plot.current = made;
    const stop = handleWheel(made, () => told.current);
    const watching = new ResizeObserver(() => made.setSize({ width: current.clientWidth, height: HEIGHT_PX }));
    watching.observe(current);
    return () => {
      stop();
      watching.disconnect();
      made.destroy();
    };
  }, [shape, language.value]);

  useEffect(() => {
    plot.current?.setData(dataOf(curves), false);
    plot.current?.setScale("x", { min: range.from, max: range.to });
  }, [curves, range.from, range.to]);

  const keys: Readonly<Record<string, () => Range>> = {
    ArrowLeft: () => moved(range, -0.1),
    ArrowRight: () => moved(range, 0.1),
    PageUp: () => moved(range, -1),
    PageDown: () => moved(range, 1),
    "+": () => zoomed(range, 0.5, middleOf(range)),
    "-": () => zoomed(range, 2, middleOf(range)),
  };

  return (
    <div
      class="time-chart"
      role="application"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys, here to move and to zoom
      tabIndex={0}
      ref={place}
      onKeyDown={(event) => {
        const change = keys[event.key];
        if (change === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        changeRange(change());
      }}
    />
  );
}

interface Told {
  readonly range: Range;
  readonly changeRange: (range: Range) => void;
  readonly point: (time: number | undefined) => void;
}

export const middleOf = ({ from, to }: Range): number => (from + to) / 2;

function dataOf(curves: readonly Curve[]): uPlot.AlignedData {
  return joined(curves) as uPlot.AlignedData;
}

function optionsOf(curves: readonly Curve[], colours: ChartColours, width: number, told: () => Told): uPlot.Options {
  const units = [...new Set(curves.map(scaleOf))];
  const { range } = told();
  return {
    width,
    height: HEIGHT_PX,
    ms: 1,
    legend: { show: false },
    scales: {
      x: { time: true, auto: false, min: range.from, max: range.to },
      ...Object.fromEntries(curves.map((curve) => [scaleOf(curve), curve.isStepped ? DIGITAL_SCALE : {}])),
    },
    axes: [
      {
        stroke: colours.text,
        grid: { stroke: colours.grid, width: 1 },
        ticks: { stroke: colours.grid, width: 1 },
        values: (_, moments, __, ___, stepMs) => momentTexts(moments, stepMs),
        space: 90,
      },
      ...units
        .slice(0, width < NARROW_PX ? 2 : MAX_AXES)
        .map((unit, index): uPlot.Axis => axisOf(unit, index, curves, colours)),
    ],
    series: [
      {},
      ...curves.map((curve): uPlot.Series => {
        const stroke = colours.curves[curve.colour] ?? colours.text;
        return {
          label: curve.label,
          scale: scaleOf(curve),
          stroke,
          width: 1.75,
          spanGaps: true,
          points: { size: 5, stroke, fill: stroke },
          ...(curve.isStepped && uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
        };
      }),
    ],
    cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
    hooks: {
      setSelect: [
        (plot) => {
          if (plot.select.width < 3) return;
          const from = plot.posToVal(plot.select.left, "x");
          const to = plot.posToVal(plot.select.left + plot.select.width, "x");
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          told().changeRange({ from: Math.round(from), to: Math.round(Math.max(to, from + 1000)) });
        },
      ],
      setCursor: [
        (plot) => {
          const { left = -1 } = plot.cursor;
          told().point(left < 0 ? undefined : plot.posToVal(left, "x"));
        },
      ],
    },
  };
}

const DIGITAL_SCALE: uPlot.Scale = { range: [-0.08, 1.08] };

/** Curves of one unit have one scale; states have theirs. */
const scaleOf = ({ unit, isStepped }: Curve): string => (isStepped ? "0/1" : `unit ${unit}`);

function axisOf(scale: string, index: number, curves: readonly Curve[], colours: ChartColours): uPlot.Axis {
  const own = curves.filter((curve) => scaleOf(curve) === scale);
  const [first] = own;
  const isDigital = first?.isStepped === true;
  // An axis of one curve has its colour.
  const stroke =
    own.length === 1 && first !== undefined ? (colours.curves[first.colour] ?? colours.text) : colours.text;
  const figure = new Intl.NumberFormat(language.value, { maximumFractionDigits: 6 });
  return {
    scale,
    side: index % 2 === 0 ? 3 : 1,
    stroke,
    grid: { show: index === 0, stroke: colours.grid, width: 1 },
    ticks: { stroke: colours.grid, width: 1 },
    size: 62,
    ...(first?.unit ? { label: first.unit, labelSize: 22 } : {}),
    ...(isDigital ? { splits: () => [0, 1] } : {}),
    values: (_, values) => values.map((value) => figure.format(value)),
  };
}

function handleWheel(plot: uPlot, told: () => Told): () => void {
  const turn = (event: WheelEvent) => {
    // With Ctrl it is the browser's zoom.
    if (event.ctrlKey) return;
    event.preventDefault();
    const { range, changeRange } = told();
    const pixels = (event.deltaY || event.deltaX) * (WHEEL_PX[event.deltaMode] ?? 1);
    const { left, width } = plot.over.getBoundingClientRect();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) changeRange(moved(range, pixels / width));
    else changeRange(zoomed(range, 1.0015 ** pixels, plot.posToVal(event.clientX - left, "x")));
  };
  plot.over.addEventListener("wheel", turn, { passive: false });
  return () => plot.over.removeEventListener("wheel", turn);
}
