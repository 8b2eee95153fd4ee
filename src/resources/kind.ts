import type { TSchema } from "typebox";
import type { Clock } from "../clock.ts";
import type { Connections } from "../connection/connections.ts";
import type { DeviceTree } from "../files/tree.ts";
import type { FileResult, PlannedFile, PlanProgress } from "../journal/records.ts";
import type { VarRows } from "../vars/definition.ts";
import type { Space } from "../vars/space.ts";
import type { Progress, Verb } from "./machine.ts";
import type { transferOutputs } from "./rows.ts";

/** A kind of resource: its parameters, its variables and its hands. The one table of kinds is `kinds.ts`. */
export interface Kind<Config> {
  readonly schema: TSchema;
  readonly rows: VarRows & typeof transferOutputs;
  /** Hands for one command, with the configuration as it is when the command begins. */
  hands(config: Config, parts: Parts): Hands;
}

/** What the hands of any kind work with. */
export interface Parts {
  readonly clock: Clock;
  readonly space: Space;
  readonly tree: DeviceTree;
  readonly connections: Connections;
  /** The password of a resource in clear. Raises `passwordUnusable`. */
  password(resource: { readonly id: string; readonly password: string }): string;
  /** The elements of a Set, or `undefined` when it is gone. */
  elements(set: string): readonly string[] | undefined;
}

/** Performs a command. Resolves when every file arrived; raises the first `Failure` otherwise, sockets closed. */
export interface Hands {
  run(job: Job): Promise<void>;
}

/** What a command tells as it goes on, and how it is told to stop. */
export interface Job {
  readonly verb: Verb;
  /** Names the command in temporary names. */
  readonly id: number;
  /** Aborts with the `Failure` that says why. Everything is closed within 2 s then. */
  readonly signal: AbortSignal;
  /** What an interrupted command had planned and done before; `undefined` for a new one. */
  readonly before: PlanProgress | undefined;
  plan(files: readonly PlannedFile[]): void;
  fileEnded(result: FileResult): void;
  /** What was told of ended files is durable when this returns, not a moment later. Raises `journalUnavailable`. */
  makeDurable(): void;
  waiting(on: boolean): void;
  receiving(on: boolean): void;
  /** May be called for every chunk: what is shown is thinned out. */
  moved(progress: Progress): void;
}
