import type { Value } from "../vars/definition.ts";
import type { Condition, Operator } from "./condition.ts";

/** What was expected where a condition stops making sense; the text is `fault.<expected>` in `i18n/`. */
export type Expected =
  | "linkVariableExpected"
  | "linkOperatorExpected"
  | "linkNumberExpected"
  | "linkOperandExpected"
  | "linkQuoteExpected"
  | "linkEndExpected";

export class ConditionError extends Error {
  readonly expected: Expected;
  /** Of the first character that does not fit, from 1. */
  readonly position: number;
  constructor(expected: Expected, position: number) {
    super(`${expected} at ${position}`);
    this.name = "ConditionError";
    this.expected = expected;
    this.position = position;
  }
}

/**
 * Reads `R00010.Value`, `not R00010.Value`, `R00010.Value > 20`. The operators `>` `>=` `<` `<=` compare with a number;
 * `=` `==` `!=` `<>` also with `true`, `false` and a quoted text. Raises `ConditionError`.
 */
export function parseCondition(text: string): Condition {
  const reader = new Reader(text);
  const not = reader.take(NOT) !== undefined;
  const source = reader.take(PATH)?.replace(ROOT, "");
  if (source === undefined) throw reader.error("linkVariableExpected");
  if (not || reader.atEnd) {
    if (!reader.atEnd) throw reader.error("linkEndExpected");
    return { form: not ? "not" : "value", source };
  }
  const operator = OPERATORS[reader.take(OPERATOR) ?? ""];
  if (operator === undefined) throw reader.error("linkOperatorExpected");
  const operand = takeOperand(reader, operator);
  if (!reader.atEnd) throw reader.error("linkEndExpected");
  return { form: "comparison", source, operator, operand };
}

// Sticky, and without a choice that could be taken back: each reads its word in one pass.
const NOT = /not(?=\s)/y;
const PATH = /[A-Za-z]\w*(?:\.[A-Za-z]\w*)+/y;
const OPERATOR = /<>|[<>]=?|==?|!=/y;
const NUMBER = /[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BOOLEAN = /(?:true|false)(?!\w)/y;
const QUOTE = /["']/y;
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y;
const SPACE = /\s*/y;

/** The short form of a path leaves it out. */
const ROOT = /^easy\.RESS\./;

const OPERATORS: Readonly<Record<string, Operator>> = {
  ">": ">",
  ">=": ">=",
  "<": "<",
  "<=": "<=",
  "=": "=",
  "==": "=",
  "!=": "!=",
  "<>": "!=",
};

function takeOperand(reader: Reader, operator: Operator): Value {
  const before = reader.position;
  const digits = reader.take(NUMBER);
  if (digits !== undefined) {
    const number = Number(digits);
    if (!Number.isFinite(number)) throw new ConditionError("linkNumberExpected", before);
    return number === 0 ? 0 : number; // there is no -0 to be told from 0
  }
  if (operator !== "=" && operator !== "!=") throw reader.error("linkNumberExpected");
  const boolean = reader.take(BOOLEAN);
  if (boolean !== undefined) return boolean === "true";
  const quoted = reader.take(QUOTED);
  if (quoted !== undefined) return quoted.slice(1, -1).replace(/\\(.)/g, "$1");
  throw reader.take(QUOTE) === undefined
    ? reader.error("linkOperandExpected")
    : new ConditionError("linkQuoteExpected", reader.end);
}

/** Goes through a text word by word, over the spaces between them. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#skip(SPACE);
  }

  /** The word that is here, if it is of this kind. */
  take(kind: RegExp): string | undefined {
    const from = this.#at;
    if (!this.#skip(kind)) return undefined;
    const word = this.#text.slice(from, this.#at);
    this.#skip(SPACE);
    return word;
  }

  get position(): number {
    return this.#at + 1;
  }

  /** The position behind the last character. */
  get end(): number {
    return this.#text.length + 1;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  error(expected: Expected): ConditionError {
    return new ConditionError(expected, this.position);
  }

  #skip(kind: RegExp): boolean {
    kind.lastIndex = this.#at;
    const found = kind.test(this.#text);
    if (found) this.#at = kind.lastIndex;
    return found;
  }
}
