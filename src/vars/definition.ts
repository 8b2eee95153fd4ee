/**
 * A variable is a row: name, direction, type, initial value, text key. HTTP schema, pages, field protocols and the
 * reference are read from rows, so a new variable changes one row and its texts.
 */

export type Value = boolean | number | string;
export type Direction = "input" | "output";

/** What values a variable takes. `code` is a number with a named meaning; its texts are `code.<name>.<number>`. */
export type VarType =
  | { readonly kind: "bool" }
  | { readonly kind: "integer"; readonly min: number; readonly max: number; readonly unit?: string }
  | { readonly kind: "number"; readonly unit?: string }
  | { readonly kind: "code"; readonly name: string; readonly codes: readonly number[] }
  | { readonly kind: "text"; readonly maxLength: number }
  /** Milliseconds since 1970 UTC; 0 is never. */
  | { readonly kind: "time" };

export interface VarRow {
  readonly direction: Direction;
  readonly type: VarType;
  readonly initial: Value;
  /** Key of the text that says what the variable is, in `i18n/`. */
  readonly text: string;
  /** A level written to a retained input is back after a restart, and is no edge then. */
  readonly retained: boolean;
  /** An input whose owner may show it too: the value of a point, which it forces. */
  readonly shownByOwner: boolean;
}

export type VarRows = Readonly<Record<string, VarRow>>;

export const bool: VarType = { kind: "bool" };
export const time: VarType = { kind: "time" };
export const integer = (unit?: string, min = 0, max = Number.MAX_SAFE_INTEGER): VarType => ({
  kind: "integer",
  min,
  max,
  ...(unit === undefined ? {} : { unit }),
});
export const number = (unit?: string): VarType => ({ kind: "number", ...(unit === undefined ? {} : { unit }) });
export const text = (maxLength = 1024): VarType => ({ kind: "text", maxLength });
export const code = (name: string, codes: Readonly<Record<string, number>>): VarType => ({
  kind: "code",
  name,
  codes: Object.values(codes),
});

export const input = (type: VarType, textKey: string): VarRow => row("input", type, textKey, true);
export const output = (type: VarType, textKey: string): VarRow => row("output", type, textKey, false);
/** An input that its owner shows as well. */
export const shared = (type: VarType, textKey: string): VarRow => ({ ...input(type, textKey), shownByOwner: true });

/** Keeps the literal names of the rows, so that an owner can only show variables it declared. */
export const defineVars = <R extends VarRows>(rows: R): R => rows;

function row(direction: Direction, type: VarType, textKey: string, retained: boolean): VarRow {
  return { direction, type, initial: initialOf(type), text: textKey, retained, shownByOwner: false };
}

function initialOf(type: VarType): Value {
  switch (type.kind) {
    case "bool":
      return false;
    case "text":
      return "";
    case "code":
      return type.codes[0] ?? 0;
    case "integer":
      return type.min > 0 ? type.min : 0;
    default:
      return 0;
  }
}

/** Why a value does not fit a type, or `undefined` when it does. 0 and 1 are accepted for booleans by `coerce`. */
export function misfit(type: VarType, value: unknown): string | undefined {
  switch (type.kind) {
    case "bool":
      return typeof value === "boolean" ? undefined : "a boolean is expected";
    case "integer":
      return Number.isSafeInteger(value) && (value as number) >= type.min && (value as number) <= type.max
        ? undefined
        : `an integer from ${type.min} to ${type.max} is expected`;
    case "time":
      return Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : "a time in milliseconds is expected";
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? undefined : "a finite number is expected";
    case "code":
      return type.codes.includes(value as number) ? undefined : `one of ${type.codes.join(", ")} is expected`;
    case "text":
      return typeof value === "string" && value.length <= type.maxLength
        ? undefined
        : `a text of at most ${type.maxLength} characters is expected`;
  }
}

/** Masters often know only numbers: 0 and 1 stand for false and true. Everything else stays as it is. */
export function coerce(type: VarType, value: unknown): unknown {
  if (type.kind === "bool" && (value === 0 || value === 1)) return value === 1;
  return value;
}
