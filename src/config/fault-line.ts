import type { ConfigFault } from "./schema.ts";

/** A text of `i18n/` by its key, in one language. */
type Texts = (key: string, parameters?: Readonly<Record<string, string | number>>) => string;

/** A fault as compilers say it: `config.yaml:12: /resources/0/user: …`. */
export function faultLine(file: string, { code, line, path, parameters, severity }: ConfigFault, texts: Texts): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const subject = path === "" ? "" : `${path}: `;
  const warning = severity === "warning" ? `${texts("cli.check.warning")} ` : "";
  return `${place}: ${subject}${warning}${texts(`fault.${code}`, parameters)}`;
}
