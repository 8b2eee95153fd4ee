import { useSignal } from "@preact/signals";
import { post, remove } from "../../api/client.ts";
import { ActionForm } from "../../components/action-form.tsx";
import { Answered } from "../../components/answered.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { SecretOnce } from "../../components/secret-once.tsx";
import { useAsked } from "../../components/use-asked.ts";
import { language, text } from "../../texts/texts.ts";

interface Issued {
  readonly id: string;
  readonly issued: string;
}

/** The bearer tokens of an account: made, and ended, one or all. A new one is shown once. */
export function Tokens({
  path,
  revokeTitle,
}: {
  readonly path: string;
  /** Asks whether all of them are to be ended. */
  readonly revokeTitle: string;
}) {
  const made = useSignal<{ readonly id: string; readonly token: string } | undefined>(undefined);
  const tokens = useAsked<{ readonly tokens: readonly Issued[] }>(path);
  /** What is to be ended: one, or all of them. */
  const ending = useSignal<Issued | "all" | undefined>(undefined);
  const asked = ending.value;
  return (
    <>
      <h2>{text("page.tokens")}</h2>
      <p class="hint">{text("page.tokens.hint")}</p>
      <Answered answer={tokens.answer.value}>
        {({ tokens: issued }) => (
          <ul class="plain tokens">
            {issued.length === 0 && <li class="hint">{text("page.tokens.none")}</li>}
            {issued.map((each) => (
              <li key={each.id} data-token={each.id}>
                <span>
                  {text("page.tokens.issued", { time: timeText(each.issued) })} <code>{each.id}</code>
                </span>
                <button
                  type="button"
                  class="outline danger small"
                  aria-label={text("page.tokens.revokeOne.label", { id: each.id })}
                  onClick={() => {
                    ending.value = each;
                  }}
                >
                  {text("page.tokens.revokeOne")}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Answered>
      <ActionForm
        action={text("page.tokens.issue")}
        submit={async () => {
          made.value = await post<{ readonly id: string; readonly token: string }>(path);
          await tokens.ask();
        }}
      >
        {made.value !== undefined && <SecretOnce secret={made.value.token} />}
      </ActionForm>
      <div class="actions">
        <button
          type="button"
          class="outline secondary"
          onClick={() => {
            ending.value = "all";
          }}
        >
          {text("page.tokens.revoke")}
        </button>
      </div>
      {asked !== undefined && (
        <ConfirmDialog
          title={asked === "all" ? revokeTitle : text("page.tokens.revokeOne.title", { id: asked.id })}
          action={asked === "all" ? text("page.tokens.revoke") : text("page.tokens.revokeOne")}
          confirm={async () => {
            await remove(asked === "all" ? path : `${path}/${asked.id}`);
            if (asked === "all" || asked.id === made.value?.id) made.value = undefined;
            await tokens.ask();
          }}
          close={() => {
            ending.value = undefined;
          }}
        >
          <p>{text(asked === "all" ? "page.tokens.revoke.text" : "page.tokens.revokeOne.text")}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function timeText(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}
