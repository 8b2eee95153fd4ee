import type { ComponentChildren } from "preact";
import { text, textIfAny } from "../texts/texts.ts";
import { type Path, pointerOf } from "./draft.ts";
import { titleOf } from "./form-schema.ts";
import { type FieldProps, useSurroundings } from "./surroundings.ts";

/** What a control needs so that its label, its help and its fault are read out with it. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
}

/** A label, its control, a line of help, and what the controller found wrong. */
export function FieldFrame({
  path,
  schema,
  hint,
  kind,
  children,
}: Omit<FieldProps, "optional"> & {
  readonly hint?: string | undefined;
  readonly kind?: string;
  readonly children: (control: ControlProps) => ComponentChildren;
}) {
  const { formId } = useSurroundings();
  const pointer = pointerOf(path);
  const id = `${formId}${pointer}`;
  const fault = useFault(path);
  const help = [textIfAny(`help.${schema.title}`), hint].filter((part) => part !== undefined).join(" ");
  const described = [help !== "" && `${id}:help`, fault !== undefined && `${id}:fault`].filter(Boolean).join(" ");
  return (
    <div class={kind === undefined ? "field" : `field ${kind}`} data-path={pointer}>
      <label for={id}>{titleOf(schema, nameOf(path))}</label>
      <div class="control">
        {children({
          id,
          "aria-describedby": described === "" ? undefined : described,
          "aria-invalid": fault === undefined ? undefined : true,
        })}
        {help !== "" && <small id={`${id}:help`}>{help}</small>}
        <Fault id={`${id}:fault`} text={fault} />
      </div>
    </div>
  );
}

/** What has no title is called by its name, and a member of a list by its place. */
export function nameOf(path: Path): string {
  const last = path.at(-1) ?? "";
  return typeof last === "number" ? text("page.form.item", { number: last + 1 }) : last;
}

/** What is wrong with the member at this place, in the user's language. */
export function useFault(path: Path): string | undefined {
  const { draft } = useSurroundings();
  const pointer = pointerOf(path);
  const faults = draft.faults.value.filter((fault) => fault.path === pointer);
  return faults.length === 0 ? undefined : faults.map(faultText).join(" ");
}

export function Fault({ id, text: said }: { readonly id?: string; readonly text: string | undefined }) {
  if (said === undefined) return null;
  return (
    <p class="fault" {...(id === undefined ? {} : { id })}>
      <span class="visually-hidden">{text("page.form.fault")} </span>
      {said}
    </p>
  );
}

export function faultText({
  code,
  message,
  parameters,
}: {
  code: string;
  message: string;
  parameters?: unknown;
}): string {
  return textIfAny(`fault.${code}`, (parameters ?? {}) as Record<string, string | number>) ?? message;
}
