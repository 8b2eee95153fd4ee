import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isReady } from "../../api/client.ts";
import { Answered } from "../../components/answered.tsx";
import { LinkNotice } from "../../components/link-notice.tsx";
import { bytesText } from "../../components/register-text.ts";
import { useAsked } from "../../components/use-asked.ts";
import { useTitle } from "../../components/use-title.ts";
import { language, text, textIfAny } from "../../texts/texts.ts";

interface System {
  readonly version: string;
  readonly site: string;
  readonly startedAt: string;
  readonly uptimeSeconds: number;
  readonly runtime: string;
  readonly time: string;
  readonly timeZone: string;
  readonly language: string;
  readonly memoryBytes: number;
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number };
  readonly databases: readonly { readonly name: string; readonly bytes: number }[];
  readonly counts: Readonly<Record<string, number>>;
  readonly health: readonly { readonly part: string; readonly ok: boolean; readonly detail?: string }[];
}

const ASK_EVERY_MS = 5000;

/** Configuration ► Santé: whether every part serves, and what the controller takes of the machine. */
export function Health() {
  const system = useAsked<System>("/system");
  const ready = useSignal<boolean | undefined>(undefined);
  const last = useSignal<System | undefined>(undefined);
  useTitle(text("menu.configuration.health"));
  useEffect(() => {
    const look = async () => {
      ready.value = await isReady();
    };
    void look();
    const timer = setInterval(() => {
      void look();
      void system.ask();
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [system.ask, ready]);
  const { value: answer } = system.answer;
  useEffect(() => {
    if (answer.at === "here") last.value = answer.body;
  }, [answer, last]);
  // What was known stays while nobody answers, and looks old.
  const isLost = answer.at === "refused" && last.value !== undefined;
  return (
    <>
      <LinkNotice link={isLost ? "lost" : "live"} />
      <h1>{text("menu.configuration.health")}</h1>
      <div class={isLost ? "lost" : ""}>
        <Answered answer={isLost && last.value ? { at: "here", body: last.value } : answer}>
          {(body) => <Figures system={body} ready={ready.value} />}
        </Answered>
      </div>
    </>
  );
}

function Figures({ system, ready }: { readonly system: System; readonly ready: boolean | undefined }) {
  const { disk, databases, counts, health } = system;
  const used = disk.totalBytes - disk.freeBytes;
  return (
    <div class="cards">
      <section class="card">
        <h2>{text("page.health.parts")}</h2>
        <ul class="plain parts">
          <Part title={text("page.health.ready")} ok={ready} />
          {health.map(({ part, ok, detail }) => (
            <Part key={part} title={partText(part)} ok={ok} detail={detail} />
          ))}
        </ul>
      </section>
      <section class="card">
        <h2>{text("page.health.controller")}</h2>
        <dl class="facts">
          <Fact name="version">{system.version}</Fact>
          <Fact name="site">{system.site}</Fact>
          <Fact name="time">{timeText(system.time, system.timeZone)}</Fact>
          <Fact name="timeZone">{system.timeZone}</Fact>
          <Fact name="started">{timeText(system.startedAt, system.timeZone)}</Fact>
          <Fact name="uptime">{uptimeText(system.uptimeSeconds)}</Fact>
          <Fact name="runtime">{system.runtime}</Fact>
        </dl>
      </section>
      <section class="card">
        <h2>{text("page.health.resources")}</h2>
        <dl class="facts">
          <Fact name="memory">{bytesText(system.memoryBytes)}</Fact>
          <Fact name="disk">
            {text("page.health.diskFree", { free: bytesText(disk.freeBytes), total: bytesText(disk.totalBytes) })}
          </Fact>
        </dl>
        <meter
          aria-label={text("page.health.diskUsed")}
          min={0}
          max={Math.max(disk.totalBytes, 1)}
          high={disk.totalBytes * 0.9}
          optimum={0}
          value={used}
        />
        <h3>{text("page.health.databases")}</h3>
        <dl class="facts">
          {databases.map(({ name, bytes }) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{bytesText(bytes)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section class="card">
        <h2>{text("page.health.counts")}</h2>
        <dl class="facts">
          {Object.entries(counts).map(([name, count]) => (
            <div key={name}>
              <dt>{textIfAny(`page.health.count.${name}`) ?? name}</dt>
              <dd>{new Intl.NumberFormat(language.value).format(count)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

/** `connection:LAN01` is one of several parts of a sort. */
function partText(part: string): string {
  const [sort, name] = part.split(":");
  const title = textIfAny(`page.health.part.${sort}`);
  return title === undefined ? part : [title, name].join(" ").trim();
}

function Part({
  title,
  ok,
  detail,
}: {
  readonly title: string;
  readonly ok: boolean | undefined;
  readonly detail?: string | undefined;
}) {
  return (
    <li>
      <span class={ok === undefined ? "lamp" : ok ? "lamp good" : "lamp alarm"}>{title}</span>{" "}
      <span class="state">{text(ok === undefined ? "page.loading" : ok ? "page.health.ok" : "page.health.notOk")}</span>
      {detail !== undefined && <small class="hint">{detail}</small>}
    </li>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{text(`page.health.${name}`)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function timeText(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "medium", timeZone }).format(
    new Date(iso),
  );
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** The two largest units: 3 days 4 hours. */
function uptimeText(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.max(Math.floor(seconds), 0);
  for (const [unit, size] of UNITS) {
    if (rest >= size && parts.length < 2) parts.push(unitText(Math.floor(rest / size), unit));
    rest %= size;
  }
  return parts.length === 0 ? unitText(rest, "second") : parts.join(" ");
}

function unitText(count: number, unit: string): string {
  return new Intl.NumberFormat(language.value, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
