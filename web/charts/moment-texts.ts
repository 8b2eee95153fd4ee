import { language } from "../texts/texts.ts";

/** Times on the axis, as precise as their distance asks for; the date where a day begins. */
export function momentTexts(moments: readonly number[], stepMs: number): string[] {
  const day = new Intl.DateTimeFormat(language.value, { day: "2-digit", month: "2-digit" });
  const time = new Intl.DateTimeFormat(language.value, {
    hour: "2-digit",
    minute: "2-digit",
    ...(stepMs < 60_000 ? { second: "2-digit" } : {}),
  });
  if (stepMs >= 27 * 86_400_000) {
    const month = new Intl.DateTimeFormat(language.value, { month: "short", year: "numeric" });
    return moments.map((moment) => month.format(moment));
  }
  let shown = "";
  return moments.map((moment) => {
    const date = day.format(moment);
    const isNew = date !== shown;
    shown = date;
    if (stepMs >= 86_400_000) return date;
    return isNew ? `${time.format(moment)}\n${date}` : time.format(moment);
  });
}
