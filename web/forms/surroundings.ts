import { type ComponentType, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Variable } from "../api/wire.ts";
import type { Draft, Path } from "./draft.ts";
import type { FieldSchema } from "./form-schema.ts";

/** A variable that a link or a schedule may drive. */
export type Drivable = Pick<Variable, "type" | "text"> & { readonly name: string };

/** One member of an item, and where it stands. */
export interface FieldProps {
  readonly path: Path;
  readonly schema: FieldSchema;
  readonly optional: boolean;
}

/** What the fields of a form know beside their own value. */
export interface Surroundings {
  readonly draft: Draft;
  /** Tells the fields of several forms on one page apart. */
  readonly formId: string;
  /** Members that stand fast: the name of what exists already. */
  readonly fixed: readonly string[];
  /** The inputs of the resource. */
  readonly inputs: readonly Drivable[];
  /** The resource whose stored access may be used to look into the server; none while it is being added. */
  readonly resource: string | undefined;
  /** A password is stored, and stays when none is typed. */
  readonly passwordSet: boolean;
  /** The field that fits a member, for fields that hold further ones. */
  readonly Field: ComponentType<FieldProps>;
}

export const FormContext = createContext<Surroundings | undefined>(undefined);

export function useSurroundings(): Surroundings {
  const surroundings = useContext(FormContext);
  if (surroundings === undefined) throw new Error("a field stands outside of a form");
  return surroundings;
}
