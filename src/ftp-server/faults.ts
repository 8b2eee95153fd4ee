import picomatch from "picomatch";
import { type FaultEvent, type FaultOf, parseRules, type Rule, type When } from "./fault-rules.ts";

/** What a rule's conditions are compared with. */
export interface Occasion {
  /** The command being answered, upper case. */
  readonly command?: string;
  /** The absolute path it is about. */
  readonly path?: string;
  readonly exists?: () => Promise<boolean>;
  /** How many sessions are open. */
  readonly sessions: number;
}

interface Armed {
  readonly rule: Rule;
  readonly named: ((path: string) => boolean) | undefined;
  met: number;
  struck: number;
}

/** The faults of a running server. They may be changed while it serves; each event is given the first rule that applies. */
export class Faults {
  #armed: Armed[] = [];

  constructor(rules: readonly Rule[] = []) {
    this.set(rules);
  }

  get rules(): readonly Rule[] {
    return this.#armed.map(({ rule }) => rule);
  }

  /** How many times each rule has struck, in their order. */
  get strikes(): readonly number[] {
    return this.#armed.map(({ struck }) => struck);
  }

  /** Puts these rules in place of all others; they count from nothing. Raises an error that names a wrong rule. */
  set(rules: readonly Rule[]): void {
    this.#armed = parseRules(rules).map(arm);
  }

  add(...rules: readonly Rule[]): void {
    this.#armed = [...this.#armed, ...parseRules(rules).map(arm)];
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that strikes now, if any. */
  async at<E extends FaultEvent>(event: E, occasion: Occasion): Promise<FaultOf[E] | undefined> {
    for (const armed of this.#armed) {
      const { when } = armed.rule;
      if (when.event !== event || !(await applies(armed, occasion))) continue;
      armed.met += 1;
      if (armed.met < (when.nth ?? 1) || armed.struck >= (when.times ?? Number.POSITIVE_INFINITY)) continue;
      armed.struck += 1;
      return armed.rule.do as FaultOf[E];
    }
    return undefined;
  }
}

async function applies({ rule, named }: Armed, occasion: Occasion): Promise<boolean> {
  const when: When = rule.when;
  if (when.command !== undefined && !commandsOf(when.command).includes(occasion.command ?? "")) return false;
  if (when.sessions !== undefined && occasion.sessions < when.sessions) return false;
  if (named !== undefined && (occasion.path === undefined || !named(occasion.path))) return false;
  return when.exists === undefined || when.exists === (await occasion.exists?.());
}

const commandsOf = (command: string | readonly string[]): readonly string[] =>
  (typeof command === "string" ? [command] : command).map((name) => name.toUpperCase());

function arm(rule: Rule): Armed {
  const mask = rule.when.name;
  const named = mask === undefined ? undefined : picomatch(mask, { basename: !mask.includes("/"), dot: true });
  return { rule, named, met: 0, struck: 0 };
}
