import { openMemoryStore } from "../../src/files/memory.ts";
import type { BalanceLog, History, Sample, TraceLog } from "../../src/history/history.ts";
import type { Value } from "../../src/vars/definition.ts";

/** Samples kept in memory, durable at once, and what was counted, call by call. */
export interface MemoryHistory extends History {
  samples(key: string): readonly Sample[];
  counts(key: string): readonly Count[];
}

export type Count =
  | readonly ["count", at: number, value: number]
  | readonly ["on", from: number, to: number, started: boolean];

export function memoryHistory(): MemoryHistory {
  const traces = new Map<string, Sample[]>();
  const balances = new Map<string, Count[]>();
  return {
    samples: (key) => traces.get(key) ?? [],
    counts: (key) => balances.get(key) ?? [],
    trace: (key) => {
      const samples = traces.get(key) ?? [];
      traces.set(key, samples);
      return traceLog(samples);
    },
    balance: (key) => {
      const counts = balances.get(key) ?? [];
      balances.set(key, counts);
      return balanceLog(counts);
    },
    traceFolder: () => openMemoryStore(),
    balanceFolder: () => openMemoryStore(),
    prune: () => {},
    close: () => {},
  };
}

export function traceLog(samples: Sample[]): TraceLog {
  return {
    append: (time: number, value: Value) => samples.push({ seq: samples.length + 1, time, value }),
    flush: () => {},
    range: () => ({ first: samples[0]?.seq ?? 0, last: samples.at(-1)?.seq ?? 0 }),
    read: (from, to) => [samples.filter(({ seq }) => seq >= from && seq <= to)],
  };
}

export function balanceLog(counts: Count[]): BalanceLog {
  return {
    count: (time, value) => counts.push(["count", time, value]),
    countOn: (from, to, started) => counts.push(["on", from, to, started]),
    flush: () => {},
    rows: () => [],
  };
}
