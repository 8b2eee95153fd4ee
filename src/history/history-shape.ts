import type { Shape } from "../database/shape.ts";

/**
 * Times are whole milliseconds since 1970 UTC. A digital value is an INTEGER, which takes no room at all as 0 or 1, and a
 * number is a REAL: the type of a value comes back with it.
 *
 * `samples` of a trace have the numbers above `traces.forgotten`, without gaps. `turns` are samples that are earlier
 * than the one before them, because the clock was set back: between two turns, times only grow.
 */
export const HISTORY_SHAPE: Shape = {
  essential: ["origin", "traces", "turns", "balances"],
  steps: [
    `
  CREATE TABLE origin (seq INTEGER NOT NULL) STRICT;
  INSERT INTO origin VALUES (0);

  CREATE TABLE traces (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    keep_days REAL NOT NULL,
    keep_samples INTEGER NOT NULL,
    forgotten INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE samples (
    trace INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    time INTEGER NOT NULL,
    value ANY NOT NULL,
    PRIMARY KEY (trace, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE turns (
    trace INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (trace, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE balances (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE hours (
    balance INTEGER NOT NULL,
    start INTEGER NOT NULL,
    last INTEGER NOT NULL,
    count INTEGER NOT NULL,
    min REAL NOT NULL,
    max REAL NOT NULL,
    sum REAL NOT NULL,
    on_ms INTEGER NOT NULL,
    starts INTEGER NOT NULL,
    PRIMARY KEY (balance, start)
  ) STRICT, WITHOUT ROWID;
  `,
  ],
};
