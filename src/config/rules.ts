import { parseAddress } from "../connection/address.ts";
import { parseDevicePath, parseStorePath } from "../files/names.ts";
import { csvFaults, zoneFaults } from "./csv-rules.ts";
import { below, type FaultCode, fault } from "./faults.ts";
import { inputFaults } from "./input-rules.ts";
import { pointFaults } from "./point-rules.ts";
import type { ConfigFault } from "./schema.ts";
import { type Environment, variableOf } from "./secrets.ts";
import { profileRuleFaults, tillFaults } from "./till-rules.ts";

/** Paths of the device tree that the controller fills itself. */
export const OWN_FOLDERS: readonly string[] = ["easy.JRNL", "Net.FlashDisk", "System.Session", "param"];
/** The traces and balances of points stand below this one. */
const RESOURCES = "easy.RESS";

/** An item of a section and its JSON pointer. Its members may be of any type: rules run on faulty forms too. */
interface Item {
  readonly path: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/**
 * What a schema cannot say, after what it said: no two of a name, references, addresses, paths, what drives inputs, variables
 * of the environment. With `only`, the pointer of an item, the others were right by themselves before: only what has to do
 * with further items is looked at again.
 */
export function ruleFaults(
  data: unknown,
  formFaults: readonly ConfigFault[],
  environment: Environment,
  only?: string,
): ConfigFault[] {
  const connections = itemsOf(data, "connections");
  const resources = itemsOf(data, "resources");
  const sets = itemsOf(data, "sets");
  const folders = itemsOf(data, "folders");
  const profiles = itemsOf(data, "profiles");
  const alone = (items: readonly Item[]) => (only === undefined ? items : items.filter(({ path }) => path === only));
  const theirs = {
    connections: alone(connections),
    resources: alone(resources),
    sets: alone(sets),
    folders: alone(folders),
    profiles: alone(profiles),
  };
  return [
    ...zoneFaults("/device", (data as { readonly device?: unknown }).device),
    ...duplicates(connections, "id"),
    ...duplicates(resources, "id"),
    ...duplicates(sets, "label"),
    ...duplicates(folders, "path"),
    ...duplicates(profiles, "name"),
    ...references(resources, "connection", connections, "id", "connectionMissing"),
    ...references(resources, "set", sets, "label", "setMissing"),
    ...malformed(theirs.connections, "address", isAddress, "addressForm"),
    ...malformed(theirs.resources, "folder", isDevicePath, "devicePathForm"),
    ...malformed(theirs.resources, "archiveFolder", isStorePath, "storePathForm"),
    ...malformed(theirs.folders, "path", (path) => isDevicePath(path) && !path.includes("/"), "devicePathForm"),
    ...malformed(theirs.folders, "path", (path) => !isOwnFolder(path), "folderReserved"),
    ...theirs.connections.flatMap(reversedPorts),
    ...theirs.resources.flatMap(({ path, members }) => [...pointFaults(path, members), ...csvFaults(path, members)]),
    ...inputFaults(resources, formFaults, only),
    ...theirs.resources.flatMap(({ path, members }) => tillFaults(path, members, profiles)),
    ...theirs.profiles.flatMap(({ path, members }) => profileRuleFaults(path, members)),
    ...theirs.sets.flatMap(elementFaults),
    ...theirs.folders.filter(hasWrongTarget).map((folder) => fault("folderTarget", folder.path)),
    ...[...theirs.resources, ...embeddedServer(data)].flatMap((item) => unsetVariable(item, environment)),
    ...(only === undefined
      ? controlCharacters(data, "")
      : Object.values(theirs)
          .flat()
          .flatMap(({ path, members }) => controlCharacters(members, path))),
  ];
}

function itemsOf(data: unknown, section: string): Item[] {
  const items: unknown = (data as Readonly<Record<string, unknown>>)[section];
  if (!Array.isArray(items)) return [];
  return items.flatMap((members: unknown, index) =>
    isMembers(members) ? [{ path: `/${section}/${index}`, members }] : [],
  );
}

function isMembers(value: unknown): value is Item["members"] {
  return typeof value === "object" && value !== null;
}

function duplicates(items: readonly Item[], member: string): ConfigFault[] {
  const seen = new Set<string>();
  return texts(items, member).flatMap(({ path, text }) => {
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [fault("duplicate", path, { value: text })];
  });
}

function references(
  items: readonly Item[],
  member: string,
  targets: readonly Item[],
  key: string,
  code: "connectionMissing" | "setMissing",
): ConfigFault[] {
  const known = new Set(texts(targets, key).map(({ text }) => text));
  return texts(items, member)
    .filter(({ text }) => !known.has(text))
    .map(({ path, text }) => fault(code, path, { name: text }));
}

function malformed(
  items: readonly Item[],
  member: string,
  isWellFormed: (text: string) => boolean,
  code: FaultCode,
): ConfigFault[] {
  return texts(items, member)
    .filter(({ text }) => text !== "" && !isWellFormed(text))
    .map(({ path }) => fault(code, path));
}

function texts(items: readonly Item[], member: string): { path: string; text: string }[] {
  return items.flatMap(({ path, members }) => {
    const text = members[member];
    return typeof text === "string" ? [{ path: below(path, member), text }] : [];
  });
}

function reversedPorts({ path, members }: Item): ConfigFault[] {
  if (!Array.isArray(members.activePorts)) return [];
  const [first, last] = members.activePorts as unknown[];
  const reversed = typeof first === "number" && typeof last === "number" && first > last;
  return reversed ? [fault("portsReversed", below(path, "activePorts"))] : [];
}

function elementFaults({ path, members }: Item): ConfigFault[] {
  if (!Array.isArray(members.elements)) return [];
  return members.elements.flatMap((element: unknown, index) =>
    typeof element !== "string" || element === "" || isDevicePath(element)
      ? []
      : [fault("devicePathForm", below(below(path, "elements"), index))],
  );
}

function isOwnFolder(path: string): boolean {
  return OWN_FOLDERS.includes(path) || path === RESOURCES || path.startsWith(`${RESOURCES}.`);
}

function hasWrongTarget({ members }: Item): boolean {
  return "directory" in members === "memory" in members;
}

function embeddedServer(data: unknown): Item[] {
  const members: unknown = (data as Readonly<Record<string, unknown>>).ftpServer;
  return isMembers(members) ? [{ path: "/ftpServer", members }] : [];
}

function unsetVariable({ path, members }: Item, environment: Environment): ConfigFault[] {
  const name = typeof members.password === "string" ? variableOf(members.password) : undefined;
  if (name === undefined || environment[name] !== undefined) return [];
  return [fault("variableUnset", below(path, "password"), { name })];
}

/** A line break could become a command on the control connection. Only certificates (PEM) have lines. */
function controlCharacters(value: unknown, path: string): ConfigFault[] {
  if (path.endsWith("/certificateAuthority")) return [];
  if (!hasControlCharacters(value)) return [];
  if (typeof value !== "object" || value === null) return [fault("controlCharacter", path)];
  return Object.entries(value).flatMap(([key, child]) => controlCharacters(child, below(path, key)));
}

/** Without the paths, which cost more than the look. */
function hasControlCharacters(value: unknown): boolean {
  if (typeof value === "string") return /[\0\r\n]/.test(value) || !value.isWellFormed();
  if (typeof value !== "object" || value === null) return false;
  for (const key in value) if (hasControlCharacters((value as Item["members"])[key])) return true;
  return false;
}

const isAddress = (address: string) => isAccepted(() => parseAddress(address, 21));
const isDevicePath = (path: string) => isAccepted(() => parseDevicePath(path));
const isStorePath = (path: string) => isAccepted(() => parseStorePath(path));

function isAccepted(parse: () => void): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
