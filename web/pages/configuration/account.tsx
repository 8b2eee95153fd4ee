import { useSignal } from "@preact/signals";
import { put } from "../../api/client.ts";
import { ActionForm } from "../../components/action-form.tsx";
import { PasswordField } from "../../components/password-field.tsx";
import { useTitle } from "../../components/use-title.ts";
import { session } from "../../session/session.ts";
import { text } from "../../texts/texts.ts";
import { Tokens } from "./tokens.tsx";

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
        <section class="card">
          <Tokens path="/session/tokens" revokeTitle={text("page.tokens.revokeOwn.title")} />
        </section>
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
