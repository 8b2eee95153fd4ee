import type { Form } from "../forms/form-schema.ts";
import type { Variable } from "./wire.ts";

/** A row of a kind of resource: a variable that each of its resources has. */
export type KindVariable = Pick<Variable, "type" | "direction" | "text" | "code" | "unit"> & { readonly name: string };

/** A kind of resource, as the controller describes it: pages know no kind by themselves. */
export interface Kind {
  readonly kind: string;
  /** Under which heading of « Ajouter une ressource » it stands. */
  readonly menu: string;
  /** Its inputs that are pressed, in their order. */
  readonly commands: readonly string[];
  readonly variables: readonly KindVariable[];
  readonly form: Form;
}

/** `GET /kinds` */
export interface Kinds {
  readonly connection: Form;
  readonly set: Form;
  readonly kinds: readonly Kind[];
}
