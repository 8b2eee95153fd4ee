import { useSignal } from "@preact/signals";
import { refusalText } from "../components/refusal-text.ts";
import { logIn } from "../session/session.ts";
import { text } from "../texts/texts.ts";

interface Fields {
  readonly user: HTMLInputElement;
  readonly password: HTMLInputElement;
}

export function LogIn() {
  const refused = useSignal<unknown>(undefined);
  const busy = useSignal(false);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { user, password } = (event.currentTarget as HTMLFormElement).elements as unknown as Fields;
    busy.value = true;
    refused.value = undefined;
    try {
      await logIn(user.value, password.value);
    } catch (error) {
      refused.value = error;
    } finally {
      busy.value = false;
    }
  }

  return (
    <article class="log-in">
      <h1>{text("page.logIn")}</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {text("page.user")}
          <input name="user" autocomplete="username" autocapitalize="none" spellcheck={false} required />
        </label>
        <label>
          {text("page.password")}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <p role="alert" class="refusal">
          {refused.value !== undefined && refusalText(refused.value)}
        </p>
        <button type="submit" aria-busy={busy.value} disabled={busy.value}>
          {text("page.logIn.submit")}
        </button>
      </form>
    </article>
  );
}
