import { Type } from "typebox";
import { type ResourceConfig, ResourceSchema } from "../../../config/schema.ts";
import { withoutSecret } from "../../../config/without-secrets.ts";
import { ApiError } from "../errors.ts";
import type { App, Face } from "../face.ts";
import { causeOf } from "../identity.ts";
import { Live, liveOf } from "../live.ts";
import { asGiven, asShown, closed } from "../schemas.ts";
import { findItem, type Item, putItem, type SectionFace, sectionRoutes } from "./section.ts";

const Summary = closed({
  id: Type.String(),
  kind: Type.String(),
  label: Type.String(),
  connection: Type.Optional(Type.String()),
  inService: Type.Boolean(),
  limits: Type.Optional(closed({ low: Type.Optional(Type.Number()), high: Type.Optional(Type.Number()) })),
  live: Live,
});

/** Resources: their configuration without passwords, how they are, and whether they are in service. */
export function resourcesRoutes(app: App, face: Face): void {
  const { configuration } = face.controller;
  const resources: SectionFace = {
    section: "resources",
    key: "id",
    given: asGiven(ResourceSchema),
    shown: asShown(ResourceSchema, { passwordSet: Type.Optional(Type.Boolean()), live: Live }),
    show: (item) => ({ ...withoutSecret(item as unknown as ResourceConfig), live: liveOf(item, face.controller) }),
    shownOnly: ["passwordSet", "live"],
    summary: { schema: Summary, of: (item) => ({ ...listed(item), live: liveOf(item, face.controller) }) },
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

/** Only what the list shows: two thousand resources are listed in one answer. */
function listed({ id, kind, label, connection, inService, limits }: Item): Item {
  return {
    id,
    kind,
    label,
    ...(connection === undefined ? {} : { connection }),
    inService,
    ...(limits === undefined ? {} : { limits }),
  };
}
