import { accessCommands } from "./commands/access.ts";
import { dataPortCommands } from "./commands/data-port.ts";
import { exchangeCommands } from "./commands/exchange.ts";
import { listCommands } from "./commands/list.ts";
import { settingCommands } from "./commands/setting.ts";
import { treeCommands } from "./commands/tree.ts";
import type { Session } from "./session.ts";

export interface Command {
  /** What the client must be allowed to: anything, be logged in, or change files. */
  readonly needs: "nothing" | "login" | "write";
  readonly takesPath?: true;
  /** Executes the command; answers its final reply, unless it has said it already. Raises `Refusal` or a file system error. */
  run(session: Session, argument: string): Promise<string | undefined> | string;
}

export type CommandTable = Readonly<Record<string, Command>>;

/** Every command the server knows, by its name in upper case. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries<Command>({
    ...accessCommands,
    ...settingCommands,
    ...treeCommands,
    ...dataPortCommands,
    ...exchangeCommands,
    ...listCommands,
  }),
);
