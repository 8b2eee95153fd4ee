import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { resourcePath } from "../../api/resources.ts";
import { offerDownload } from "../../components/download.ts";
import { refusalText } from "../../components/refusal-text.ts";
import { useAsked } from "../../components/use-asked.ts";
import { language, text, textIfAny } from "../../texts/texts.ts";
import type { TabProps } from "./tab.ts";
import { csvOf, eventful, lastCommand, type Span, type Timing } from "./timing.ts";
import { summaryOf, TimingDiagram } from "./timing-diagram.tsx";

/** Rows of the table that are drawn at first, and with each further step. */
const ROWS = 100;
const NARROWEST_MS = 5;
/** Less than on any phone. */
const NARROW = 280;

/** The tab « Chronogramme »: edges and codes over time, with the FTP dialogue on the same axis. */
export function Chronogramme({ resource: { id } }: TabProps) {
  const { answer, ask } = useAsked<Timing>(`${resourcePath(id)}/timing`);
  if (answer.value.at === "waiting") return <p aria-busy="true">{text("page.loading")}</p>;
  if (answer.value.at === "refused") return <p role="alert">{refusalText(answer.value.error)}</p>;
  const timing = answer.value.body;
  if (timing.changes.length === 0 && timing.dialogue.length === 0) {
    return (
      <>
        <p>{text("page.timing.none")}</p>
        <button type="button" class="more" onClick={() => void ask()}>
          {text("page.timing.refresh")}
        </button>
      </>
    );
  }
  return <Diagram id={id} timing={timing} ask={() => void ask()} />;
}

function Diagram({ id, timing, ask }: { readonly id: string; readonly timing: Timing; readonly ask: () => void }) {
  const span = useSignal<Span>(lastCommand(timing) ?? eventful(timing));
  const marked = useSignal<number | undefined>(undefined);
  const place = useRef<HTMLDivElement>(null);
  const width = useSignal(NARROW);
  const length = useComputed(() => span.value.to - span.value.from);
  useEffect(() => {
    span.value = lastCommand(timing) ?? eventful(timing);
  }, [timing, span]);

  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const resized = new ResizeObserver(() => {
      width.value = Math.max(box.clientWidth, NARROW);
    });
    resized.observe(box);
    return () => resized.disconnect();
  }, [width]);

  /** Keeps the moment at `share` of the width where it is. */
  function zoom(factor: number, share = 0.5): void {
    const next = Math.max(length.peek() * factor, NARROWEST_MS);
    const at = span.peek().from + length.peek() * share;
    span.value = { from: at - next * share, to: at + next * (1 - share) };
  }
  function move(share: number): void {
    const by = length.peek() * share;
    span.value = { from: span.peek().from + by, to: span.peek().to + by };
  }
  // The browser scrolls the page by a wheel that is listened to passively.
  useEffect(() => {
    const box = place.current;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.shiftKey) return;
      event.preventDefault();
      if (event.shiftKey) move(Math.sign(event.deltaY || event.deltaX) * 0.1);
      else zoom(event.deltaY > 0 ? 1.25 : 0.8, shareAt(event, box));
    };
    box?.addEventListener("wheel", onWheel, { passive: false });
    return () => box?.removeEventListener("wheel", onWheel);
  }, []);

  const name = `${id}-timing`;
  return (
    <section class="chronogramme" aria-label={text("page.tab.chronogramme")}>
      <div class="toolbar">
        <fieldset class="zoom" aria-label={text("page.timing.zoom")}>
          <button type="button" class="small outline" aria-label={text("page.timing.zoomIn")} onClick={() => zoom(0.5)}>
            +
          </button>
          <button type="button" class="small outline" aria-label={text("page.timing.zoomOut")} onClick={() => zoom(2)}>
            −
          </button>
          <button
            type="button"
            class="small outline"
            aria-label={text("page.timing.earlier")}
            onClick={() => move(-0.25)}
          >
            ◀
          </button>
          <button type="button" class="small outline" aria-label={text("page.timing.later")} onClick={() => move(0.25)}>
            ▶
          </button>
        </fieldset>
        <button
          type="button"
          class="small outline"
          onClick={() => {
            span.value = lastCommand(timing) ?? eventful(timing);
          }}
        >
          {text("page.timing.last")}
        </button>
        <button
          type="button"
          class="small outline"
          onClick={() => {
            span.value = eventful(timing);
          }}
        >
          {text("page.timing.all")}
        </button>
        <button type="button" class="small outline" onClick={ask}>
          {text("page.timing.refresh")}
        </button>
        <span class="exports">
          <button type="button" class="small outline" onClick={() => saveSvg(place.current, `${name}.svg`)}>
            SVG
          </button>
          <button
            type="button"
            class="small outline"
            onClick={() => offerDownload(`${name}.csv`, csvOf(timing, span.peek()), "text/csv")}
          >
            CSV
          </button>
          <button
            type="button"
            class="small outline"
            onClick={() => offerDownload(`${name}.json`, JSON.stringify(timing, null, 2), "application/json")}
          >
            JSON
          </button>
        </span>
      </div>
      <div ref={place} class="diagram">
        <TimingDiagram
          timing={timing}
          span={span.value}
          marked={marked.value}
          width={width.value}
          title={summaryOf(timing, span.value)}
        />
      </div>
      <p class="hint">{text("page.timing.keys")}</p>
      <Lines
        timing={timing}
        span={span.value}
        look={(time) => {
          marked.value = time;
        }}
      />
    </section>
  );
}

interface Row {
  readonly key: string;
  readonly time: string;
  readonly what: string;
  readonly said: string;
  readonly kind: "register" | "sent" | "received";
}

/** What the diagram shows, in its order: also its text for whoever does not see it. */
function Lines({
  timing,
  span,
  look,
}: {
  readonly timing: Timing;
  readonly span: Span;
  readonly look: (time: number | undefined) => void;
}) {
  const rows = rowsOf(timing, span);
  const count = useSignal(ROWS);
  const format = new Intl.DateTimeFormat(language.value, {
    timeStyle: undefined,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
  });
  return (
    <>
      <h2>{text("page.timing.events")}</h2>
      <div class="table">
        <table class="timing-lines wide">
          <thead>
            <tr>
              <th scope="col">{text("page.history.time")}</th>
              <th scope="col">{text("page.timing.what")}</th>
              <th scope="col">{text("page.timing.said")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, count.value).map(({ key, time, what, said, kind }) => (
              <tr
                key={key}
                class={kind}
                onMouseEnter={() => look(Date.parse(time))}
                onMouseLeave={() => look(undefined)}
              >
                <th scope="row" class="time">
                  {format.format(Date.parse(time))}
                </th>
                <td>{what}</td>
                <td>
                  <code>{said}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > count.value && (
        <button
          type="button"
          class="secondary outline more"
          onClick={() => {
            count.value += ROWS;
          }}
        >
          {text("page.more", { count: rows.length - count.value })}
        </button>
      )}
    </>
  );
}

function rowsOf({ variables, changes, dialogue }: Timing, { from, to }: Span): readonly Row[] {
  const codes = new Map(variables.map(({ name, code }) => [name, code]));
  const registers = changes.map(({ seq, time, name, value }): Row => {
    const meaning = textIfAny(`code.${codes.get(name)}.${String(value)}`);
    const number = String(Number(value));
    const said = meaning === undefined ? number : `${number} ${meaning}`;
    return { key: `${seq} ${name}`, time, what: name, said, kind: "register" };
  });
  const lines = dialogue.map(({ time, session, direction, text: said }, index): Row => {
    return {
      key: `line ${index}`,
      time,
      what: `FTP ${session} ${direction === "sent" ? "→" : "←"}`,
      said,
      kind: direction,
    };
  });
  return [...registers, ...lines]
    .filter(({ time }) => Date.parse(time) >= from && Date.parse(time) <= to)
    .sort((one, other) => Date.parse(one.time) - Date.parse(other.time));
}

function shareAt({ clientX }: MouseEvent, box: HTMLElement | null): number {
  const { left = 0, width = 1 } = box?.getBoundingClientRect() ?? {};
  return Math.min(Math.max((clientX - left) / width, 0), 1);
}

/** The drawing as it stands, with the colours it has on the page. */
function saveSvg(place: HTMLElement | null, name: string): void {
  const svg = place?.querySelector("svg");
  if (!svg) return;
  const copy = svg.cloneNode(true) as SVGElement;
  const style = getComputedStyle(svg);
  copy.setAttribute("width", String(svg.viewBox.baseVal.width));
  copy.setAttribute("color", style.color);
  offerDownload(name, new XMLSerializer().serializeToString(copy), "image/svg+xml");
}
