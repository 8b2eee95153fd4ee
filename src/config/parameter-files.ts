import { createHash } from "node:crypto";
import { stringify } from "yaml";
import type { Clock } from "../clock.ts";
import type { RenderedFile, RenderedFiles } from "../files/rendered-folder.ts";
import type { Configuration } from "./configuration.ts";
import { withoutSecrets } from "./without-secrets.ts";

const NAME = "config.yaml";

/** The folder `param`: the running configuration with its defaults, without any password. */
export class ParameterFiles implements RenderedFiles {
  readonly #configuration: Configuration;
  #modified: number;

  constructor(configuration: Configuration, clock: Clock) {
    this.#configuration = configuration;
    this.#modified = clock.now();
    configuration.changes$.subscribe(() => {
      this.#modified = clock.now();
    });
  }

  /** When the configuration changed, or the controller started. */
  get modified(): number {
    return this.#modified;
  }

  async all(): Promise<readonly RenderedFile[]> {
    return [this.#file()];
  }

  one(name: string): RenderedFile | undefined {
    return name === NAME ? this.#file() : undefined;
  }

  #file(): RenderedFile {
    const text = stringify(withoutSecrets(this.#configuration.current));
    const modified = this.#modified;
    return {
      name: NAME,
      modified,
      version: createHash("sha256").update(text).digest("hex"),
      render: () => ({ modified, pages: () => [Buffer.from(text)] }),
    };
  }
}
