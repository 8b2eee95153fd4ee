import type { Subscription } from "rxjs";
import type { Clock } from "../clock.ts";
import type { Value } from "../vars/definition.ts";
import { type Commit, type Space, WriteRefused } from "../vars/space.ts";
import { type Condition, evaluate } from "./condition.ts";
import { parseCondition } from "./condition-parser.ts";
import type { ScheduleDrive } from "./schedule.ts";
import { Schedules } from "./schedules.ts";
import type { Drive } from "./schema.ts";

/** A resource as far as its inputs are driven. */
export interface Driven {
  readonly id: string;
  readonly inputs: Readonly<Record<string, Drive>>;
}

export interface LinksParts {
  readonly clock: Clock;
  readonly space: Space;
  readonly log: (message: string, error: unknown) => void;
}

interface Link {
  readonly target: string;
  readonly text: string;
  readonly condition: Condition;
  /** The level it gave its target; `undefined` until it has found one. */
  level: Value | undefined;
}

/**
 * Everything that drives inputs, kept in step with the configuration.
 *
 * A link writes the level of its condition whenever that changes. The level it finds, at power-up, when it is configured, or
 * when its source or target has just joined the space, is settled: an input that is already true is no edge.
 */
export class Links {
  readonly #space: Space;
  readonly #log: LinksParts["log"];
  readonly #schedules: Schedules;
  readonly #subscriptions: readonly Subscription[];
  readonly #links = new Map<string, Link>();
  /** By the path of the source: a commit costs nothing where no link listens. */
  #bySource: ReadonlyMap<string, readonly Link[]> = new Map();
  /** Targets whose refusal was told. */
  readonly #refused = new Set<string>();
  #settling = false;

  constructor({ clock, space, log }: LinksParts) {
    this.#space = space;
    this.#log = log;
    this.#schedules = new Schedules(clock, (target) => this.#attempt(target, () => space.pulse(target, "schedule")));
    this.#subscriptions = [
      space.commits$.subscribe((commit) => this.#onCommit(commit)),
      space.declared$.subscribe((prefix) => this.#onDeclared(prefix)),
    ];
  }

  /**
   * Drives that are as before go on; an input that is driven no more keeps its level. Schedules that name no time zone
   * run by `timeZone`, the machine's when left out.
   */
  apply(resources: readonly Driven[], timeZone?: string): void {
    const links = new Map<string, string>();
    const schedules = new Map<string, ScheduleDrive>();
    for (const { id, inputs } of resources) {
      for (const [name, drive] of Object.entries(inputs)) {
        const target = fullPath(`${id}.${name}`);
        if ("link" in drive) links.set(target, drive.link);
        else schedules.set(target, timeZone !== undefined && "cron" in drive ? { timeZone, ...drive } : drive);
      }
    }
    this.#refused.clear();
    this.#applyLinks(links);
    // A level left true would swallow the first pulse.
    for (const target of this.#schedules.apply(schedules)) {
      this.#attempt(target, () => this.#space.settle(target, false, "schedule"));
    }
  }

  /** When an input (`R00001.Send`) is pulsed next by its schedule, milliseconds since 1970 UTC. */
  nextRun(target: string): number | undefined {
    return this.#schedules.next(fullPath(target));
  }

  stop(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#schedules.stop();
    this.#links.clear();
  }

  #applyLinks(wanted: ReadonlyMap<string, string>): void {
    for (const [target, { text }] of this.#links) {
      if (wanted.get(target) !== text) this.#links.delete(target);
    }
    for (const [target, text] of wanted) {
      if (this.#links.has(target)) continue;
      this.#links.set(target, { target, text, condition: parseCondition(text), level: undefined });
    }
    this.#bySource = Map.groupBy(this.#links.values(), ({ condition }) => fullPath(condition.source));
    this.#settle();
  }

  #onCommit({ changes }: Commit): void {
    for (const { path, value } of changes) {
      for (const link of this.#bySource.get(path) ?? []) this.#follow(link, value);
    }
  }

  /** Their owner is still starting: the links are settled when it has its turn behind it. */
  #onDeclared(prefix: string): void {
    const isWithin = (path: string) => path.startsWith(`${prefix}.`);
    for (const link of this.#links.values()) {
      if (isWithin(link.target) || isWithin(fullPath(link.condition.source))) link.level = undefined;
    }
    queueMicrotask(() => this.#settle());
  }

  /** What follows from a settled level is settled too, over as many links as it takes. */
  #settle(): void {
    this.#settling = true;
    for (const link of this.#links.values()) {
      if (link.level !== undefined) continue;
      const source = this.#space.read(link.condition.source);
      if (source !== undefined) this.#follow(link, source.value);
    }
    this.#settling = false;
  }

  #follow(link: Link, value: Value): void {
    const before = link.level;
    const level = evaluate(link.condition, value);
    if (level === before) return;
    const cause = `link:${link.condition.source}`;
    const settles = this.#settling || before === undefined;
    link.level = level;
    const done = this.#attempt(link.target, () => {
      if (settles) this.#space.settle(link.target, level, cause);
      else this.#space.write(link.target, level, cause);
    });
    if (!done) link.level = before;
  }

  /** A refusal is told once for each target, until the drives change. */
  #attempt(target: string, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      if (!this.#refused.has(target)) this.#log(`${target} refuses what drives it`, error);
      this.#refused.add(target);
      return false;
    }
  }
}

/** Variables are listed in full. */
function fullPath(path: string): string {
  return `easy.RESS.${path}`;
}
