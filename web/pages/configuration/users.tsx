import { useSignal } from "@preact/signals";
import { post, put, remove } from "../../api/client.ts";
import { type Account, LEVELS } from "../../api/wire.ts";
import { ActionForm } from "../../components/action-form.tsx";
import { Answered } from "../../components/answered.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { PasswordField } from "../../components/password-field.tsx";
import { useAsked } from "../../components/use-asked.ts";
import { useTitle } from "../../components/use-title.ts";
import { addressOf, goTo, query } from "../../router.ts";
import { text } from "../../texts/texts.ts";
import type { PageProps } from "../menu-page.ts";
import { Tokens } from "./tokens.tsx";

const USERS = ["configuration", "users"] as const;
const listAddress = addressOf(USERS);
const userAddress = (name: string): string => addressOf([...USERS, name]);
const userPath = (name: string): string => `/users/${encodeURIComponent(name)}`;

/** Configuration ► Utilisateurs: who may do what. For administrators. */
export function Users({ rest: [name] }: PageProps) {
  if (name !== undefined && name !== "") return <User key={name} name={name} />;
  return query.value.has("add") ? <AddUser /> : <UserList />;
}

function UserList() {
  const users = useAsked<{ readonly users: readonly Account[] }>("/users");
  useTitle(text("menu.configuration.users"));
  return (
    <>
      <header class="page-head">
        <h1>{text("menu.configuration.users")}</h1>
        <a class="button" href={addressOf(USERS, { add: "" })}>
          {text("page.users.add")}
        </a>
      </header>
      <Answered answer={users.answer.value}>
        {({ users: all }) => (
          <div class="table">
            <table class="wide">
              <thead>
                <tr>
                  <th scope="col">{text("page.user")}</th>
                  <th scope="col">{text("page.users.level")}</th>
                  <th scope="col">{text("page.users.may")}</th>
                </tr>
              </thead>
              <tbody>
                {all.map(({ name, level }) => (
                  <tr key={name} data-user={name}>
                    <th scope="row">
                      <a href={userAddress(name)}>{name}</a>
                    </th>
                    <td data-label={text("page.users.level")}>{text(`page.level.${level}`)}</td>
                    <td data-label={text("page.users.may")}>{text(`page.users.may.${level}`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Answered>
    </>
  );
}

function AddUser() {
  useTitle(text("page.users.add"));
  return (
    <>
      <BackToList />
      <h1>{text("page.users.add")}</h1>
      <section class="card narrow">
        <ActionForm
          action={text("page.users.create")}
          cancel={listAddress}
          submit={async (given) => {
            const { name } = await post<Account>("/users", {
              name: given("name"),
              level: given("level"),
              password: given("password"),
            });
            goTo(userAddress(name));
          }}
        >
          <label>
            {text("page.user")}
            <input name="name" autocomplete="off" autocapitalize="none" spellcheck={false} maxLength={32} required />
          </label>
          <LevelField level="operator" />
          <PasswordField title={text("page.password")} name="password" required />
        </ActionForm>
      </section>
    </>
  );
}

function User({ name }: { readonly name: string }) {
  const user = useAsked<Account>(userPath(name));
  const asked = useSignal(false);
  useTitle(name);
  const close = () => {
    asked.value = false;
  };
  return (
    <>
      <BackToList />
      <h1>{name}</h1>
      <Answered answer={user.answer.value}>
        {({ level }) => (
          <div class="columns">
            <section class="card">
              <h2>{text("page.users.account")}</h2>
              <ActionForm
                action={text("page.save")}
                done={text("page.saved")}
                submit={async (given) => {
                  const password = given("password");
                  const changed = { level: given("level"), ...(password === "" ? {} : { password }) };
                  await put(userPath(name), changed);
                  await user.ask();
                }}
              >
                <LevelField level={level} />
                <PasswordField title={text("page.users.newPassword")} name="password" hint={text("page.users.keep")} />
                <p class="hint">{text("page.users.endsSessions")}</p>
              </ActionForm>
            </section>
            <section class="card">
              <Tokens
                path={`${userPath(name)}/tokens`}
                revokeTitle={text("page.tokens.revoke.title", { user: name })}
              />
              <h2>{text("page.users.delete")}</h2>
              <p class="hint">{text("page.users.delete.hint")}</p>
              <div class="actions">
                <button type="button" class="outline danger" onClick={() => (asked.value = true)}>
                  {text("page.users.delete.action")}
                </button>
              </div>
            </section>
          </div>
        )}
      </Answered>
      {asked.value && (
        <ConfirmDialog
          title={text("page.users.delete.title", { user: name })}
          action={text("page.delete")}
          confirm={async () => {
            await remove(userPath(name));
            goTo(listAddress);
          }}
          close={close}
        >
          <p>{text("page.users.delete.hint")}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function LevelField({ level }: { readonly level: string }) {
  return (
    <label>
      {text("page.users.level")}
      <select name="level" required>
        {LEVELS.map((each) => (
          <option key={each} value={each} selected={each === level}>
            {text(`page.level.${each}`)} – {text(`page.users.may.${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function BackToList() {
  return (
    <p class="back">
      <a href={listAddress}>‹ {text("menu.configuration.users")}</a>
    </p>
  );
}
