import type { Clock } from "../clock.ts";
import type { Value } from "../vars/definition.ts";
import type { Commit, Space, Variable } from "../vars/space.ts";
import { type TimedChange, type TimedLine, Track } from "./track.ts";

/** What is recorded of a resource between two moments, both in milliseconds since 1970 UTC. */
export interface Recording {
  readonly now: number;
  /** As asked, or later: nothing older is recorded any more, or was yet. */
  readonly from: number;
  readonly to: number;
  /** The same for the dialogue, which grows faster. */
  readonly dialogueFrom: number;
  readonly variables: readonly Variable[];
  /** Values when `from` began. */
  readonly before: ReadonlyMap<string, Value>;
  readonly changes: readonly TimedChange[];
  readonly dialogue: readonly TimedLine[];
}

/** What a timing diagram shows of a resource that takes commands; it has no others without `Action`. */
const RECORDED = ["Send", "Refresh", "Poll", "Abort", "Action", "Status", "Error", "Fault"];
const COMMANDED = "Action";

/** Of all resources together, some 15 MB: beyond, whoever was quiet for longest forgets its oldest. */
const MAX_CHANGES = 50_000;
const MAX_LINES = 50_000;
const FORGOTTEN_AT_ONCE = 500;

/**
 * Records, in memory and within bounds, how the registers of resources change, and the FTP dialogue of their commands on
 * the same axis. What falls out is said by a `from` that moves.
 */
export class Timing {
  readonly #space: Space;
  readonly #clock: Clock;
  readonly #names = new Set(RECORDED);
  /** By `easy.RESS.R00001`, the one that was recorded last at the end. */
  readonly #tracks = new Map<string, Track>();
  #latest: Track | undefined;
  #changes = 0;
  #lines = 0;

  /** It knows the resources that are declared from now on. */
  constructor(space: Space, clock: Clock) {
    this.#space = space;
    this.#clock = clock;
    space.declared$.subscribe((prefix) => this.#onDeclared(prefix));
    space.commits$.subscribe((commit) => this.#onCommit(commit));
  }

  /** Takes the lines of the dialogue that commands of a resource lead. */
  dialogueOf(resource: string): (line: Omit<TimedLine, "time">) => void {
    const prefix = prefixOf(resource);
    return (line) => {
      const track = this.#recording(prefix);
      if (track === undefined) return;
      const before = track.dialogue.length;
      track.dialogue.push({ time: this.#clock.now(), ...line });
      this.#lines += track.dialogue.length - before;
      if (this.#lines > MAX_LINES) this.#lines -= this.#forget(({ dialogue }) => dialogue);
    };
  }

  /** `undefined` for a resource that takes no commands. Without bounds it is all that is recorded. */
  of(resource: string, from = -Infinity, to = Infinity): Recording | undefined {
    const prefix = prefixOf(resource);
    const track = this.#tracks.get(prefix);
    if (track === undefined) return undefined;
    const now = this.#clock.now();
    const isWithin = ({ time }: { readonly time: number }) => time >= from && time <= to;
    return {
      now,
      from: Math.max(from, track.changesFrom),
      to: Math.min(to, now),
      dialogueFrom: Math.max(from, track.dialogueFrom),
      variables: track.names.flatMap((name) => this.#space.read(`${prefix}.${name}`) ?? []),
      before: track.valuesAt(from),
      changes: [...track.changes].filter(isWithin),
      dialogue: [...track.dialogue].filter(isWithin),
    };
  }

  #onDeclared(prefix: string): void {
    this.#remove(prefix);
    if (this.#space.read(`${prefix}.${COMMANDED}`) === undefined) return;
    const values = RECORDED.flatMap((name) => {
      const value = this.#space.read(`${prefix}.${name}`)?.value;
      return value === undefined ? [] : [[name, value] as const];
    });
    this.#tracks.set(prefix, new Track(values, this.#clock.now()));
  }

  /** The resource of that name is another one now. */
  #remove(prefix: string): void {
    const gone = this.#tracks.get(prefix);
    if (gone === undefined) return;
    this.#changes -= gone.changes.length;
    this.#lines -= gone.dialogue.length;
    this.#tracks.delete(prefix);
    if (this.#latest === gone) this.#latest = undefined;
  }

  #onCommit({ seq, time, changes }: Commit): void {
    for (const { path, value } of changes) {
      const dot = path.lastIndexOf(".");
      const name = path.slice(dot + 1);
      const track = this.#names.has(name) ? this.#recording(path.slice(0, dot)) : undefined;
      if (track === undefined) continue;
      const before = track.changes.length;
      track.changes.push({ seq, time, name, value });
      this.#changes += track.changes.length - before;
      if (this.#changes > MAX_CHANGES) this.#changes -= this.#forget((one) => one.changes);
    }
  }

  #recording(prefix: string): Track | undefined {
    const track = this.#tracks.get(prefix);
    if (track === undefined || track === this.#latest) return track;
    this.#tracks.delete(prefix);
    this.#tracks.set(prefix, track);
    this.#latest = track;
    return track;
  }

  /** Some at once: who was quiet for longest has to be looked for. Answers how many. */
  #forget(ringOf: (track: Track) => Track["changes"] | Track["dialogue"]): number {
    let left = FORGOTTEN_AT_ONCE;
    for (const track of this.#tracks.values()) {
      const ring = ringOf(track);
      for (; left > 0 && ring.length > 0; left -= 1) ring.drop();
      if (left === 0) break;
    }
    return FORGOTTEN_AT_ONCE - left;
  }
}

function prefixOf(resource: string): string {
  return `easy.RESS.${resource}`;
}
