import { type TSchema, Type } from "typebox";
import { ConfigRefused, type Configuration, type Section } from "../../../config/configuration.ts";
import { ApiError, relativeTo } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { readBooleans } from "../given-booleans.ts";
import { causeOf } from "../identity.ts";
import { closed, Nothing } from "../schemas.ts";
import { bodyAsGiven } from "../validation.ts";

export type Item = Readonly<Record<string, unknown>>;

/** How a section of the configuration shows itself over HTTP. */
export interface SectionFace {
  readonly section: Section;
  /** The member that names an item. */
  readonly key: string;
  /** What may be given. The configuration verifies it, together with everything it refers to. */
  readonly given: TSchema;
  readonly shown: TSchema;
  /** An item as it may leave the controller. */
  readonly show: (item: Item) => Item;
  /** Members that only say how things are: an item may be given back with them. */
  readonly shownOnly: readonly string[];
  /** The little of each item that a long list asks for, with `summary=true`. */
  readonly summary?: { readonly schema: TSchema; readonly of: (item: Item) => Item };
  readonly bodyLimit: number;
}

const SUMMARY = Type.Boolean({ description: "only what a list shows of each" });

/** List, create, read, replace, remove: the same five calls for every section. */
export function sectionRoutes(app: App, { controller: { configuration } }: Face, face: SectionFace): void {
  const { section, key, bodyLimit, show } = face;
  const tags = [section];
  const params = closed({ id: Type.String({ maxLength: 256, description: `its ${key}` }) });
  const body = Type.Unsafe<unknown>(face.given);
  const shown = Type.Unsafe<Item>(face.shown);
  const found = (id: string): Item => {
    const item = findItem(configuration, face, id);
    if (item === undefined) throw new ApiError("notFound", `there is no ${id} among the ${section}`);
    return item;
  };

  const { summary } = face;
  const listed = summary === undefined ? shown : Type.Unsafe<Item>(Type.Union([face.shown, summary.schema]));
  app.get(
    `/${section}`,
    {
      config: { level: "guest" },
      schema: {
        tags,
        summary: `All ${section}`,
        querystring: closed(summary === undefined ? {} : { summary: Type.Optional(SUMMARY) }),
        response: { 200: closed({ [section]: Type.Array(listed) }) },
      },
    },
    ({ query }) => {
      const isShort = (query as { readonly summary?: boolean }).summary === true;
      return { [section]: itemsOf(configuration, section).map((isShort && summary?.of) || show) };
    },
  );

  app.post(
    `/${section}`,
    {
      config: { level: "installer" },
      bodyLimit,
      validatorCompiler: bodyAsGiven,
      schema: { tags, summary: `Creates one of the ${section}`, body, response: { 201: shown } },
    },
    async (request, reply) => {
      const item = givenItem(request.body, face);
      await putItem(configuration, section, item, causeOf(request), { mustExist: false });
      const id = String(item[key]);
      reply.code(201).header("location", `/api/v1/${section}/${encodeURIComponent(id)}`);
      return show(found(id));
    },
  );

  app.get(
    `/${section}/:id`,
    {
      config: { level: "guest" },
      schema: { tags, summary: `One of the ${section}`, params, response: { 200: shown } },
    },
    (request) => show(found(request.params.id)),
  );

  app.put(
    `/${section}/:id`,
    {
      config: { level: "installer" },
      bodyLimit,
      validatorCompiler: bodyAsGiven,
      schema: { tags, summary: `Replaces one of the ${section}`, params, body, response: { 200: shown } },
    },
    async (request) => {
      const { id } = request.params;
      const item: Item = { [key]: id, ...givenItem(request.body, face) };
      if (item[key] !== id) {
        const details = [{ path: `/${key}`, code: "idMismatch", message: `${id} is expected` }];
        throw new ApiError("idMismatch", `the ${key} in the body is not the one in the address`, { details });
      }
      await putItem(configuration, section, item, causeOf(request), { mustExist: true });
      return show(found(id));
    },
  );

  app.delete(
    `/${section}/:id`,
    {
      config: { level: "installer" },
      schema: {
        tags,
        summary: `Removes one of the ${section}: 409 inUse while others refer to it`,
        params,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await configuration.remove(section, id, causeOf(request)))) found(id);
      return reply.code(204).send();
    },
  );
}

export function findItem(configuration: Configuration, { section, key }: SectionFace, id: string): Item | undefined {
  return itemsOf(configuration, section).find((item) => item[key] === id);
}

/** One change of the configuration, refused with paths from the item on. */
export async function putItem(
  configuration: Configuration,
  section: Section,
  item: unknown,
  by: string,
  options: { mustExist: boolean },
): Promise<void> {
  try {
    await configuration.put(section, item, by, options);
  } catch (error) {
    throw error instanceof ConfigRefused ? relativeTo(section, error) : error;
  }
}

function itemsOf(configuration: Configuration, section: Section): readonly Item[] {
  return configuration.current[section];
}

function givenItem(body: unknown, { given, shownOnly }: SectionFace): Item {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new ApiError("invalidRequest", "the body is not an object", {
      details: [{ path: "", code: "type", message: "must be object" }],
    });
  }
  const item = readBooleans(given, body) as Item;
  return Object.fromEntries(Object.entries(item).filter(([member]) => !shownOnly.includes(member)));
}
