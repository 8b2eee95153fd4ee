import { useSignal } from "@preact/signals";
import { text } from "../../texts/texts.ts";

/** Puts a text on the clipboard. Browsers have one only on a secure origin or on the machine itself: elsewhere there is no button. */
export function CopyButton({ what }: { readonly what: string }) {
  const copied = useSignal(false);
  if (!("clipboard" in navigator)) return null;
  return (
    <button
      type="button"
      class="small outline copy"
      aria-label={text("page.copy.what", { what })}
      onClick={() =>
        void navigator.clipboard.writeText(what).then(() => {
          copied.value = true;
        })
      }
      onBlur={() => {
        copied.value = false;
      }}
    >
      {text(copied.value ? "page.copied" : "page.copy")}
    </button>
  );
}
