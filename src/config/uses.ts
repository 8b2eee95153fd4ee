import { builtInProfiles } from "../resources/kinds.ts";
import { fault } from "./faults.ts";
import type { Config, ConfigFault, Section } from "./schema.ts";

/** A fault `inUse` for everything that refers to an item, and so keeps it from being removed. */
export function usesOf(config: Config, section: Section, id: string): ConfigFault[] {
  switch (section) {
    case "connections":
      return usedBy(config, "connection", (name) => name === id);
    case "sets":
      return usedBy(config, "set", (name) => name === id);
    case "folders":
      return [...usedBy(config, "folder", (path) => isWithin(path, id)), ...elementsWithin(config, id)];
    case "profiles":
      return usedBy(config, "profile", (name) => name === id && !isBuiltIn(name));
    case "resources":
      return [];
  }
}

/** Its resources go on with the one that is built in. */
function isBuiltIn(profile: string): boolean {
  return builtInProfiles().some(({ name }) => name === profile);
}

function usedBy(config: Config, member: string, refers: (value: string) => boolean): ConfigFault[] {
  return config.resources.flatMap((resource, index) => {
    const value: unknown = (resource as Readonly<Record<string, unknown>>)[member];
    const inUse = typeof value === "string" && refers(value);
    return inUse ? [fault("inUse", `/resources/${index}/${member}`, { by: resource.id })] : [];
  });
}

function elementsWithin(config: Config, folder: string): ConfigFault[] {
  return config.sets.flatMap((set, index) =>
    set.elements.flatMap((element, position) =>
      isWithin(element, folder) ? [fault("inUse", `/sets/${index}/elements/${position}`, { by: set.label })] : [],
    ),
  );
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
