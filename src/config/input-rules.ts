import { mismatch } from "../links/condition.ts";
import { ConditionError, parseCondition } from "../links/condition-parser.ts";
import { readSchedule, ScheduleError } from "../links/schedule.ts";
import { type Drive, INPUT_NAME } from "../links/schema.ts";
import { type KindName, rowsOf } from "../resources/kinds.ts";
import type { VarRow, VarRows } from "../vars/definition.ts";
import { below, fault } from "./faults.ts";
import { closedLoops, pathOf } from "./loops.ts";
import type { ConfigFault } from "./schema.ts";

/** A resource and its JSON pointer. */
interface Item {
  readonly path: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** A drive of the right form, its JSON pointer, and the input that it names. */
interface DrivenInput {
  readonly path: string;
  readonly resource: string;
  readonly input: string;
  readonly drive: Drive;
}

/** The variables of each resource, by its id; `undefined` for one whose form is wrong: nothing is said of them then. */
class Known {
  readonly #resources: ReadonlyMap<string, Item>;
  readonly #unsound: ReadonlySet<string>;
  /** Few of many resources are asked for. */
  readonly #rows = new Map<string, VarRows>();

  constructor(resources: readonly Item[], unsound: ReadonlySet<string>) {
    this.#resources = new Map(resources.map((resource) => [String(resource.members.id), resource]));
    this.#unsound = unsound;
  }

  has(id: string): boolean {
    return this.#resources.has(id);
  }

  get(id: string): VarRows | undefined {
    const resource = this.#resources.get(id);
    if (resource === undefined || this.#unsound.has(resource.path)) return undefined;
    const rows = this.#rows.get(id) ?? variablesOf(resource.members);
    this.#rows.set(id, rows);
    return rows;
  }
}

/** What drives inputs: inputs that there are, conditions that make sense of their source, times that come, and no loop. */
export function inputFaults(
  resources: readonly Item[],
  formFaults: readonly ConfigFault[],
  only?: string,
): ConfigFault[] {
  const unsound = new Set(formFaults.map(({ path }) => path.split("/", 3).join("/")));
  const known = new Known(resources, unsound);
  const inputs = resources.flatMap(drivenInputs);
  return [
    ...inputs.flatMap((driven) => driveFaults(driven, known, only)),
    ...resources.flatMap(drivenPointFaults),
    ...loopFaults(inputs, known),
  ];
}

function variablesOf(resource: Item["members"]): VarRows {
  return rowsOf(resource as { readonly kind: KindName });
}

/** What is not of the form of a drive is the schema's affair. */
function drivenInputs({ path, members }: Item): DrivenInput[] {
  const { id, inputs } = members;
  if (typeof id !== "string" || typeof inputs !== "object" || inputs === null) return [];
  return Object.entries(inputs).flatMap(([input, drive]) =>
    INPUT_NAME.test(input) && isDrive(drive)
      ? [{ path: below(below(path, "inputs"), input), resource: id, input, drive }]
      : [],
  );
}

function isDrive(drive: unknown): drive is Drive {
  const { link, cron, timeZone, every } = (drive ?? {}) as Item["members"];
  if (cron !== undefined) return typeof cron === "string" && (timeZone === undefined || typeof timeZone === "string");
  return typeof link === "string" || (Number.isInteger(every) && Number(every) > 0);
}

function driveFaults(driven: DrivenInput, known: Known, only: string | undefined): ConfigFault[] {
  const { path, resource, input, drive } = driven;
  const rows = known.get(resource);
  const row = rowOf(`${resource}.${input}`, known);
  if (rows !== undefined && row?.direction !== "input") {
    return [fault("inputUnknown", path, { name: input, inputs: namesOfInputs(rows) })];
  }
  if ("link" in drive) return linkFaults(drive.link, below(path, "link"), row, known);
  if (row !== undefined && row.type.kind !== "bool") return [fault("digitalInputExpected", path)];
  // A time of day has to do with nothing else.
  if (only !== undefined && !path.startsWith(`${only}/`)) return [];
  try {
    readSchedule(drive);
    return [];
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return [fault(error.fault, below(path, error.member))];
  }
}

function linkFaults(link: string, path: string, target: VarRow | undefined, known: Known): ConfigFault[] {
  try {
    const condition = parseCondition(link);
    const name = condition.source;
    if (!known.has(resourceOf(name))) return [fault("linkSourceMissing", path, { name })];
    const source = rowOf(name, known);
    if (source === undefined) {
      const isKnown = known.get(resourceOf(name)) !== undefined;
      return isKnown ? [fault("linkSourceUnknown", path, { name })] : [];
    }
    const code = target && mismatch(condition, source.type, target.type);
    return code === undefined ? [] : [fault(code, path, { name })];
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return [fault(error.expected, path, { position: error.position })];
  }
}

/** A link writes the value that a constant or a signal would show. */
function drivenPointFaults({ path, members }: Item): ConfigFault[] {
  const { kind, inputs } = members;
  if (kind !== "point" || typeof inputs !== "object" || inputs === null || !("Value" in inputs)) return [];
  const sources = ["constant", "signal"].filter((member) => members[member] !== undefined);
  return sources.map((member) => fault("pointDriven", below(path, member)));
}

function loopFaults(inputs: readonly DrivenInput[], known: Known): ConfigFault[] {
  const links = inputs.flatMap(({ path, resource, input, drive }) => {
    const source = "link" in drive ? sourceOf(drive.link) : undefined;
    return source === undefined ? [] : [{ path: below(path, "link"), source, target: `${resource}.${input}` }];
  });
  const bySourceResource = Map.groupBy(links, ({ source }) => resourceOf(source));
  const isShown = (variable: string) => {
    const row = rowOf(variable, known);
    return row?.direction === "output" || row?.shownByOwner === true;
  };
  return closedLoops(links, ({ target }) => {
    const next = bySourceResource.get(resourceOf(target)) ?? [];
    return next.filter(({ source }) => source === target || isShown(source));
  }).map((loop) => fault("linkLoop", loop.at(-1)?.path ?? "", { loop: pathOf(loop).join(" → ") }));
}

function sourceOf(link: string): string | undefined {
  try {
    return parseCondition(link).source;
  } catch {
    return undefined;
  }
}

function resourceOf(variable: string): string {
  return variable.slice(0, variable.indexOf("."));
}

function rowOf(variable: string, known: Known): VarRow | undefined {
  const resource = resourceOf(variable);
  const name = variable.slice(resource.length + 1);
  const rows = known.get(resource);
  return rows !== undefined && Object.hasOwn(rows, name) ? rows[name] : undefined;
}

function namesOfInputs(rows: VarRows): string {
  return Object.keys(rows)
    .filter((name) => rows[name]?.direction === "input")
    .join(", ");
}
