import { Type } from "typebox";
import type { ItemChange } from "../../../config/changes.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { causeOf } from "../identity.ts";
import { isoTime } from "../iso-time.ts";
import { closed, Time } from "../schemas.ts";

/** Of a text of 4 MiB, escaped as JSON. */
const BODY_LIMIT = 10 * 1024 * 1024;

const Yaml = Type.String({ description: "text of a config.yaml; passwords may be left out" });
const Shown = closed({ version: Type.String(), yaml: Yaml });

const Fault = closed({
  code: Type.String({ description: "its text is fault.<code> with the parameters" }),
  path: Type.String({ description: "JSON pointer into the configuration" }),
  line: Type.Optional(Type.Integer()),
  severity: Type.String({ description: "error or warning" }),
  message: Type.String(),
  parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
});

const Change = closed({
  section: Type.String(),
  item: Type.String(),
  change: Type.String({ description: "added, changed or removed" }),
  members: Type.Array(
    closed({
      name: Type.String(),
      before: Type.Optional(Type.Unknown()),
      after: Type.Optional(Type.Unknown()),
    }),
    { description: "of a password only the name" },
  ),
});

const Version = closed({
  version: Type.String(),
  time: Time,
  by: Type.String(),
  item: Type.String(),
  current: Type.Boolean(),
});

/** The configuration as a whole: its text, what another would change, and those before it. */
export function configurationRoutes(app: App, { controller: { configuration } }: Face): void {
  const tags = ["configuration"];
  const params = closed({ version: Type.String({ maxLength: 64 }) });
  const show = () => ({ version: configuration.version, yaml: configuration.shownText });
  const config = { level: "installer" } as const;

  app.get(
    "/configuration",
    { config, schema: { tags, summary: "The text of the configuration, without passwords", response: { 200: Shown } } },
    show,
  );

  app.post(
    "/configuration/preview",
    {
      config,
      bodyLimit: BODY_LIMIT,
      schema: {
        tags,
        summary: "What is wrong with a text, and what it would change; nothing changes",
        body: closed({ yaml: Yaml }),
        response: {
          200: closed({ faults: Type.Array(Fault), changes: Type.Array(Type.Unsafe<ItemChange>(Change)) }),
        },
      },
    },
    (request) => {
      const { faults, changes } = configuration.preview(request.body.yaml);
      return {
        faults: faults.map(({ line, ...fault }) => ({ ...fault, ...(line === undefined ? {} : { line }) })),
        changes: [...changes],
      };
    },
  );

  app.put(
    "/configuration",
    {
      config,
      bodyLimit: BODY_LIMIT,
      schema: {
        tags,
        summary: "Replaces the whole configuration, or changes nothing",
        description: "With `version`, 409 changedMeanwhile when that is not the current one.",
        body: closed({ yaml: Yaml, version: Type.Optional(Type.String({ maxLength: 64 })) }),
        response: { 200: Shown },
      },
    },
    async (request) => {
      const { yaml, version } = request.body;
      await configuration.replace(yaml, causeOf(request), version);
      return show();
    },
  );

  app.get(
    "/configuration/versions",
    {
      config,
      schema: {
        tags,
        summary: "The last 50 configurations that were saved, newest first",
        response: { 200: closed({ versions: Type.Array(Version) }) },
      },
    },
    async () => {
      const current = configuration.version;
      const versions = await configuration.versions();
      const newest = versions.findIndex(({ version }) => version === current);
      return {
        versions: versions.map(({ version, time, by, item }, index) => ({
          version,
          time: isoTime(time),
          by,
          item,
          current: index === newest,
        })),
      };
    },
  );

  app.get(
    "/configuration/versions/:version",
    {
      config,
      schema: { tags, summary: "One of them, without passwords", params, response: { 200: closed({ yaml: Yaml }) } },
    },
    async (request) => {
      const { version } = request.params;
      const yaml = await configuration.versionText(version);
      if (yaml === undefined) throw new ApiError("notFound", `there is no version ${version}`);
      return { yaml };
    },
  );

  app.post(
    "/configuration/versions/:version/restore",
    { config, schema: { tags, summary: "Makes one of them the current one", params, response: { 200: Shown } } },
    async (request) => {
      const { version } = request.params;
      if (!(await configuration.restore(version, causeOf(request)))) {
        throw new ApiError("notFound", `there is no version ${version}`);
      }
      return show();
    },
  );
}
