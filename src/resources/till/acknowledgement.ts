import type { Entry } from "../../journal/exchange-records.ts";

const MINUTE_MS = 60_000;

/** Whether what arrived was taken in time by whom it is for. It is found missing once for each arrival. */
export class Acknowledgement {
  #told = 0;

  /** `within` are minutes, 0 for ever; `pending` is asked once the time is over. */
  async isMissing(
    arrived: Entry | undefined,
    {
      within,
      now,
      pending,
    }: { readonly within: number; readonly now: number; readonly pending: () => Promise<boolean> },
  ): Promise<boolean> {
    if (arrived === undefined || within === 0 || arrived.time === this.#told) return false;
    if (now - arrived.time < within * MINUTE_MS) return false;
    this.#told = arrived.time;
    return pending();
  }
}
