import { ApiError } from "../api/client.ts";
import { text, textIfAny } from "../texts/texts.ts";

/** What to tell the user of a call that failed: our text for its code, else what the controller said. */
export function refusalText(error: unknown): string {
  if (!(error instanceof ApiError)) return text("page.refused.internal");
  return textIfAny(`page.refused.${error.code}`) ?? error.message;
}
