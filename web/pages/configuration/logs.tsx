import { useSignal } from "@preact/signals";
import { Answered } from "../../components/answered.tsx";
import { useAsked } from "../../components/use-asked.ts";
import { useTitle } from "../../components/use-title.ts";
import { addressOf, query, replaceAddress } from "../../router.ts";
import { language, text } from "../../texts/texts.ts";

interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly detail?: string;
}

/** From what may be passed over to what must not. */
const LEVELS = ["info", "warn", "error"] as const;
const LIMIT = 200;

const LAMPS: Readonly<Record<string, string>> = { warn: "lamp active", error: "lamp alarm", fatal: "lamp alarm" };

/** Configuration ► Journaux système: what the process said last. For administrators. */
export function Logs() {
  const asked = query.value.get("level") ?? "";
  const level = LEVELS.find((each) => each === asked);
  useTitle(text("menu.configuration.logs"));
  return (
    <>
      <h1>{text("menu.configuration.logs")}</h1>
      <p class="hint">{text("page.logs.hint")}</p>
      <LogTable key={level} level={level} />
    </>
  );
}

function LogTable({ level }: { readonly level: string | undefined }) {
  const search = new URLSearchParams({ limit: String(LIMIT), ...(level === undefined ? {} : { level }) });
  const logs = useAsked<{ readonly lines: readonly LogLine[] }>(`/logs?${search}`);
  const busy = useSignal(false);
  return (
    <>
      <div class="toolbar">
        <label>
          {text("page.logs.level")}
          <select
            value={level ?? ""}
            onChange={({ currentTarget: { value } }) =>
              replaceAddress(addressOf(["configuration", "logs"], value === "" ? {} : { level: value }))
            }
          >
            <option value="">{text("page.logs.all")}</option>
            {LEVELS.map((each) => (
              <option key={each} value={each}>
                {text(`page.logs.from.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="outline secondary"
          aria-busy={busy.value}
          onClick={() => {
            busy.value = true;
            void logs.ask().finally(() => {
              busy.value = false;
            });
          }}
        >
          {text("page.logs.refresh")}
        </button>
      </div>
      <Answered answer={logs.answer.value}>
        {({ lines }) =>
          lines.length === 0 ? (
            <p>{text("page.logs.none")}</p>
          ) : (
            <div class="table">
              <table class="wide logs">
                <thead>
                  <tr>
                    <th scope="col">{text("page.logs.time")}</th>
                    <th scope="col">{text("page.logs.level")}</th>
                    <th scope="col">{text("page.logs.message")}</th>
                  </tr>
                </thead>
                <tbody>
                  {lines.map((line, index) => (
                    <Line key={index} line={line} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Answered>
    </>
  );
}

function Line({ line: { time, level, message, detail } }: { readonly line: LogLine }) {
  return (
    <tr data-level={level}>
      <td class="time">{timeText(time)}</td>
      <td data-label={text("page.logs.level")}>
        <span class={LAMPS[level] ?? "lamp"}>{text(`page.logs.level.${level}`)}</span>
      </td>
      <td data-label={text("page.logs.message")}>
        {message}
        {detail !== undefined && <pre class="detail">{detail}</pre>}
      </td>
    </tr>
  );
}

function timeText(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "short", timeStyle: "medium" }).format(new Date(iso));
}
