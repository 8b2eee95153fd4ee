import { afterAll, beforeAll, expect, test } from "vitest";
import { KIND_SCHEMAS } from "../../../src/resources/kinds.ts";
import { type Served, serve } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.stop());

interface Kind {
  readonly kind: string;
  readonly menu: string;
  readonly commands: readonly string[];
  readonly variables: readonly { readonly name: string }[];
  readonly form: { readonly schema: { readonly required: readonly string[] }; readonly groups: readonly object[] };
}

test("every kind is told with its menu, buttons, variables and form", async () => {
  const { status, body } = await served.ask("guest", "GET", "/api/v1/kinds");
  expect(status).toBe(200);
  const kinds = new Map((body.kinds as Kind[]).map((kind) => [kind.kind, kind]));
  expect([...kinds.keys()]).toEqual(Object.keys(KIND_SCHEMAS));
  const folder = kinds.get("ftp-folder");
  expect(folder).toMatchObject({ menu: "internet", commands: ["Send", "Refresh", "Abort"] });
  expect(kinds.get("ftp-set")?.commands).toEqual(["Send", "Abort"]);
  expect(kinds.get("point")).toMatchObject({ menu: "points", commands: [] });
  expect(folder?.variables).toContainEqual({
    name: "Error",
    direction: "output",
    type: "code",
    code: "error",
    text: "var.Error",
  });
  expect(folder?.form.schema.required).toEqual(["kind", "id", "connection", "folder"]);
  expect(folder?.form.groups[0]).toEqual({ name: "identity", members: ["id", "label", "inService"] });
});

test("the forms of connections and Sets come with them", async () => {
  const { body } = await served.ask("guest", "GET", "/api/v1/kinds");
  expect(body.connection.schema.properties.port).toMatchObject({ default: 21, title: "connection.port" });
  expect(body.connection.groups.map(({ name }: { name: string }) => name)).toEqual([
    "identity",
    "communication",
    "more",
  ]);
  expect(body.set.schema.properties.elements.items.widget).toBe("devicePath");
});
