import { Type } from "typebox";
import { ConfigRefused } from "../../../config/configuration.ts";
import type { DeviceConfig } from "../../../config/schema.ts";
import { LANGUAGES } from "../../../texts.ts";
import type { App, Face } from "../face.ts";
import { causeOf } from "../identity.ts";
import { closed } from "../schemas.ts";

const Site = Type.String({
  maxLength: 64,
  description: "{site} in names of files; the name of the machine by default",
});
const Zone = Type.String({ maxLength: 64, description: "of the IANA, Europe/Paris; that of the machine by default" });
const ofJournal = "of the texts in easy.JRNL; that of the process by default";

const Given = closed({
  site: Type.Optional(Site),
  language: Type.Optional(
    Type.Unsafe<DeviceConfig["language"] | "">({ type: "string", enum: [...LANGUAGES, ""], description: ofJournal }),
  ),
  timeZone: Type.Optional(Zone),
});
const Shown = closed({
  site: Type.Optional(Site),
  language: Type.Optional(Type.String({ description: ofJournal })),
  timeZone: Type.Optional(Zone),
});

/** Where the device is, and how it writes for people. A member that is left out, or empty, has its default. */
export function deviceRoutes(app: App, { controller: { configuration } }: Face): void {
  const tags = ["system"];
  const show = () => configuration.current.device ?? {};

  app.get(
    "/device",
    {
      config: { level: "guest" },
      schema: { tags, summary: "What the device is set to: site, language, time zone", response: { 200: Shown } },
    },
    show,
  );

  app.put(
    "/device",
    {
      config: { level: "installer" },
      schema: {
        tags,
        summary: "Sets the device, at once",
        description:
          "What is left out, or empty, is as the machine and the process have it. `/system` tells what holds.",
        body: Given,
        response: { 200: Shown },
      },
    },
    async (request) => {
      const given = Object.entries(request.body).map(([member, value]) => [member, value?.trim()] as const);
      try {
        await configuration.putDevice(Object.fromEntries(given.filter(([, value]) => value)), causeOf(request));
      } catch (error) {
        throw error instanceof ConfigRefused ? ofDevice(error) : error;
      }
      return show();
    },
  );
}

/** With paths from the settings on. */
function ofDevice({ faults }: ConfigRefused): ConfigRefused {
  return new ConfigRefused(faults.map((fault) => ({ ...fault, path: fault.path.replace(/^\/device/, "") })));
}
