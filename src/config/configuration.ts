import type { Observable } from "rxjs";
import type { Config, ConfigFault } from "./schema.ts";

export type Section = "connections" | "resources" | "sets" | "folders";

/** Raised by a change that would make the configuration wrong: the running one stays as it is. */
export class ConfigRefused extends Error {
  readonly faults: readonly ConfigFault[];
  constructor(faults: readonly ConfigFault[]) {
    super(faults.map((fault) => `${fault.path}: ${fault.message}`).join("; "));
    this.name = "ConfigRefused";
    this.faults = faults;
  }
}

/**
 * The running configuration. A change is verified whole, saved atomically with its comments kept, and only then told
 * to the parts; a wrong one changes nothing, on disk or in memory. Changes are taken one after the other.
 */
export interface Configuration {
  /** Valid, defaults applied; passwords as stored (`${NAME}` or `enc:…`). */
  readonly current: Config;
  readonly changes$: Observable<{ readonly before: Config; readonly after: Config; readonly by: string }>;
  /**
   * Creates or replaces an item by its id (a Set by its label, a folder by its path). `mustExist`: true for PUT, false for POST.
   * A password given in clear is stored encrypted; one left out of a replacement keeps the stored one.
   */
  put(section: Section, item: unknown, by: string, options: { mustExist: boolean }): Promise<void>;
  /** Removes an item; refused (`ConfigRefused`, code `inUse`) while others refer to it. Answers false when there is none. */
  remove(section: Section, id: string, by: string): Promise<boolean>;
  /** The password of a resource in clear: `${NAME}` read from the environment, `enc:…` decrypted. Raises `passwordUnusable`. */
  password(resource: { readonly id: string; readonly password: string }): string;
}
