import { ApiError } from "../api/client.ts";
import { text, textIfAny } from "../texts/texts.ts";

/** Where the text of a refusal may be: of a call, of an account, of a failure of the device. */
const PLACES = ["page.refused", "account.refused", "failure"] as const;

/** What to tell the user of a call that failed: our text for its code, else for its first fault, else what the controller said. */
export function refusalText(error: unknown): string {
  if (!(error instanceof ApiError)) return text("page.refused.internal");
  const [first] = error.details;
  const ofFault = () =>
    first &&
    textIfAny(`fault.${first.code}`, first.parameters as Readonly<Record<string, string | number>> | undefined);
  for (const place of PLACES) {
    const told = textIfAny(`${place}.${error.code}`);
    if (told !== undefined) return told;
  }
  return ofFault() ?? error.message;
}
