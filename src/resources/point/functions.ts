import type { Clock } from "../../clock.ts";
import type { DeviceTree } from "../../files/tree.ts";
import type { History, TraceLog } from "../../history/history.ts";
import type { Value } from "../../vars/definition.ts";
import { Balance } from "./balance.ts";
import type { PointConfig, TraceConfig } from "./schema.ts";
import { Trace } from "./trace.ts";

/** The functions of a point in service: they sample what it shows. */
export class Functions {
  readonly #traces: readonly Trace[];
  readonly #balance: Balance | undefined;

  constructor(config: PointConfig, { history, clock }: { history: History; clock: Clock }, value: Value) {
    const now = clock.now();
    this.#traces = config.functions.map((trace) => new Trace(trace, openTrace(config.id, trace, history).trace, now));
    this.#balance = hasBalance(config)
      ? new Balance(config.balance, history.balance(config.id), clock, value)
      : undefined;
    for (const trace of this.#traces) trace.changed(value, now);
  }

  tick(value: Value, now: number): void {
    for (const trace of this.#traces) trace.tick(value, now);
    this.#balance?.tick(value, now);
  }

  changed(value: Value, now: number): void {
    for (const trace of this.#traces) trace.changed(value, now);
    this.#balance?.changed(value, now);
  }

  close(): void {
    this.#balance?.close();
  }
}

/** The samples of a trace, `R00010.F0001`. */
export function openTrace(
  point: string,
  { id, keepDays, keepSamples }: TraceConfig,
  history: History,
): { key: string; trace: TraceLog } {
  const key = `${point}.${id}`;
  return { key, trace: history.trace(key, { days: keepDays, samples: keepSamples }) };
}

/** Mounts the folders of a point's functions, in service or not; the answer unmounts them. */
export function mountFunctions(config: PointConfig, history: History, tree: DeviceTree): () => void {
  const root = `easy.RESS.${config.id}`;
  const folders = config.functions.map(({ id, label, csv }) => ({
    path: `${root}.FNCT.${id}`,
    store: history.traceFolder(`${config.id}.${id}`, csv),
    label: label || id,
  }));
  if (hasBalance(config)) {
    const store = history.balanceFolder(config.id, config.balanceCsv);
    folders.push({ path: `${root}.BilanWeek`, store, label: "BilanWeek" });
  }
  for (const { path, store, label } of folders) tree.mount(path, store, { label });
  tree.setLabel(root, config.label || config.id);
  return () => {
    for (const { path } of folders) tree.unmount(path);
    tree.setLabel(root, undefined);
  };
}

/** There is nothing to count in a text. */
function hasBalance({ type, balance }: PointConfig): boolean {
  return type !== "text" && balance > 0;
}
