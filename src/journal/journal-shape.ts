import type { Shape } from "../database/shape.ts";

/** Times and durations are REAL, so that milliseconds come back exactly as they were given. */
export const JOURNAL_SHAPE: Shape = {
  essential: ["commands", "retained"],
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
  ],
};
