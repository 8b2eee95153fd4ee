import { Type } from "typebox";
import { type ResourceConfig, ResourceSchema } from "../../../config/schema.ts";
import { withoutSecret } from "../../../config/without-secrets.ts";
import type { Space } from "../../../vars/space.ts";
import { ApiError } from "../errors.ts";
import { type App, causeOf, type Face } from "../face.ts";
import { asGiven, asShown, closed, Value } from "../schemas.ts";
import { findItem, type Item, putItem, type SectionFace, sectionRoutes } from "./section.ts";

/** The outputs that every list of resources shows beside the configuration, when the resource has them. */
const LIVE = {
  status: "Status",
  action: "Action",
  error: "Error",
  fault: "Fault",
  value: "Value",
  forced: "Forced",
} as const;

const Live = closed({
  status: Type.Optional(Value),
  action: Type.Optional(Value),
  error: Type.Optional(Value),
  fault: Type.Optional(Value),
  value: Type.Optional(Value),
  forced: Type.Optional(Value),
});

/** Resources: their configuration without passwords, how they are, and whether they are in service. */
export function resourcesRoutes(app: App, face: Face): void {
  const { configuration, space } = face.controller;
  const resources: SectionFace = {
    section: "resources",
    key: "id",
    given: asGiven(ResourceSchema),
    shown: asShown(ResourceSchema, { passwordSet: Type.Optional(Type.Boolean()), live: Live }),
    show: (item) => ({ ...withoutSecret(item as unknown as ResourceConfig), live: liveOf(space, String(item.id)) }),
    shownOnly: ["passwordSet", "live"],
    bodyLimit: 64 * 1024,
  };
  sectionRoutes(app, face, resources);

  for (const [verb, inService] of [
    ["start", true],
    ["stop", false],
  ] as const) {
    app.post(
      `/resources/:id/${verb}`,
      {
        config: { level: "installer" },
        schema: {
          tags: ["resources"],
          summary: inService ? "Puts it in service" : "Puts it out of service",
          params: closed({ id: Type.String({ maxLength: 256 }) }),
          response: { 200: Type.Unsafe<Item>(resources.shown) },
        },
      },
      async (request) => {
        const { id } = request.params;
        const item = findItem(configuration, resources, id);
        if (item === undefined) throw new ApiError("notFound", `there is no resource ${id}`);
        // Left out, the password stays the stored one.
        const { password: _, ...kept } = item;
        await putItem(configuration, "resources", { ...kept, inService }, causeOf(request), { mustExist: true });
        return resources.show(findItem(configuration, resources, id) ?? item);
      },
    );
  }
}

function liveOf(space: Space, id: string): Item {
  const shown = Object.entries(LIVE).flatMap(([name, variable]) => {
    const value = space.read(`${id}.${variable}`)?.value;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(shown);
}
