import { ApiError } from "../api/client.ts";
import { text, textIfAny } from "../texts/texts.ts";

/** Where the text of a refusal may be: of a call, of an account, of a failure of the device. */
const PLACES = ["page.refused", "account.refused", "failure"] as const;

/** What to tell the user of a call that failed: of its first fault, else for its code, else what the controller said. */
export function refusalText(error: unknown): string {
  if (!(error instanceof ApiError)) return text("page.refused.internal");
  const [first] = error.details;
  const parameters = first?.parameters as Readonly<Record<string, string | number>> | undefined;
  const texts = [
    first && textIfAny(`fault.${first.code}`, parameters),
    ...PLACES.map((place) => textIfAny(`${place}.${error.code}`)),
  ];
  return texts.find((told) => told !== undefined) ?? error.message;
}
