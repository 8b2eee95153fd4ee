import type { DatabaseSync } from "node:sqlite";

/** The shape of a database, in steps that make it from nothing. */
export interface Shape {
  /**
   * SQL, one step per version: the database says in `user_version` how many it has taken. A step that was once released
   * is never edited; a change is a further step.
   */
  readonly steps: readonly string[];
  /** The tables without which the controller cannot go on: of a large database only these are checked when it is opened. */
  readonly essential: readonly string[];
}

/** How many steps a database has taken: more than there are were taken by a newer program. */
export function versionOf(connection: DatabaseSync): number {
  return Number(connection.prepare("PRAGMA user_version").get()?.user_version);
}

/** Takes the steps the database has not taken yet, all or none. */
export function migrate(connection: DatabaseSync, { steps }: Shape): void {
  const version = versionOf(connection);
  if (version === steps.length) return;
  connection.exec("BEGIN IMMEDIATE");
  for (const step of steps.slice(version)) connection.exec(step);
  connection.exec(`PRAGMA user_version = ${steps.length}`);
  connection.exec("COMMIT");
}
