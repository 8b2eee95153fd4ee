import { Value as Schema } from "typebox/value";
import { expect, test } from "vitest";
import { type PointConfig, PointSchema } from "../../../src/resources/point/schema.ts";
import { valueHistory } from "../../../src/resources/point/value-history.ts";
import { memoryHistory } from "../../support/memory-history.ts";

const trace = (id: string) => ({ id, kind: "trace" });
const point = (members: object) => Schema.Default(PointSchema, { kind: "point", ...members }) as PointConfig;
const resources = [
  { id: "R00001", kind: "ftp-set" } as const,
  point({ id: "R00010", label: "Départ", functions: [trace("F0002"), trace("F0001")] }),
  point({ id: "R00011" }),
];

test("a point's Value has the first trace of the point, under its label", () => {
  const history = memoryHistory();
  history.trace("R00010.F0002", { days: 1, samples: 1 }).append(5, 21);
  const found = valueHistory("easy.RESS.R00010.Value", resources, history);
  expect([found?.key, found?.label, found?.trace.range()]).toEqual(["R00010.F0002", "Départ", { first: 1, last: 1 }]);
});

test.each([
  ["a point without a trace", "R00011.Value"],
  ["another variable of a point", "R00010.Mode"],
  ["a resource of another kind", "R00001.Value"],
  ["no resource at all", "R00099.Value"],
])("%s has no history", (_, path) => {
  expect(valueHistory(`easy.RESS.${path}`, resources, memoryHistory())).toBeUndefined();
});
