import { checkFile } from "../config/check.ts";
import { faultLine } from "../config/fault-line.ts";
import { EXIT, Halt } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/** Says everything that is wrong with a configuration file, without a controller. Warnings do not refuse it. */
export async function check(terminal: Terminal, file: string): Promise<number> {
  const { texts } = terminal;
  const { content, faults } = await checkFile(file, { environment: terminal.env }).catch((cause: unknown) => {
    throw new Halt(EXIT.unknown, "cli.unreadable", { file }, cause);
  });
  if (content === undefined && faults.length === 0) throw new Halt(EXIT.unknown, "cli.unreadable", { file });
  for (const fault of faults) terminal.print(faultLine(file, fault, texts));
  const errors = faults.filter(({ severity }) => severity === "error").length;
  if (errors > 0) terminal.say("cli.check.wrong", { count: errors, file });
  else terminal.say("cli.check.right", { file });
  return errors > 0 ? EXIT.wrong : EXIT.ok;
}
