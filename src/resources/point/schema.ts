import { type Static, Type } from "typebox";
import { CsvFormatSchema } from "../../csv/format.ts";
import { InputsSchema } from "../../links/schema.ts";

const functionId = Type.String({ pattern: "^F[0-9]{4}$", title: "point.function.id" });

/** A trace: samples every period, or on change beyond a deadband; kept by age and count. */
export const TraceSchema = Type.Object(
  {
    id: functionId,
    kind: Type.Literal("trace"),
    label: Type.String({ maxLength: 64, default: "", title: "point.function.label" }),
    /** Seconds between samples; 0 samples on change only. */
    period: Type.Integer({ minimum: 0, maximum: 86_400, default: 60, title: "point.trace.period" }),
    /** A change by more than this is a sample of its own; -1 never. Digital and text points: any change, when not -1. */
    deadband: Type.Number({ minimum: -1, default: -1, title: "point.trace.deadband" }),
    keepDays: Type.Integer({ minimum: 1, maximum: 36_500, default: 400, title: "point.trace.keepDays" }),
    keepSamples: Type.Integer({
      minimum: 1,
      maximum: 100_000_000,
      default: 1_000_000,
      title: "point.trace.keepSamples",
    }),
    csv: CsvFormatSchema,
  },
  { additionalProperties: false, title: "point.trace" },
);
export type TraceConfig = Static<typeof TraceSchema>;

const SignalSchema = Type.Object(
  {
    shape: Type.Union(
      [Type.Literal("sine"), Type.Literal("ramp"), Type.Literal("square"), Type.Literal("random-walk")],
      { title: "point.signal.shape" },
    ),
    /** Seconds. */
    period: Type.Number({ minimum: 1, maximum: 31_536_000, default: 60, title: "point.signal.period" }),
    low: Type.Number({ default: 0, title: "point.signal.low" }),
    high: Type.Number({ default: 100, title: "point.signal.high" }),
    /** Half width of the uniform noise added to the signal. */
    noise: Type.Number({ minimum: 0, default: 0, title: "point.signal.noise" }),
    /** Seconds between two values. */
    step: Type.Integer({ minimum: 1, maximum: 86_400, default: 1, title: "point.signal.step" }),
  },
  { additionalProperties: false, title: "point.signal", group: "data" },
);
export type Signal = Static<typeof SignalSchema>;

/** A variable of the controller's own: digital, analog or text, written from outside, constant, or a rehearsal signal. */
export const PointSchema = Type.Object(
  {
    kind: Type.Literal("point"),
    id: Type.String({ pattern: "^R[0-9]{5}$", title: "resource.id", group: "identity" }),
    label: Type.String({ maxLength: 64, default: "", title: "resource.label", group: "identity" }),
    inService: Type.Boolean({ default: true, title: "resource.inService", group: "identity" }),
    type: Type.Union([Type.Literal("digital"), Type.Literal("analog"), Type.Literal("text")], {
      default: "analog",
      title: "point.type",
      group: "data",
    }),
    unit: Type.String({ maxLength: 16, default: "", title: "point.unit", group: "data" }),
    /** Analog: values beyond are shown in `Limit`, not refused. */
    limits: Type.Optional(
      Type.Object(
        {
          low: Type.Optional(Type.Number({ title: "point.limits.low" })),
          high: Type.Optional(Type.Number({ title: "point.limits.high" })),
        },
        { additionalProperties: false, title: "point.limits", group: "data" },
      ),
    ),
    /** Without either, the value is written from outside. */
    constant: Type.Optional(
      Type.Union([Type.Boolean(), Type.Number(), Type.String({ maxLength: 1024 })], {
        title: "point.constant",
        group: "data",
      }),
    ),
    signal: Type.Optional(SignalSchema),
    /** Seconds between the samples of the balance; 0: the point has none. */
    balance: Type.Integer({ minimum: 0, maximum: 3600, default: 60, title: "point.balance", group: "history" }),
    balanceCsv: { ...CsvFormatSchema, group: "history" },
    functions: Type.Array(TraceSchema, { maxItems: 16, default: [], title: "point.functions", group: "history" }),
    inputs: InputsSchema,
  },
  { additionalProperties: false, title: "point" },
);

export type PointConfig = Static<typeof PointSchema>;
