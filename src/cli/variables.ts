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
  await client.put(`/vars/${encodeURIComponent(path)}`, { value: parsed(text, variable) });
  terminal.print(line(terminal, await client.get<WireVariable>(`/vars/${encodeURIComponent(path)}`)));
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
  const stream = client.stream("/vars/stream", { match }, { patienceMs: Number.POSITIVE_INFINITY });
  for await (const { type, data } of stream) {
    if (type !== "snapshot" && type !== "commit") continue;
    if (json) {
      terminal.print(data);
      continue;
    }
    const told = JSON.parse(data) as WireSnapshot | WireCommit;
    for (const { path, value, ...more } of told.vars) {
      const described = "type" in more ? ({ path, value, ...more } as WireVariable) : known.get(path);
      if (described === undefined) continue;
      known.set(path, { ...described, value });
      const time = "time" in told ? told.time : described.time;
      terminal.print(`${formatTime(terminal.language, time)}  ${line(terminal, { ...described, value })}`);
    }
  }
  return EXIT.ok;
}

function line({ texts, language }: Terminal, { path, value, type }: WireVariable): string {
  const short = path.startsWith(ROOT) ? path.slice(ROOT.length) : path;
  return `${short.padEnd(20)}  ${meaning()}`;

  function meaning(): string {
    if (type.kind === "code") return `${value}  ${texts(`code.${type.name}.${value}`)}`;
    if (type.kind === "time") return value === 0 ? "0" : `${value}  ${formatTime(language, Number(value))}`;
    return type.unit === undefined ? String(value) : `${value} ${type.unit}`;
  }
}

function parsed(text: string, { type }: WireVariable): WireValue {
  if (type.kind === "text") return text;
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
