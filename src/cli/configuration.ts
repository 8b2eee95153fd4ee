import { readFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import type { Client } from "./client.ts";
import { EXIT, Halt } from "./exit.ts";
import { itemsOf, NAMED_BY, SECTIONS, type Section } from "./items.ts";
import type { Terminal } from "./terminal.ts";
import type { WireItem } from "./wire.ts";

/** Members of a shown item that a file does not have. */
const SHOWN_ONLY: readonly string[] = ["passwordSet", "live"];

type WireItems = Partial<Record<Section, readonly WireItem[]>> & {
  readonly device?: Readonly<Record<string, unknown>> | null;
  readonly folders?: unknown;
  readonly ftpServer?: unknown;
};

/** Writes the device, connections, Sets, profiles and resources as YAML. No password ever leaves the controller. */
export async function exportConfiguration(client: Client, terminal: Terminal): Promise<number> {
  const device = await client.get<Readonly<Record<string, unknown>>>("/device");
  const sections: { [K in keyof WireItems]: WireItems[K] } = Object.keys(device).length > 0 ? { device } : {};
  for (const section of SECTIONS) sections[section] = (await itemsOf(client, section)).map(storable);
  terminal.print(`# ${terminal.texts("cli.export.noPasswords")}\n${stringify(sections).trimEnd()}`);
  return EXIT.ok;
}

/**
 * Puts what a file has in the running controller: the device, and each item, replaced where it exists, created where it
 * does not; nothing is removed, and a resource without a password keeps the one it has. Each is one change: those before a
 * refused one stay, those after it are still tried.
 */
export async function importConfiguration(client: Client, terminal: Terminal, file: string): Promise<number> {
  const wanted = await readSections(file);
  let refused = 0;
  /** Answers whether it is as it was wished now. */
  const attempt = async (item: string, exists: boolean, put: () => Promise<unknown>): Promise<boolean> => {
    try {
      await put();
    } catch (error) {
      if (!(error instanceof Halt) || error.exit !== EXIT.refused) throw error;
      terminal.say("cli.import.refused", { item, message: error.parameters.message ?? "" });
      refused += 1;
      return false;
    }
    terminal.say(exists ? "cli.import.replaced" : "cli.import.created", { item });
    return true;
  };
  const { device } = wanted;
  if (device) await attempt("device", true, () => client.put("/device", device));
  for (const section of SECTIONS) {
    const items = wanted[section] ?? [];
    if (items.length === 0) continue;
    const existing = new Set((await itemsOf(client, section)).map((item) => item[NAMED_BY[section]]));
    for (const item of items) {
      const name = String(item[NAMED_BY[section]]);
      const exists = existing.has(name);
      const path = `/${section}/${encodeURIComponent(name)}`;
      const put = () => (exists ? client.put(path, item) : client.post(`/${section}`, item));
      const done = await attempt(`${section} ${name}`, exists, put);
      if (done && item.autoStart === true) terminal.say("cli.detail", { text: terminal.texts("fault.autoStart") });
    }
  }
  if (wanted.folders !== undefined || wanted.ftpServer !== undefined) terminal.say("cli.import.readAtStart");
  return refused > 0 ? EXIT.wrong : EXIT.ok;
}

async function readSections(file: string): Promise<WireItems> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new Halt(EXIT.unknown, "cli.unreadable", { file }, cause);
  });
  try {
    const sections: unknown = parse(text) ?? {};
    if (typeof sections !== "object" || Array.isArray(sections)) throw new Error("not a configuration");
    return sections as WireItems;
  } catch (cause) {
    throw new Halt(EXIT.wrong, "cli.import.wrong", { file }, cause);
  }
}

/** An item as it stands in a file: without what only says how things are. */
function storable(item: WireItem): WireItem {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !SHOWN_ONLY.includes(name)));
}
