import { computed, signal } from "@preact/signals";
import { ApiError, get, onSessionLost, post, remove } from "../api/client.ts";
import { type Account, LEVELS, type Level } from "../api/wire.ts";

/** Who is logged in; nobody while the controller has not been asked yet is not the same as nobody. */
export type Session =
  | { readonly at: "asking" }
  | { readonly at: "logged-out" }
  | { readonly at: "logged-in"; readonly account: Account };

export const session = signal<Session>({ at: "asking" });

/** A guest only reads. */
export const mayCommand = computed(() => isAtLeast("operator"));
/** Installers and administrators change the configuration. */
export const mayConfigure = computed(() => isAtLeast("installer"));

/** Whether who is logged in has this level or a higher one. What is shown follows it; the controller decides. */
export function isAtLeast(level: Level): boolean {
  const { value } = session;
  return value.at === "logged-in" && LEVELS.indexOf(value.account.level) >= LEVELS.indexOf(level);
}

onSessionLost(() => {
  session.value = { at: "logged-out" };
});

/** Whether the session of an earlier visit still stands. */
export async function recallSession(): Promise<void> {
  try {
    session.value = { at: "logged-in", account: await get<Account>("/session") };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    session.value = { at: "logged-out" };
  }
}

/** Raises `ApiError`: `notLoggedIn` for a wrong name or password, `slowDown` while failures are held back. */
export async function logIn(user: string, password: string): Promise<void> {
  session.value = { at: "logged-in", account: await post<Account>("/session", { user, password }) };
}

export async function logOut(): Promise<void> {
  await remove("/session");
  session.value = { at: "logged-out" };
}
