import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

/** What a folder showed while something was written to it: for each name the different sizes it was seen with. */
export interface FolderSights {
  sizes(name: string): readonly number[];
}

/** Looks at a folder as often as possible while `action` runs, and once after. */
export async function watchFolder(folder: string, action: () => Promise<unknown>): Promise<FolderSights> {
  const sights = new Map<string, Set<number>>();
  let running = true;
  const ended = action().finally(() => {
    running = false;
  });
  while (running) {
    look(folder, sights);
    await setImmediate();
  }
  await ended;
  look(folder, sights);
  return { sizes: (name) => [...(sights.get(name) ?? [])].toSorted((a, b) => a - b) };
}

function look(folder: string, sights: Map<string, Set<number>>): void {
  for (const name of names(folder)) {
    const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
    if (size !== undefined) sights.set(name, (sights.get(name) ?? new Set()).add(size));
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not made yet
  }
}
