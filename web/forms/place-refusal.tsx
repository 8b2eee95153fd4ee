import { ApiError } from "../api/client.ts";
import { refusalText } from "../components/refusal-text.ts";
import { text, textIfAny } from "../texts/texts.ts";

/** Why a folder cannot be shown: of a server, its reply and what to do. */
export function PlaceRefusal({ error }: { readonly error: unknown }) {
  const { failure, reply } = error instanceof ApiError ? (error.details[0] ?? {}) : ({} as Record<string, unknown>);
  if (typeof failure !== "string") {
    return (
      <p role="alert" class="refusal">
        {refusalText(error)}
      </p>
    );
  }
  return (
    <div role="alert" class="refusal">
      <p>{textIfAny(`failure.${failure}`) ?? refusalText(error)}</p>
      {typeof reply === "string" && (
        <p>
          {text("page.why.reply")} <code>{reply}</code>
        </p>
      )}
      <p>{textIfAny(`failure.${failure}.remedy`)}</p>
    </div>
  );
}
