import { type Signal, useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { get, post, put } from "../../api/client.ts";
import { ActionForm } from "../../components/action-form.tsx";
import { Answered } from "../../components/answered.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { offerDownload } from "../../components/download.ts";
import { refusalText } from "../../components/refusal-text.ts";
import { useAnswer } from "../../components/use-answer.ts";
import { useTitle } from "../../components/use-title.ts";
import { text, textIfAny } from "../../texts/texts.ts";
import { Changes } from "./changes.tsx";
import type { FileFault, Preview, WholeConfiguration } from "./configuration-file.ts";
import { YamlView } from "./yaml-view.tsx";

const PATH = "/configuration";

/** Configuration ► Fichier: the configuration as one file, to take along, and to replace after a look at what changes. */
export function ConfigurationFile() {
  useTitle(text("menu.configuration.file"));
  return (
    <>
      <h1>{text("menu.configuration.file")}</h1>
      <Export />
      <Import />
    </>
  );
}

/** The file may be of megabytes: it is asked for when it is wanted. */
function Export() {
  const looking = useSignal(false);
  return (
    <section class="card">
      <h2>{text("page.file.export")}</h2>
      <p class="hint">{text("page.file.export.hint")}</p>
      <ActionForm
        action={text("page.file.download")}
        submit={async () => {
          const { version, yaml } = await get<WholeConfiguration>(PATH);
          offerDownload(`relais-${version}.yaml`, yaml, "application/yaml");
        }}
      />
      <details
        onToggle={({ currentTarget: { open } }) => {
          looking.value = open;
        }}
      >
        <summary>{text("page.file.look")}</summary>
        {looking.value && <Present />}
      </details>
    </section>
  );
}

function Present() {
  const { value: answer } = useAnswer<WholeConfiguration>(PATH);
  return <Answered answer={answer}>{({ yaml }) => <YamlView title={text("page.file.look")} yaml={yaml} />}</Answered>;
}

interface Looked {
  /** What the preview is of: a file that was changed since is looked at anew before it is taken. */
  readonly yaml: string;
  /** What it was compared with: a configuration that was changed since is not replaced. */
  readonly version: string;
  readonly preview: Preview;
}

function Import() {
  const given = useSignal("");
  const looked = useSignal<Looked | undefined>(undefined);
  const refused = useSignal<unknown>(undefined);
  const busy = useSignal(false);
  const confirming = useSignal(false);
  const done = useSignal(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const areaId = useId();

  function take(yaml: string): void {
    given.value = yaml;
    looked.value = undefined;
    refused.value = undefined;
    done.value = false;
  }

  async function look(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const yaml = given.value;
    busy.value = true;
    refused.value = undefined;
    try {
      const { version } = await get<WholeConfiguration>(PATH);
      looked.value = { yaml, version, preview: await post<Preview>(`${PATH}/preview`, { yaml }) };
    } catch (error) {
      refused.value = error;
    } finally {
      busy.value = false;
    }
  }

  return (
    <section class="card">
      <h2>{text("page.file.import")}</h2>
      <p class="hint">{text("page.file.import.hint")}</p>
      <form onSubmit={(event) => void look(event)}>
        <FilePicker take={take} />
        <label for={areaId}>{text("page.file.content")}</label>
        <textarea
          id={areaId}
          ref={area}
          class="yaml"
          rows={12}
          spellcheck={false}
          wrap="off"
          required
          value={given.value}
          onInput={({ currentTarget: { value } }) => take(value)}
        />
        <p role="alert" class="refusal">
          {refused.value !== undefined && refusalText(refused.value)}
        </p>
        <div class="actions">
          <button type="submit" class="secondary" aria-busy={busy.value} disabled={busy.value || given.value === ""}>
            {text("page.file.preview")}
          </button>
          <span role="status" class="good">
            {done.value && text("page.file.replaced")}
          </span>
        </div>
      </form>
      {looked.value !== undefined && (
        <PreviewOf
          preview={looked.value.preview}
          goToLine={(line) => selectLine(area.current, line)}
          replace={() => {
            confirming.value = true;
          }}
        />
      )}
      {confirming.value && (
        <ConfirmDialog
          title={text("page.file.replace.title")}
          action={text("page.file.replace")}
          confirm={async () => {
            await put(PATH, { yaml: looked.value?.yaml, version: looked.value?.version });
            take("");
            done.value = true;
          }}
          close={() => {
            confirming.value = false;
          }}
        >
          <p>{text("page.file.replace.text")}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

/** Files that are larger are no configuration of ours. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

function FilePicker({ take }: { readonly take: (yaml: string) => void }) {
  const tooLarge = useSignal(false);
  return (
    <label>
      {text("page.file.choose")}
      <input
        type="file"
        accept=".yaml,.yml,application/yaml"
        onChange={({ currentTarget: { files } }) => void read(files?.[0], take, tooLarge)}
      />
      {tooLarge.value && (
        <span role="alert" class="refusal">
          {text("page.file.tooLarge")}
        </span>
      )}
    </label>
  );
}

async function read(file: File | undefined, take: (yaml: string) => void, tooLarge: Signal<boolean>): Promise<void> {
  if (file === undefined) return;
  tooLarge.value = file.size > MAX_FILE_BYTES;
  if (!tooLarge.value) take(await file.text());
}

function PreviewOf({
  preview: { faults, changes },
  goToLine,
  replace,
}: {
  readonly preview: Preview;
  readonly goToLine: (line: number) => void;
  readonly replace: () => void;
}) {
  const isUsable = faults.every(({ severity }) => severity !== "error");
  return (
    <div class="preview">
      {faults.length > 0 && (
        <section aria-labelledby="file-faults">
          <h3 id="file-faults">{text(isUsable ? "page.file.warnings" : "page.file.faults")}</h3>
          <ul class="plain faults">
            {faults.map((fault) => (
              <li key={`${fault.line} ${fault.path} ${fault.code}`} class={fault.severity}>
                <LineLink line={fault.line} goToLine={goToLine} /> <code>{fault.path}</code> {faultText(fault)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {isUsable ? (
        <section aria-labelledby="file-changes">
          <h3 id="file-changes">{text("page.changes")}</h3>
          <Changes changes={changes} />
          {changes.length > 0 && (
            <div class="actions">
              <button type="button" onClick={replace}>
                {text("page.file.replace")}
              </button>
            </div>
          )}
        </section>
      ) : (
        <p role="alert">{text("page.file.unusable")}</p>
      )}
    </div>
  );
}

function LineLink({
  line,
  goToLine,
}: {
  readonly line: number | undefined;
  readonly goToLine: (line: number) => void;
}) {
  if (line === undefined) return null;
  return (
    <button type="button" class="link" onClick={() => goToLine(line)}>
      {text("page.file.line", { line })}
    </button>
  );
}

function faultText({ code, message, parameters }: FileFault): string {
  return textIfAny(`fault.${code}`, parameters) ?? message;
}

/** Shows a line of the text by selecting it. */
function selectLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((length, each) => length + each.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 4);
}
