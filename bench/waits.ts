import type { Controller } from "../test/support/controller-process.ts";

/** Requests, one after the other, until it is asked how long the longest took. */
export class Waits {
  #over = false;
  #worst = 0;
  readonly #asking: Promise<void>;

  constructor(of: Controller) {
    this.#asking = this.#ask(of);
  }

  async worst(): Promise<number> {
    this.#over = true;
    await this.#asking;
    return this.#worst;
  }

  async #ask(of: Controller): Promise<void> {
    while (!this.#over) {
      const since = performance.now();
      await (await of.fetch("/health/live")).text();
      this.#worst = Math.max(this.#worst, performance.now() - since);
    }
  }
}
