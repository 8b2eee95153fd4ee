import { LanguageChoice } from "../components/language-choice.tsx";
import { addressOf, route } from "../router.ts";
import { logOut, session } from "../session/session.ts";
import { text } from "../texts/texts.ts";
import { LogIn } from "./log-in.tsx";
import { ResourcePage } from "./resource.tsx";
import { Resources } from "./resources.tsx";

/** The frame of every page: the bar on top, and below it what the address asks for. */
export function Page() {
  return (
    <>
      <header class="bar">
        <a class="brand" href={addressOf({ at: "resources" })}>
          Relais
        </a>
        <div class="who">
          <LanguageChoice />
          <Who />
        </div>
      </header>
      <main class="container">
        <Content />
      </main>
    </>
  );
}

function Who() {
  const { value } = session;
  if (value.at !== "logged-in") return null;
  return (
    <>
      <span class="account">
        {value.account.name} <small>{text(`page.level.${value.account.level}`)}</small>
      </span>
      <button type="button" class="outline" onClick={() => void logOut()}>
        {text("page.logOut")}
      </button>
    </>
  );
}

function Content() {
  if (session.value.at === "asking") return <p aria-busy="true">{text("page.loading")}</p>;
  if (session.value.at === "logged-out") return <LogIn />;
  const { value } = route;
  return value.at === "resources" ? <Resources /> : <ResourcePage key={value.id} id={value.id} tab={value.tab} />;
}
