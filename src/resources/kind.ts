import type { Observable } from "rxjs";
import type { TSchema } from "typebox";
import type { Clock } from "../clock.ts";
import type { Connections } from "../connection/connections.ts";
import type { OnLine } from "../connection/session.ts";
import type { DeviceTree } from "../files/tree.ts";
import type { History, TraceLog } from "../history/history.ts";
import type { Exchanges } from "../journal/exchanges.ts";
import type { Exports } from "../journal/exports.ts";
import type { CommandRecord } from "../journal/records.ts";
import type { VarRows } from "../vars/definition.ts";
import type { Space } from "../vars/space.ts";
import type { ResourceParts } from "./resource.ts";
import type { Profile } from "./till/profile.ts";

/** A kind of resource: its parameters, and how one of them comes to life. The one table of kinds is `kinds.ts`. */
export interface Kind<Config> {
  readonly schema: TSchema;
  /** Under which heading of "Ajouter une ressource" it stands: `menu.<this>` in `i18n/`. */
  readonly menu: Menu;
  /** The variables it has with these parameters. */
  rows(config: Config): VarRows;
  /** Declares its variables under `easy.RESS.<id>` and begins to serve them. */
  start(config: Config, parts: Parts & ResourceParts): Live<Config>;
}

/** The source's "Internet", and headings for what is not of it. */
export const MENUS = ["internet", "points", "till"] as const;
export type Menu = (typeof MENUS)[number];

/** A resource in the device. */
export interface Live<Config> {
  /** A change of its parameters. */
  update(config: Config): void;
  /** A command that was under way when the process ended. */
  takeUp(record: CommandRecord): void;
  /** What was under way was taken up: what it does by itself may begin. */
  begin?(): void;
  /** Ends what runs, within 2 s, to go on at the next start. */
  stop(): Promise<void>;
  /** Removed from the configuration: ends what runs for good, and takes its variables out of the space. */
  remove(): Promise<void>;
}

/** What the hands of any kind work with. */
export interface Parts {
  readonly clock: Clock;
  readonly space: Space;
  readonly tree: DeviceTree;
  readonly connections: Connections;
  /** The password of a resource in clear. Raises `passwordUnusable`. */
  password(resource: { readonly id: string; readonly password: string }): string;
  /** Who hears the FTP dialogue of a resource's commands; left out, nobody does. */
  dialogueOf?(resource: string): OnLine;
  /** Samples and balances of points. */
  readonly history: History;
  /** The tick of the device, once a second: points share it. */
  readonly tick$: Observable<void>;
  /** The elements of a Set, or `undefined` when it is gone. */
  elements(set: string): readonly string[] | undefined;
  /** The history of a variable, by its full path. */
  historyOf(path: string): VariableHistory | undefined;
  /** Files that Sets make of variables, until the server has them. */
  readonly exports: Exports;
  /** Files on their way over a server. */
  readonly exchanges: Exchanges;
  /** A protocol of a till, built in or configured. Raises `profileMissing`. */
  profile(name: string): Profile;
  /** Where the device is, for names of files. */
  readonly site: string;
}

/** What is kept of a variable: a point's `Value` has the first trace of the point. */
export interface VariableHistory {
  /** Of the trace: `R00010.F0001`. */
  readonly key: string;
  readonly trace: TraceLog;
  /** What people call the variable; may be empty. */
  readonly label: string;
}
