import { readEvents } from "../../src/cli/event-stream.ts";

type Value = boolean | number | string;
/** Values by short path (`R00001.Send`). */
export type Values = Readonly<Record<string, Value>>;

interface WireVariable {
  readonly path: string;
  readonly value: Value;
}

/** Follows a variable stream and keeps every step, so that a state that lasts one commit is not missed. */
export class VarWatch {
  /** The values after the snapshot and after each commit since. */
  readonly steps: Values[] = [];
  readonly #abort = new AbortController();
  #stepped: () => void = () => {};
  #ended = false;

  /** Opens the stream with the given request and resolves once the snapshot is there. */
  static async open(request: (signal: AbortSignal) => Promise<Response>): Promise<VarWatch> {
    const watch = new VarWatch();
    const response = await request(watch.#abort.signal);
    if (!response.ok) throw new Error(`the stream is refused: ${response.status} ${await response.text()}`);
    void watch.#follow(response.body as AsyncIterable<Uint8Array>);
    await watch.until(() => watch.steps.length > 0);
    return watch;
  }

  get values(): Values {
    return this.steps.at(-1) ?? {};
  }

  /** Resolves with the first values, from the present ones on, that satisfy the condition. */
  async until(condition: (values: Values) => boolean, timeoutMs = 20_000): Promise<Values> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (let next = this.steps.length - 1; ; ) {
      for (; next < this.steps.length; next++) {
        const values = this.steps[next];
        if (values !== undefined && condition(values)) return values;
      }
      if (this.#ended) throw new Error(`the stream ended; the last values were ${JSON.stringify(this.values)}`);
      if (signal.aborted) throw new Error(`not reached in ${timeoutMs} ms; last values ${JSON.stringify(this.values)}`);
      await new Promise<void>((resolve) => {
        this.#stepped = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }

  close(): void {
    this.#abort.abort();
  }

  async #follow(body: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const { type, data } of readEvents(body)) {
        if (type !== "snapshot" && type !== "commit") continue;
        const news = valuesByShortPath((JSON.parse(data) as { vars: WireVariable[] }).vars);
        this.steps.push(type === "snapshot" ? news : { ...this.values, ...news });
        this.#stepped();
      }
    } catch {
      // Closed, or the controller was stopped or killed: whoever waits is told by the end.
    } finally {
      this.#ended = true;
      this.#stepped();
    }
  }
}

export function valuesByShortPath(vars: readonly WireVariable[]): Values {
  return Object.fromEntries(vars.map(({ path, value }) => [path.replace(/^easy\.RESS\./, ""), value]));
}
