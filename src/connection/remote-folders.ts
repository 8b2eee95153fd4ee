import type { Dialogue } from "./dialogue.ts";
import { refusal } from "./failure.ts";

/**
 * Makes a folder and those above it. It mostly is there, and a refused MKD does not say whether it was: entering it does.
 */
export async function makeFolders(dialogue: Dialogue, folder: string): Promise<void> {
  if ((await dialogue.folder.enter(folder)).code < 400) return;
  const names = folder.split("/").filter((name) => name !== "");
  const root = folder.startsWith("/") ? "/" : "";
  const levels = names.map((_, depth) => root + names.slice(0, depth + 1).join("/"));
  const paths: string[] = [];
  for (const level of levels) paths.push(await dialogue.folder.reach(level));
  const replies = await dialogue.channel.exchange(...paths.map((path) => `MKD ${path}`));
  const entered = await dialogue.folder.enter(folder);
  if (entered.code >= 400) throw refusal(replies.findLast((reply) => reply.code >= 400) ?? entered, folder);
}
