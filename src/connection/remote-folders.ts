import { Dialogue } from "./dialogue.ts";
import { refusal } from "./failure.ts";

/**
 * Makes a folder and those above it. It mostly is there, and a refused MKD does not say whether it was: entering it does.
 * `onMade` is told of each that was made, from above, also when one further down cannot be.
 */
export async function makeFolders(
  dialogue: Dialogue,
  folder: string,
  onMade?: (folder: string) => void,
): Promise<void> {
  if ((await dialogue.folder.enter(folder)).code < 400) return;
  const names = folder.split("/").filter((name) => name !== "");
  const root = folder.startsWith("/") ? "/" : "";
  const levels = names.map((_, depth) => root + names.slice(0, depth + 1).join("/"));
  // Some servers say that they made what was there: only who wants to know pays for the look.
  const there = onMade === undefined ? 0 : await countThere(dialogue, levels);
  const paths: string[] = [];
  for (const level of levels) paths.push(await dialogue.folder.reach(level));
  const replies = await dialogue.channel.exchange(...paths.map((path) => `MKD ${path}`));
  const made = levels.filter((_, depth) => depth >= there && (replies[depth]?.code ?? 500) < 400);
  for (const level of made) onMade?.(level);
  const entered = await dialogue.folder.enter(folder);
  if (entered.code >= 400) throw refusal(replies.findLast((reply) => reply.code >= 400) ?? entered, folder);
}

/** Removes a folder that is empty. The session leaves it before: not every server takes away what it stands in. */
export async function removeFolder(dialogue: Dialogue, folder: string): Promise<void> {
  if (folder.startsWith("/")) await dialogue.folder.enter(folder.slice(0, folder.lastIndexOf("/")) || "/");
  Dialogue.require(await dialogue.about("RMD", folder), folder);
}

/** How many of the folders above a missing one are there. */
async function countThere(dialogue: Dialogue, levels: readonly string[]): Promise<number> {
  for (let count = levels.length - 1; count > 0; count -= 1) {
    if ((await dialogue.folder.enter(levels[count - 1] ?? "/")).code < 400) return count;
  }
  return 0;
}
