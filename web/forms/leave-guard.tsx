import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ConfirmDialog } from "../components/confirm-dialog.tsx";
import { goTo } from "../router.ts";
import { text } from "../texts/texts.ts";
import type { Draft } from "./draft.ts";

/** Asks before what was typed is left behind: by a link, by the browser's back, by closing the page. */
export function LeaveGuard({ draft }: { readonly draft: Draft }) {
  const wanted = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const onUnload = (event: BeforeUnloadEvent) => {
      if (draft.isChanged.peek()) event.preventDefault();
    };
    const onNavigate = (event: NavigateEvent) => {
      const { hash, origin } = new URL(event.destination.url);
      if (!draft.isChanged.peek() || !event.cancelable || !event.hashChange || origin !== location.origin) return;
      event.preventDefault();
      wanted.value = hash;
    };
    addEventListener("beforeunload", onUnload);
    window.navigation?.addEventListener("navigate", onNavigate);
    return () => {
      removeEventListener("beforeunload", onUnload);
      window.navigation?.removeEventListener("navigate", onNavigate);
    };
  }, [draft, wanted]);
  if (wanted.value === undefined) return null;
  return (
    <ConfirmDialog
      title={text("page.form.leave")}
      action={text("page.form.leave.confirm")}
      confirm={async () => {
        const address = wanted.value ?? "";
        draft.discard();
        goTo(address);
      }}
      close={() => {
        wanted.value = undefined;
      }}
    >
      <p>{text("page.form.leave.text")}</p>
    </ConfirmDialog>
  );
}
