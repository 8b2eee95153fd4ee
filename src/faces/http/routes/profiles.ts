import { Type } from "typebox";
import { ConfigSchema } from "../../../config/schema.ts";
import { builtInProfiles } from "../../../resources/kinds.ts";
import type { App, Face } from "../face.ts";
import { asGiven, asShown, closed } from "../schemas.ts";
import { sectionRoutes } from "./section.ts";

const ProfileSchema = ConfigSchema.properties.profiles.items;

/** Protocols of tills and back offices: those of the configuration, and those that are built in. */
export function profilesRoutes(app: App, face: Face): void {
  sectionRoutes(app, face, {
    section: "profiles",
    key: "name",
    given: asGiven(ProfileSchema),
    shown: asShown(ProfileSchema),
    show: (item) => item,
    shownOnly: [],
    bodyLimit: 64 * 1024,
  });

  app.get(
    "/built-in-profiles",
    {
      config: { level: "guest" },
      schema: {
        tags: ["profiles"],
        summary: "The profiles that come with the product",
        response: { 200: closed({ profiles: Type.Array(Type.Unsafe<unknown>(asShown(ProfileSchema))) }) },
      },
    },
    () => ({ profiles: [...builtInProfiles()] }),
  );
}
