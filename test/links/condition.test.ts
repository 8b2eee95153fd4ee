import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Condition, evaluate, mismatch, type Operator, printCondition } from "../../src/links/condition.ts";
import { ConditionError, parseCondition } from "../../src/links/condition-parser.ts";
import { bool, code, integer, text, type Value, type VarType } from "../../src/vars/definition.ts";

const number: VarType = { kind: "number" };
const source = "R00010.Value";

describe("a condition is read", () => {
  test.each<[string, Condition]>([
    ["R00010.Value", { form: "value", source }],
    ["  easy.RESS.R00010.Value ", { form: "value", source }],
    ["not R00010.Value", { form: "not", source }],
    ["not.Value", { form: "value", source: "not.Value" }],
    ["R00010.Value > 20", { form: "comparison", source, operator: ">", operand: 20 }],
    ["R00010.Value>=-2.5e1", { form: "comparison", source, operator: ">=", operand: -25 }],
    ["R00010.Value<0", { form: "comparison", source, operator: "<", operand: 0 }],
    ["R00010.Value <= -0", { form: "comparison", source, operator: "<=", operand: 0 }],
    ["R00010.Value = true", { form: "comparison", source, operator: "=", operand: true }],
    ["R00010.Value == false", { form: "comparison", source, operator: "=", operand: false }],
    ['R00010.Value != "été"', { form: "comparison", source, operator: "!=", operand: "été" }],
    [
      "R00010.Value <> 'a \"b\" \\'c\\' \\\\'",
      { form: "comparison", source, operator: "!=", operand: "a \"b\" 'c' \\" },
    ],
    ['easy.RESS.R00010.Value = ""', { form: "comparison", source, operator: "=", operand: "" }],
  ])("%j", (written, condition) => {
    expect(parseCondition(written)).toEqual(condition);
  });

  test.each<[string, string, number]>([
    ["", "linkVariableExpected", 1],
    ["R00010", "linkVariableExpected", 1],
    ["> 20", "linkVariableExpected", 1],
    ["not", "linkVariableExpected", 1],
    ["not 5", "linkVariableExpected", 5],
    ["R00010.Value 20", "linkOperatorExpected", 14],
    ["R00010.Value.", "linkOperatorExpected", 13],
    ["R00010.Value ~ 20", "linkOperatorExpected", 14],
    ["not R00010.Value > 20", "linkEndExpected", 18],
    ["R00010.Value >", "linkNumberExpected", 15],
    ["R00010.Value > true", "linkNumberExpected", 16],
    ["R00010.Value > 1e999", "linkNumberExpected", 16],
    ["R00010.Value < R00011.Value", "linkNumberExpected", 16],
    ["R00010.Value => 20", "linkOperandExpected", 15],
    ["R00010.Value = on", "linkOperandExpected", 16],
    ["R00010.Value = truely", "linkOperandExpected", 16],
    ['R00010.Value = "on', "linkQuoteExpected", 19],
    ["R00010.Value = 'on\\'", "linkQuoteExpected", 21],
    ["R00010.Value > 20,5", "linkEndExpected", 18],
    ["R00010.Value > 20 and R00011.Value", "linkEndExpected", 19],
  ])("%j is refused: %s at %i", (written, expected, position) => {
    expect(refusal(written)).toMatchObject({ expected, position });
  });

  test("as it was printed", () => {
    fc.assert(
      fc.property(conditions, (condition) => {
        expect(parseCondition(printCondition(condition))).toEqual(condition);
      }),
    );
  });

  test("or refused, whatever the text is", () => {
    const words = ["not", " ", source, ">", "=", "!", "20", "-", ".", '"', "'", "\\", "true", "é"];
    const anyText = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words)).map((some) => some.join("")),
    );
    fc.assert(
      fc.property(anyText, (written) => {
        const error = refusal(written);
        if (error === undefined) return;
        expect(error).toBeInstanceOf(ConditionError);
        expect(error.position).toBeGreaterThan(0);
        expect(error.position).toBeLessThanOrEqual(written.length + 1);
      }),
    );
  });
});

describe("a condition is evaluated", () => {
  test("like a comparison of numbers, 0 and 1 standing for false and true", () => {
    const sides = fc.oneof(fc.integer({ min: -2, max: 2 }), numbers, fc.boolean());
    fc.assert(
      fc.property(operators, sides, sides, (operator, value, operand) => {
        const condition: Condition = { form: "comparison", source, operator, operand };
        expect(evaluate(condition, value)).toBe(REFERENCE[operator](Number(value) - Number(operand)));
      }),
    );
  });

  test("like equality of texts", () => {
    fc.assert(
      fc.property(fc.constantFrom("=", "!="), fc.string(), fc.string(), (operator, value, operand) => {
        const condition: Condition = { form: "comparison", source, operator, operand };
        expect(evaluate(condition, value)).toBe((operator === "=") === (value === operand));
        expect(evaluate(condition, operand)).toBe(operator === "=");
      }),
    );
  });

  test("as false where text meets anything else", () => {
    const others = fc.oneof(fc.double({ noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(operators, fc.string(), others, (operator, some, other) => {
        expect(evaluate({ form: "comparison", source, operator, operand: other }, some)).toBe(false);
        expect(evaluate({ form: "comparison", source, operator, operand: some }, other)).toBe(false);
      }),
    );
  });

  test.each<[Value, Value]>([
    [true, false],
    [false, true],
    [0, true],
    [1, false],
    [2.5, false],
    ["", false],
    ["on", false],
  ])("not %j is %j", (value, level) => {
    expect(evaluate({ form: "not", source }, value)).toBe(level);
  });
});

describe("a condition fits its source and its target", () => {
  const status = code("status", { stop: 0, start: 1 });
  test.each<[string, VarType, VarType, string | undefined]>([
    ["R00010.Value", number, number, undefined],
    ["R00010.Value", bool, bool, undefined],
    ["R00010.Value", text(), text(5), undefined],
    ["R00010.Value", status, integer(), undefined],
    ["R00010.Value", number, bool, "linkTypes"],
    ["R00010.Value", bool, number, "linkTypes"],
    ["R00010.Value", text(), number, "linkTypes"],
    ["not R00010.Value", bool, bool, undefined],
    ["not R00010.Value", status, bool, undefined],
    ["not R00010.Value", text(), bool, "linkOperand"],
    ["not R00010.Value", bool, number, "digitalInputExpected"],
    ["R00010.Value > 20", number, bool, undefined],
    ["R00010.Value > 20", number, text(), "digitalInputExpected"],
    ["R00010.Value > 20", text(), bool, "linkOperand"],
    ["R00010.Value > 20", bool, bool, "linkOperand"],
    ["R00010.Value = 1", bool, bool, undefined],
    ["R00010.Value = true", bool, bool, undefined],
    ["R00010.Value = true", status, bool, undefined],
    ["R00010.Value = true", text(), bool, "linkOperand"],
    ["R00010.Value = 'on'", text(), bool, undefined],
    ["R00010.Value = 'on'", number, bool, "linkOperand"],
    ["R00010.Value = 'on'", bool, bool, "linkOperand"],
  ])("%s of %j for %j: %j", (written, from, to, fault) => {
    expect(mismatch(parseCondition(written), from, to)).toBe(fault);
  });
});

const REFERENCE: Readonly<Record<Operator, (difference: number) => boolean>> = {
  ">": (difference) => difference > 0,
  ">=": (difference) => difference >= 0,
  "<": (difference) => difference < 0,
  "<=": (difference) => difference <= 0,
  "=": (difference) => difference === 0,
  "!=": (difference) => difference !== 0,
};
const operators = fc.constantFrom(...(Object.keys(REFERENCE) as Operator[]));

const sources = fc.stringMatching(/^R\d{5}\.[A-Z][A-Za-z]{0,10}$/);
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const equality = fc.constantFrom<Operator>("=", "!=");
const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ form: fc.constantFrom("value" as const, "not" as const), source: sources }),
  fc.record({ form: fc.constant("comparison" as const), source: sources, operator: operators, operand: numbers }),
  fc.record({
    form: fc.constant("comparison" as const),
    source: sources,
    operator: equality,
    operand: fc.oneof(fc.boolean(), fc.string({ unit: "binary" })),
  }),
);

function refusal(written: string): ConditionError | undefined {
  try {
    parseCondition(written);
    return undefined;
  } catch (error) {
    return error as ConditionError;
  }
}
