import { describe, expect, test } from "vitest";
import { GROUPS, groupsOf, WIDGETS } from "../../src/config/form.ts";
import { SetSchema } from "../../src/config/schema.ts";
import { ConnectionSchema } from "../../src/connection/schema.ts";
import { MENUS } from "../../src/resources/kind.ts";
import { KIND_SCHEMAS } from "../../src/resources/kinds.ts";
import { textFiles } from "../../src/texts.ts";

const texts = new Set([...textFiles().values()].flatMap((file) => Object.keys(file)));
const schemas = { connection: ConnectionSchema, set: SetSchema, ...KIND_SCHEMAS };

describe("the forms", () => {
  test.each(Object.entries(schemas))("%s has every member but its kind under a heading", (_, schema) => {
    const members = Object.keys(schema.properties).filter((member) => member !== "kind");
    expect(
      groupsOf(schema)
        .flatMap((group) => group.members)
        .toSorted(),
    ).toEqual(members.toSorted());
  });

  test("an FTP Dossier has the source's headings, in its order", () => {
    const source = ["communication", "access", "data", "events"];
    const groups = groupsOf(KIND_SCHEMAS["ftp-folder"]);
    expect(groups.map(({ name }) => name).filter((name) => source.includes(name))).toEqual(source);
    expect(groups.find(({ name }) => name === "communication")?.members).toEqual([
      "connection",
      "replyDelay",
      "passive",
    ]);
    expect(groups.find(({ name }) => name === "data")?.members).toEqual(["folder", "remoteFolder"]);
  });

  test("no schema names a group or a widget that is none", () => {
    const words = wordsIn(Object.values(schemas));
    expect(words.group.length).toBeGreaterThan(40);
    expect(words.group.filter((name) => !(GROUPS as readonly string[]).includes(name))).toEqual([]);
    expect(words.widget.filter((name) => !(WIDGETS as readonly string[]).includes(name))).toEqual([]);
  });

  test("every heading has a text", () => {
    const keys = [...GROUPS.map((name) => `group.${name}`), ...MENUS.map((name) => `menu.${name}`)];
    expect(keys.filter((key) => !texts.has(key))).toEqual([]);
  });
});

/** The values of the annotations, at whatever depth. */
function wordsIn(schema: unknown): { group: string[]; widget: string[] } {
  const found: { group: string[]; widget: string[] } = { group: [], widget: [] };
  if (typeof schema !== "object" || schema === null) return found;
  for (const [name, value] of Object.entries(schema)) {
    if ((name === "group" || name === "widget") && typeof value === "string") found[name].push(value);
    const below = wordsIn(value);
    found.group.push(...below.group);
    found.widget.push(...below.widget);
  }
  return found;
}
