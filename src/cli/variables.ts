import type { Client } from "./client.ts";
import { EXIT, Halt } from "./exit.ts";
import { formatTime } from "./quantities.ts";
import type { Terminal } from "./terminal.ts";
import type { WireCommit, WireSnapshot, WireValue, WireVariable } from "./wire.ts";

/** How variables are printed: a line with its meaning for people, the bare value, or JSON. */
export type VariableForm = "line" | "value" | "json";

const ROOT = "easy.RESS.";

export async function getVariables(
  client: Client,
  terminal: Terminal,
  match: string,
  form: VariableForm,
): Promise<number> {
  const snapshot = await client.get<WireSnapshot>("/vars", { match });
  if (snapshot.vars.length === 0) throw new Halt(EXIT.unknown, "cli.unknownVariable", { path: match });
  if (form === "json") terminal.print(JSON.stringify(snapshot, undefined, 2));
  else
    for (const variable of snapshot.vars)
      terminal.print(form === "value" ? String(variable.value) : line(terminal, variable));
  return EXIT.ok;
}

/** Level write. The text is read by the type of the variable, so that `12` can be a number or a text. */
export async function setVariable(client: Client, terminal: Terminal, path: string, text: string): Promise<number> {
  const variable = await client.get<WireVariable>(`/vars/${encodeURIComponent(path)}`).catch(unknownPath(path));
  const { value } = await client.put<WireVariable>(`/vars/${encodeURIComponent(path)}`, {
    value: parsed(text, variable),
  });
  terminal.print(line(terminal, { ...variable, value }));
  return EXIT.ok;
}

export async function pulseVariable(client: Client, path: string): Promise<number> {
  await client.post(`/vars/${encodeURIComponent(path)}/pulse`).catch(unknownPath(path));
  return EXIT.ok;
}

/** Every change from now on, after the values as they are, until the user stops it. */
export async function watchVariables(
  client: Client,
  terminal: Terminal,
  match: string,
  json: boolean,
): Promise<number> {
  const known = new Map<string, WireVariable>();
  const show = (variable: WireVariable) => {
    known.set(variable.path, variable);
    terminal.print(`${formatTime(terminal.language, variable.time)}  ${line(terminal, variable)}`);
  };
  for await (const { type, data } of client.stream(
    "/vars/stream",
    { match },
    { patienceMs: Number.POSITIVE_INFINITY },
  )) {
    if (json) terminal.print(data);
    else if (type === "snapshot") for (const variable of (JSON.parse(data) as WireSnapshot).vars) show(variable);
    else {
      const { time, vars } = JSON.parse(data) as WireCommit;
      for (const { path, value } of vars) {
        const variable = known.get(path);
        if (variable !== undefined) show({ ...variable, value, time });
      }
    }
  }
  return EXIT.ok;
}

function line({ texts, language }: Terminal, variable: WireVariable): string {
  const { path, value, type, code, unit } = variable;
  const short = (path.startsWith(ROOT) ? path.slice(ROOT.length) : path).padEnd(20);
  if (code !== undefined) return `${short}  ${value}  ${texts(`code.${code}.${value}`)}`;
  if (type === "time" && value !== 0) return `${short}  ${value}  ${formatTime(language, Number(value))}`;
  return `${short}  ${value}${unit === undefined ? "" : ` ${unit}`}`;
}

function parsed(text: string, { type }: WireVariable): WireValue {
  if (type === "text") return text;
  if (text === "true" || text === "false") return text === "true";
  // What is no number goes on as it is: the controller says what it expects instead.
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

function unknownPath(path: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof Halt && error.exit === EXIT.unknown)
      throw new Halt(EXIT.unknown, "cli.unknownVariable", { path }, error);
    throw error;
  };
}
