import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { post } from "../../api/client.ts";
import { Answered } from "../../components/answered.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { offerDownload } from "../../components/download.ts";
import { type Answer, useAnswer } from "../../components/use-answer.ts";
import { useTitle } from "../../components/use-title.ts";
import { addressOf, goTo } from "../../router.ts";
import { language, text } from "../../texts/texts.ts";
import type { PageProps } from "../menu-page.ts";
import { Changes } from "./changes.tsx";
import type { Preview } from "./configuration-file.ts";
import { YamlView } from "./yaml-view.tsx";

interface Version {
  readonly version: string;
  readonly time: string;
  readonly by: string;
  readonly item: string;
  readonly current: boolean;
}

const VERSIONS = ["configuration", "versions"] as const;
const listAddress = addressOf(VERSIONS);

/** Configuration ► Versions: every configuration that was saved, each to look at, to compare, to restore. */
export function Versions({ rest: [version] }: PageProps) {
  const { value: answer } = useAnswer<{ readonly versions: readonly Version[] }>("/configuration/versions");
  useTitle(text("menu.configuration.versions"));
  return (
    <Answered answer={answer}>
      {({ versions }) => {
        const shown = versions.find((each) => each.version === version);
        return shown === undefined ? <VersionList versions={versions} /> : <VersionPage version={shown} />;
      }}
    </Answered>
  );
}

function VersionList({ versions }: { readonly versions: readonly Version[] }) {
  return (
    <>
      <h1>{text("menu.configuration.versions")}</h1>
      <p class="hint">{text("page.versions.hint")}</p>
      {versions.length === 0 ? (
        <p>{text("page.versions.none")}</p>
      ) : (
        <div class="table">
          <table class="wide">
            <thead>
              <tr>
                <th scope="col">{text("page.versions.time")}</th>
                <th scope="col">{text("page.versions.item")}</th>
                <th scope="col">{text("page.versions.by")}</th>
                <th scope="col">{text("page.versions.version")}</th>
              </tr>
            </thead>
            <tbody>
              {versions.map(({ version, time, by, item, current }) => (
                <tr key={version} data-version={version}>
                  <th scope="row">
                    <a href={addressOf([...VERSIONS, version])}>{timeText(time)}</a>
                    {current && <span class="badge current">{text("page.versions.current")}</span>}
                  </th>
                  <td data-label={text("page.versions.item")}>{item}</td>
                  <td data-label={text("page.versions.by")}>{by}</td>
                  <td data-label={text("page.versions.version")}>
                    <code>{version}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

/** One version: what restoring it would change, and the file itself. */
function VersionPage({ version: { version, time, by, item, current } }: { readonly version: Version }) {
  const path = `/configuration/versions/${encodeURIComponent(version)}`;
  const { value: file } = useAnswer<{ readonly yaml: string }>(path);
  const looking = useSignal(false);
  const restoring = useSignal(false);
  return (
    <>
      <p class="back">
        <a href={listAddress}>‹ {text("menu.configuration.versions")}</a>
      </p>
      <h1>{text("page.versions.of", { time: timeText(time) })}</h1>
      <p>
        {item} · {by} {current && <span class="badge current">{text("page.versions.current")}</span>}
      </p>
      <Answered answer={file}>
        {({ yaml }) => (
          <>
            {!current && (
              <section class="card">
                <h2>{text("page.versions.compare")}</h2>
                <Comparison yaml={yaml} />
                <div class="actions">
                  <button
                    type="button"
                    onClick={() => {
                      restoring.value = true;
                    }}
                  >
                    {text("page.versions.restore")}
                  </button>
                </div>
              </section>
            )}
            <section class="card">
              <details
                onToggle={({ currentTarget: { open } }) => {
                  looking.value = open;
                }}
              >
                <summary>{text("page.file.content")}</summary>
                {looking.value && <YamlView title={text("page.file.content")} yaml={yaml} />}
              </details>
              <div class="actions">
                <button
                  type="button"
                  class="outline secondary"
                  onClick={() => offerDownload(`relais-${version}.yaml`, yaml, "application/yaml")}
                >
                  {text("page.file.download")}
                </button>
              </div>
            </section>
          </>
        )}
      </Answered>
      {restoring.value && (
        <ConfirmDialog
          title={text("page.versions.restore.title", { time: timeText(time) })}
          action={text("page.versions.restore")}
          confirm={async () => {
            await post(`${path}/restore`);
            goTo(listAddress);
          }}
          close={() => {
            restoring.value = false;
          }}
        >
          <p>{text("page.file.replace.text")}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

/** What would change if this file were taken: the preview of an import. */
function Comparison({ yaml }: { readonly yaml: string }) {
  const preview = useSignal<Answer<Preview>>({ at: "waiting" });
  useEffect(() => {
    let left = false;
    const show = (next: Answer<Preview>) => {
      if (!left) preview.value = next;
    };
    post<Preview>("/configuration/preview", { yaml }).then(
      (body) => show({ at: "here", body }),
      (error: unknown) => show({ at: "refused", error }),
    );
    return () => {
      left = true;
    };
  }, [yaml, preview]);
  return <Answered answer={preview.value}>{({ changes }) => <Changes changes={changes} />}</Answered>;
}

function timeText(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(iso));
}
