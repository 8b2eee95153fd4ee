import { Type } from "typebox";
import { type Variable as SpaceVariable, WriteRefused } from "../../../vars/space.ts";
import type { App, Face } from "../face.ts";
import { causeOf } from "../identity.ts";
import { matcherOf } from "../mask.ts";
import { closed, Mask, Snapshot, Value, Variable, VariablePath, WrittenVariable } from "../schemas.ts";
import { showSnapshot, showVariable } from "../shown-variable.ts";

/** The variables: read, level write, pulse. */
export function varsRoutes(app: App, { controller: { space } }: Face): void {
  const read = (path: string): SpaceVariable => {
    const variable = space.read(path);
    if (variable === undefined) throw new WriteRefused("unknownVariable", path);
    return variable;
  };

  app.get(
    "/vars",
    {
      config: { level: "guest" },
      schema: {
        tags: ["vars"],
        summary: "Variables, with the number of the last commit they contain",
        querystring: closed({ match: Type.Optional(Mask) }),
        response: { 200: Snapshot },
      },
    },
    (request) => showSnapshot(space.snapshot(matcherOf(request.query.match))),
  );

  app.get(
    "/vars/:path",
    {
      config: { level: "guest" },
      schema: { tags: ["vars"], summary: "One variable", params: VariablePath, response: { 200: Variable } },
    },
    (request) => showVariable(read(request.params.path)),
  );

  app.put(
    "/vars/:path",
    {
      config: { level: "operator" },
      schema: {
        tags: ["vars"],
        summary: "Level write of an input: the value stays until it is written again",
        description: "400 outputNotWritable for an output, 400 wrongType for a value that does not fit",
        params: VariablePath,
        body: closed({ value: Value }),
        response: { 200: WrittenVariable },
      },
    },
    (request) => {
      const { path } = request.params;
      const changed = space.write(path, request.body.value, causeOf(request));
      return { ...showVariable(read(path)), changed };
    },
  );

  app.post(
    "/vars/:path/pulse",
    {
      config: { level: "operator" },
      schema: {
        tags: ["vars"],
        summary: "Pulse of a boolean input: true, then false in the next commit",
        params: VariablePath,
        response: { 200: Variable },
      },
    },
    (request) => {
      const { path } = request.params;
      space.pulse(path, causeOf(request));
      return showVariable(read(path));
    },
  );
}
