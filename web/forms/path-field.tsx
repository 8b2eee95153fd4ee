import { useSignal } from "@preact/signals";
import { text } from "../texts/texts.ts";
import type { Draft } from "./draft.ts";
import { FieldFrame, nameOf } from "./field-frame.tsx";
import { titleOf } from "./form-schema.ts";
import { type Access, deviceTree, type Place, serverTree } from "./place.ts";
import { PlaceDialog } from "./place-dialog.tsx";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** Of the device tree or of a server; what it is to be. */
const WANTED = {
  deviceFolder: "folder",
  devicePath: "any",
  remoteFolder: "folder",
  remoteFile: "file",
} as const;

/** A path that can be typed, or looked for with the yellow button. */
export function PathField({ path, schema, optional, of }: FieldProps & { readonly of: keyof typeof WANTED }) {
  const { draft, resource } = useSurroundings();
  const opened = useSignal<Place | undefined>(undefined);
  const value = draft.textAt(path);
  const isRemote = of === "remoteFolder" || of === "remoteFile";
  const connection = draft.textAt(["connection"]);
  const title = titleOf(schema, nameOf(path));
  return (
    <FieldFrame path={path} schema={schema} kind="path">
      {(control) => (
        <div class="joined">
          <input
            {...control}
            type="text"
            autocomplete="off"
            spellcheck={false}
            maxLength={schema.maxLength}
            value={value}
            onInput={({ currentTarget }) =>
              draft.put(path, currentTarget.value === "" && optional ? undefined : currentTarget.value)
            }
          />
          <button
            type="button"
            class="round"
            disabled={isRemote && connection === ""}
            title={text("page.place.open")}
            aria-label={text("page.place.open.for", { field: title })}
            onClick={() => {
              opened.value = isRemote
                ? serverTree(connection, accessOf(draft, resource))
                : deviceTree({ variables: of === "devicePath" });
            }}
          />
          {opened.value !== undefined && (
            <PlaceDialog
              title={title}
              place={opened.value}
              start={startOf(opened.value, value, WANTED[of])}
              wanted={WANTED[of]}
              choose={(chosen) => draft.put(path, chosen)}
              close={() => {
                opened.value = undefined;
              }}
            />
          )}
        </div>
      )}
    </FieldFrame>
  );
}

/** What is typed counts; else what is stored, which the page never sees. */
function accessOf(draft: Draft, resource: string | undefined): Access {
  const password = draft.at(["password"]);
  if (password === undefined && resource !== undefined) return { resource };
  return { user: draft.textAt(["user"]), password: draft.textAt(["password"]) };
}

/** At the folder that is meant now, or at the one around it. */
function startOf(place: Place, value: string, wanted: "folder" | "file" | "any"): string {
  if (value === "") return place.top;
  return wanted === "folder" ? value : (place.above(value) ?? place.top);
}
