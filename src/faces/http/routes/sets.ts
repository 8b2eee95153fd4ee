import { SetSchema } from "../../../config/schema.ts";
import type { App, Face } from "../face.ts";
import { asGiven, asShown } from "../schemas.ts";
import { sectionRoutes } from "./section.ts";

/** Sets: named lists of paths of the device tree. */
export function setsRoutes(app: App, face: Face): void {
  sectionRoutes(app, face, {
    section: "sets",
    key: "label",
    given: asGiven(SetSchema),
    shown: asShown(SetSchema),
    show: (item) => item,
    shownOnly: [],
    // 1000 elements of 1024 characters.
    bodyLimit: 2 * 1024 * 1024,
  });
}
