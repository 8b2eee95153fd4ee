import type { Clock } from "../../clock.ts";
import type { Session } from "../../connection/session.ts";
import { markerFor, type Profile } from "./profile.ts";
import { isThere, lookAt, namesLike, sameVersion, type Version } from "./remote-file.ts";

/** A file of the server that is whole, as far as anyone can tell. */
export interface Arrival {
  readonly remote: string;
  readonly version: Version;
  readonly marker: string | undefined;
}

export interface ArrivalRule extends Pick<Profile["catalog"], "ready" | "marker" | "removeMarker"> {
  /** Milliseconds without a change, where no marker tells that a file is whole. */
  readonly quietMs: number;
}

interface Seen {
  readonly version: Version;
  /** When it was first seen like that, on the monotonic clock. */
  readonly since: number;
}

/** A file that goes on changing is left to the next round after so many looks. */
const LOOKS = 3;

/** What appears on the server under a name, or under names with `*`. It remembers what it saw at its looks before. */
export class Arrivals {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many files were there at the last look and are not whole yet. */
  get unfinished(): number {
    return this.#seen.size;
  }

  /**
   * The files that may be read, by name. It waits for those that have not been quiet for long enough, and leaves out those
   * that `taken` says are under way, and those that still change.
   */
  async whole(
    session: Session,
    remote: string,
    rule: ArrivalRule,
    options: { readonly taken: (remote: string) => boolean; readonly signal: AbortSignal },
  ): Promise<readonly Arrival[]> {
    const paths = remote.includes("*") ? await namesLike(session, remote) : [remote];
    const wanted = paths.filter((path) => !options.taken(path));
    for (const path of this.#seen.keys()) if (!wanted.includes(path)) this.#seen.delete(path);
    const arrivals: Arrival[] = [];
    for (const path of wanted) {
      const version = await this.#quiet(session, path, rule, options.signal);
      if (version === undefined) continue;
      const marker = rule.removeMarker ? markerFor(rule.marker, path) : undefined;
      arrivals.push({ remote: path, version, marker });
    }
    return arrivals;
  }

  async #quiet(session: Session, path: string, rule: ArrivalRule, signal: AbortSignal): Promise<Version | undefined> {
    for (let look = 0; look < LOOKS; look += 1) {
      const version = (await isThere(session, path)) ? await lookAt(session, path) : undefined;
      if (version === undefined) {
        this.#seen.delete(path);
        return undefined;
      }
      const since = this.#sinceWhen(path, version);
      if (!(await isMarkedReady(session, path, rule))) return undefined;
      const left = rule.ready === "marker-present" ? 0 : since + rule.quietMs - this.#clock.monotonic();
      if (left <= 0) {
        this.#seen.delete(path);
        return version;
      }
      await this.#clock.sleep(left, signal);
    }
    return undefined;
  }

  #sinceWhen(path: string, version: Version): number {
    const seen = this.#seen.get(path);
    if (seen !== undefined && sameVersion(seen.version, version)) return seen.since;
    const since = this.#clock.monotonic();
    this.#seen.set(path, { version, since });
    return since;
  }
}

async function isMarkedReady(session: Session, path: string, { ready, marker }: ArrivalRule): Promise<boolean> {
  if (ready === "quiet") return true;
  const present = await isThere(session, markerFor(marker, path));
  return present === (ready === "marker-present");
}
