import type { Kind } from "../../api/kinds.ts";
import type { ShownResource } from "../../api/resources.ts";

/** What a tab of a resource is given. */
export interface TabProps {
  readonly resource: ShownResource;
  readonly kind: Kind;
  /** Its parameters were changed: they are asked for again. */
  readonly changed: () => Promise<void>;
}
