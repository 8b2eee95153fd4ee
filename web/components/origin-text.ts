import { textIfAny } from "../texts/texts.ts";

/** Who asked for a command or caused an event, in words. A resource or connection is called by its number. */
export function originText(origin: string): string {
  const [way = "", who] = origin.split(/:(.*)/);
  if (who === undefined) return textIfAny(`origin.${way}`) ?? origin;
  return textIfAny(`origin.${way}.of`, { who }) ?? origin;
}
