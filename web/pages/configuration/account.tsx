import { useSignal } from "@preact/signals";
import { post, put, remove } from "../../api/client.ts";
import { ActionForm } from "../../components/action-form.tsx";
import { Answered } from "../../components/answered.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { PasswordField } from "../../components/password-field.tsx";
import { SecretOnce } from "../../components/secret-once.tsx";
import { useAsked } from "../../components/use-asked.ts";
import { useTitle } from "../../components/use-title.ts";
import { session } from "../../session/session.ts";
import { language, text } from "../../texts/texts.ts";

/** Configuration ► Mon compte: own password and own tokens, whatever the level. */
export function OwnAccount() {
  useTitle(text("menu.configuration.account"));
  const { value } = session;
  if (value.at !== "logged-in") return null;
  const { name, level } = value.account;
  return (
    <>
      <h1>{text("menu.configuration.account")}</h1>
      <p>
        <strong>{name}</strong> · {text(`page.level.${level}`)} – {text(`page.users.may.${level}`)}
      </p>
      <div class="columns">
        <OwnPassword name={name} />
        <OwnTokens />
      </div>
    </>
  );
}

function OwnPassword({ name }: { readonly name: string }) {
  const differs = useSignal(false);
  return (
    <section class="card">
      <h2>{text("page.password")}</h2>
      <ActionForm
        action={text("page.account.changePassword")}
        done={text("page.account.passwordChanged")}
        submit={async (given) => {
          differs.value = given("next") !== given("again");
          if (differs.value) throw new Error("the two differ");
          await put("/session/password", { current: given("current"), next: given("next") });
        }}
        refusal={() => (differs.value ? text("page.account.passwordsDiffer") : undefined)}
      >
        {/* For the browser's store of passwords: whose password this is. */}
        <input type="text" name="user" autocomplete="username" value={name} readOnly hidden />
        <PasswordField title={text("page.account.current")} name="current" current required />
        <PasswordField title={text("page.users.newPassword")} name="next" required />
        <PasswordField
          title={text("page.account.again")}
          name="again"
          hint={text("page.account.again.hint")}
          required
        />
      </ActionForm>
      <p class="hint">{text("page.account.endsOthers")}</p>
    </section>
  );
}

function OwnTokens() {
  const token = useSignal<string | undefined>(undefined);
  const tokens = useAsked<{ readonly tokens: readonly { readonly issued: string }[] }>("/session/tokens");
  const revoking = useSignal(false);
  return (
    <section class="card">
      <h2>{text("page.tokens")}</h2>
      <p class="hint">{text("page.tokens.hint")}</p>
      <Answered answer={tokens.answer.value}>
        {({ tokens: issued }) => (
          <ul class="plain tokens">
            {issued.length === 0 && <li class="hint">{text("page.tokens.none")}</li>}
            {issued.map((each, index) => (
              <li key={index}>{text("page.tokens.issued", { time: timeText(each.issued) })}</li>
            ))}
          </ul>
        )}
      </Answered>
      <ActionForm
        action={text("page.tokens.issue")}
        submit={async () => {
          token.value = (await post<{ readonly token: string }>("/session/tokens")).token;
          await tokens.ask();
        }}
      >
        {token.value !== undefined && <SecretOnce secret={token.value} />}
      </ActionForm>
      <div class="actions">
        <button
          type="button"
          class="outline secondary"
          onClick={() => {
            revoking.value = true;
          }}
        >
          {text("page.tokens.revoke")}
        </button>
      </div>
      {revoking.value && (
        <ConfirmDialog
          title={text("page.tokens.revokeOwn.title")}
          action={text("page.tokens.revoke")}
          confirm={async () => {
            await remove("/session/tokens");
            token.value = undefined;
            await tokens.ask();
          }}
          close={() => {
            revoking.value = false;
          }}
        >
          <p>{text("page.tokens.revoke.text")}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function timeText(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}
