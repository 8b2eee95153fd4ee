import { useSignal } from "@preact/signals";
import { text } from "../texts/texts.ts";

/** A secret that is shown this once, to be taken along. */
export function SecretOnce({ secret }: { readonly secret: string }) {
  const copied = useSignal(false);
  return (
    <div class="secret" role="status">
      <p>{text("page.secret.once")}</p>
      <code>{secret}</code>
      {/* Browsers give the clipboard only to pages that came over TLS or from this machine. */}
      {navigator.clipboard !== undefined && (
        <button
          type="button"
          class="outline secondary small"
          onClick={() =>
            void navigator.clipboard.writeText(secret).then(
              () => {
                copied.value = true;
              },
              () => {},
            )
          }
        >
          {text(copied.value ? "page.copied" : "page.copy")}
        </button>
      )}
    </div>
  );
}
