import type { Shape } from "../database/shape.ts";

/** Times and durations are REAL, so that milliseconds come back exactly as they were given. */
export const JOURNAL_SHAPE: Shape = {
  essential: ["commands", "retained", "exports", "export_positions", "export_series", "exchanges", "exchanged"],
  steps: [
    `
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time REAL NOT NULL,
    type TEXT NOT NULL,
    severity TEXT NOT NULL,
    resource TEXT NOT NULL,
    origin TEXT NOT NULL,
    parameters TEXT NOT NULL,
    error INTEGER,
    acknowledged_at REAL,
    acknowledged_by TEXT,
    day INTEGER AS (CAST(time / 86400000 AS INTEGER)) VIRTUAL
  ) STRICT;
  CREATE INDEX events_resource ON events (resource, id);
  CREATE INDEX events_type ON events (type, id);
  CREATE INDEX events_pending ON events (id) WHERE acknowledged_at IS NULL;
  CREATE INDEX events_acknowledged ON events (id) WHERE acknowledged_at IS NOT NULL;
  CREATE INDEX events_day ON events (day, id, type, time, acknowledged_at);

  CREATE TABLE commands (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    resource TEXT NOT NULL,
    verb TEXT NOT NULL,
    cause TEXT NOT NULL,
    accepted_at REAL NOT NULL,
    start_ups INTEGER NOT NULL DEFAULT 0,
    planned INTEGER NOT NULL DEFAULT 0,
    ended_at REAL,
    error INTEGER,
    failure TEXT,
    subject TEXT,
    reply TEXT,
    files_total INTEGER,
    files_done INTEGER,
    bytes_total INTEGER,
    bytes_done INTEGER,
    duration_ms REAL
  ) STRICT;
  CREATE INDEX commands_resource ON commands (resource, id);
  CREATE INDEX commands_unfinished ON commands (id) WHERE ended_at IS NULL;

  CREATE TABLE files (
    command INTEGER NOT NULL REFERENCES commands (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified REAL NOT NULL,
    state TEXT,
    bytes INTEGER,
    duration_ms REAL,
    failure TEXT,
    reply TEXT,
    PRIMARY KEY (command, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX files_failed ON files (command, position) WHERE state = 'failed';

  CREATE TABLE retained (
    path TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
    `
  CREATE TABLE exports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    resource TEXT NOT NULL,
    element TEXT NOT NULL,
    trace TEXT,
    first_sample INTEGER,
    last_sample INTEGER,
    series TEXT NOT NULL,
    number INTEGER NOT NULL,
    remote TEXT NOT NULL,
    rendering TEXT NOT NULL,
    begun INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX exports_resource ON exports (resource, id);
  CREATE INDEX exports_trace ON exports (trace);
  CREATE UNIQUE INDEX exports_series ON exports (series, number);

  CREATE TABLE export_positions (
    resource TEXT NOT NULL,
    trace TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (resource, trace)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE export_series (
    series TEXT PRIMARY KEY,
    number INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE files ADD COLUMN export INTEGER;
  CREATE INDEX files_export ON files (export) WHERE export IS NOT NULL;
  `,
    `
  ALTER TABLE commands ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;
  `,
    `
  CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    resource TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX exchanges_resource ON exchanges (resource, id);

  CREATE TABLE exchanged (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    resource TEXT NOT NULL,
    kind TEXT NOT NULL,
    remote TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified REAL,
    sha256 TEXT NOT NULL,
    note TEXT,
    time REAL NOT NULL
  ) STRICT;
  CREATE INDEX exchanged_resource ON exchanged (resource, kind, id);
  `,
  ],
};
