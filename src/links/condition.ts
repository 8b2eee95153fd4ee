import type { Value, VarType } from "../vars/definition.ts";

export type Operator = ">" | ">=" | "<" | "<=" | "=" | "!=";

/** What a link says of its source, a variable by its short path: its value as it is, its negation, or a comparison. */
export type Condition =
  | { readonly form: "value" | "not"; readonly source: string }
  | { readonly form: "comparison"; readonly source: string; readonly operator: Operator; readonly operand: Value };

/** What a condition makes of the value of its source. What cannot be compared satisfies nothing, not even `!=`. */
export function evaluate(condition: Condition, value: Value): Value {
  switch (condition.form) {
    case "value":
      return value;
    case "not":
      return value === false || value === 0;
    case "comparison": {
      const { operator, operand } = condition;
      if (typeof value === "string" || typeof operand === "string") {
        return typeof value === typeof operand && holds(operator, value, operand);
      }
      return holds(operator, Number(value), Number(operand));
    }
  }
}

/** Why a condition makes no sense for a source and a target of these types, or `undefined` when it does. */
export function mismatch(
  condition: Condition,
  source: VarType,
  target: VarType,
): "linkTypes" | "linkOperand" | "digitalInputExpected" | undefined {
  if (condition.form === "value") return classOf(source) === classOf(target) ? undefined : "linkTypes";
  if (target.kind !== "bool") return "digitalInputExpected";
  const isSensible = condition.form === "comparison" ? isComparable(source, condition.operand) : source.kind !== "text";
  return isSensible ? undefined : "linkOperand";
}

/** As the parser reads it back. */
export function printCondition(condition: Condition): string {
  switch (condition.form) {
    case "value":
      return condition.source;
    case "not":
      return `not ${condition.source}`;
    case "comparison": {
      const { source, operator, operand } = condition;
      return `${source} ${operator} ${typeof operand === "string" ? quoted(operand) : String(operand)}`;
    }
  }
}

function holds(operator: Operator, left: Value, right: Value): boolean {
  switch (operator) {
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case "=":
      return left === right;
    case "!=":
      return left !== right;
  }
}

type ValueClass = "digital" | "number" | "text";

function classOf({ kind }: VarType): ValueClass {
  if (kind === "bool") return "digital";
  return kind === "text" ? "text" : "number";
}

/** 0 and 1 stand for false and true; any other number says nothing of a digital variable. */
function isComparable(source: VarType, operand: Value): boolean {
  if (typeof operand === "string") return source.kind === "text";
  if (source.kind === "bool") return typeof operand === "boolean" || operand === 0 || operand === 1;
  return source.kind !== "text";
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
