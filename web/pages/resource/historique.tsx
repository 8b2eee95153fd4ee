import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../../api/client.ts";
import type { Transfer, TransferFile, Transfers } from "../../api/transfers.ts";
import { durationText } from "../../components/duration-text.ts";
import { momentText } from "../../components/moment.tsx";
import { originText } from "../../components/origin-text.ts";
import { refusalText } from "../../components/refusal-text.ts";
import { bytesText } from "../../components/register-text.ts";
import { language, text, textIfAny } from "../../texts/texts.ts";
import type { TabProps } from "./tab.ts";
import { TransferChart } from "./transfer-chart.tsx";

const PAGE = 20;
/** Of each command at first; all of them when they are asked for. */
const FILES = 100;
const CHARTED = 1000;

/** The tab « Historique »: commands with their files and replies, and how they went over time. */
export function Historique({ resource: { id } }: TabProps) {
  const transfers = useSignal<readonly Transfer[] | undefined>(undefined);
  const isAll = useSignal(false);
  const refused = useSignal<unknown>(undefined);
  const charted = useSignal<readonly Transfer[]>([]);
  const about = `/transfers?resource=${encodeURIComponent(id)}`;

  async function read(before?: number): Promise<void> {
    try {
      const older = before === undefined ? "" : `&before=${before}`;
      const answer = await get<Transfers>(`${about}&limit=${PAGE}&files=0${older}`);
      isAll.value = answer.transfers.length < PAGE;
      transfers.value = [...(before === undefined ? [] : (transfers.peek() ?? [])), ...answer.transfers];
    } catch (error) {
      refused.value = error;
    }
  }
  function renew(): void {
    void read();
    // The chart is a view of the same: without it the table says all.
    void charts(about).then(
      (all) => {
        charted.value = all;
      },
      () => {},
    );
  }
  useEffect(renew, [about]);

  if (refused.value !== undefined) return <p role="alert">{refusalText(refused.value)}</p>;
  if (transfers.value === undefined) return <p aria-busy="true">{text("page.loading")}</p>;
  if (transfers.value.length === 0) return <p>{text("page.history.none")}</p>;
  const last = transfers.value.at(-1)?.id;
  return (
    <>
      <TransferChart transfers={charted.value} />
      <header class="page-head">
        <h2>{text("page.history.commands")}</h2>
        <button type="button" class="small outline" onClick={renew}>
          {text("page.timing.refresh")}
        </button>
      </header>
      <div class="transfers">
        {transfers.value.map((transfer) => (
          <TransferLine key={transfer.id} transfer={transfer} />
        ))}
      </div>
      {!isAll.value && (
        <button type="button" class="secondary outline more" onClick={() => void read(last)}>
          {text("page.history.older")}
        </button>
      )}
    </>
  );
}

/** As many commands as a chart shows well, oldest first. */
async function charts(about: string): Promise<readonly Transfer[]> {
  const all: Transfer[] = [];
  for (let before: number | undefined; all.length < CHARTED; before = all.at(-1)?.id) {
    const older = before === undefined ? "" : `&before=${before}`;
    const { transfers } = await get<Transfers>(`${about}&limit=200&files=0${older}`);
    all.push(...transfers);
    if (transfers.length < 200) break;
  }
  return all.reverse();
}

/** One command: how it went, and its files once it is opened. */
function TransferLine({ transfer }: { readonly transfer: Transfer }) {
  const { id, verb, cause, acceptedAt, result } = transfer;
  const isOpen = useSignal(false);
  const isWrong = result !== undefined && result.error !== 0 && result.error !== 3;
  return (
    <details
      class="transfer"
      data-transfer={id}
      onToggle={({ currentTarget: { open } }) => {
        isOpen.value = open;
      }}
    >
      <summary>
        <span class="time">{momentText(acceptedAt)}</span>
        <span class="verb">{textIfAny(`verb.${verb}`) ?? verb}</span>
        <span class={isWrong ? "lamp alarm" : result === undefined ? "lamp active" : "lamp"}>
          {result === undefined
            ? text("page.history.running")
            : `${result.error} ${text(`code.error.${result.error}`)}`}
        </span>
        {result !== undefined && (
          <span class="figures">
            {text("page.history.figures", {
              done: new Intl.NumberFormat(language.value).format(result.filesDone),
              total: new Intl.NumberFormat(language.value).format(result.filesTotal),
              bytes: bytesText(result.bytesDone),
              duration: durationText(result.durationMs),
            })}
          </span>
        )}
      </summary>
      <div class="inside">
        <p>
          <small>
            {text("page.history.cause")} {originText(cause)}
          </small>
        </p>
        {result?.failure !== undefined && (
          <p class="remedy">
            {textIfAny(`failure.${result.failure}`) ?? result.failure}{" "}
            {result.subject !== undefined && <code>{result.subject}</code>}
          </p>
        )}
        {result?.reply !== undefined && (
          <p>
            {text("page.why.reply")} <code>{result.reply}</code>
          </p>
        )}
        {isOpen.value && <Files transfer={transfer} />}
      </div>
    </details>
  );
}

function Files({ transfer: { id, resource, result } }: { readonly transfer: Transfer }) {
  const files = useSignal<readonly TransferFile[] | undefined>(undefined);
  const refused = useSignal<unknown>(undefined);
  const wanted = useSignal(FILES);
  useEffect(() => {
    const path = `/transfers?resource=${encodeURIComponent(resource)}&limit=1&before=${id + 1}&files=${wanted.value}`;
    get<Transfers>(path).then(
      ({ transfers }) => {
        files.value = transfers[0]?.files ?? [];
      },
      (error: unknown) => {
        refused.value = error;
      },
    );
  }, [id, resource, wanted.value]);
  if (refused.value !== undefined) return <p role="alert">{refusalText(refused.value)}</p>;
  if (files.value === undefined) return <p aria-busy="true">{text("page.loading")}</p>;
  if (files.value.length === 0) return <p>{text("page.history.noFiles")}</p>;
  const left = (result?.filesTotal ?? 0) - files.value.length;
  return (
    <>
      <div class="table">
        <table class="sent-files wide">
          <thead>
            <tr>
              <th scope="col">{text("page.file")}</th>
              <th scope="col">{text("page.file.state")}</th>
              <th scope="col">{text("page.file.size")}</th>
              <th scope="col">{text("page.file.duration")}</th>
              <th scope="col">{text("page.file.reply")}</th>
            </tr>
          </thead>
          <tbody>
            {files.value.map(({ index, path, state, size, durationMs, failure, reply }) => (
              <tr key={index}>
                <th scope="row">{path}</th>
                <td data-label={text("page.file.state")}>
                  <span class={state === "failed" ? "lamp alarm" : "lamp"}>{text(`page.file.state.${state}`)}</span>
                </td>
                <td data-label={text("page.file.size")}>{bytesText(size)}</td>
                <td data-label={text("page.file.duration")}>{durationText(durationMs)}</td>
                <td data-label={text("page.file.reply")}>
                  {failure !== undefined && <span>{textIfAny(`failure.${failure}`) ?? failure} </span>}
                  {reply !== undefined && <code>{reply}</code>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && wanted.value < 1000 && (
        <button
          type="button"
          class="small outline"
          onClick={() => {
            wanted.value = 1000;
          }}
        >
          {text("page.more", { count: left })}
        </button>
      )}
    </>
  );
}
