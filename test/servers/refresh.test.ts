import { readFile, stat, utimes } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { SERVER_KINDS } from "../support/real-recipe.ts";
import { contents, type Site, startSite, writeFiles } from "../support/real-site.ts";

const YESTERDAY = new Date(Date.now() - 86_400_000);
const LAST_WEEK = new Date(Date.now() - 7 * 86_400_000);

describe.each(SERVER_KINDS)("%s", (kind) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite(kind, { resources: [{ id: "R00001" }, { id: "R00002", passive: false }] });
    return () => site.stop();
  });

  it.each([
    { resource: "R00001", mode: "passive" },
    { resource: "R00002", mode: "active" },
  ])(
    "$mode mode: a refresh renews what differs or is newer, creates nothing and deletes nothing",
    async ({ resource }) => {
      const local = (name: string) => site.local(`${resource}/${name}`);
      const remote = (name: string) => site.remote(`${resource}/${name}`);
      await writeFiles(site.local(resource), {
        "longer there.txt": "old",
        "newer there.txt": "old",
        "older there.txt": "own",
        "only here.txt": "mine",
        "sub/longer there.txt": "old",
      });
      await writeFiles(site.remote(resource), {
        "longer there.txt": "old and more",
        "newer there.txt": "new",
        "older there.txt": "alt",
        "only there.txt": "theirs",
        "sub/longer there.txt": "",
      });
      await utimes(local("newer there.txt"), LAST_WEEK, LAST_WEEK);
      await utimes(remote("newer there.txt"), YESTERDAY, YESTERDAY);
      await utimes(local("older there.txt"), YESTERDAY, YESTERDAY);
      await utimes(remote("older there.txt"), LAST_WEEK, LAST_WEEK);
      const remoteBefore = await contents(site.remote(resource));
      const untouched = await stat(local("older there.txt"));

      const { outputs, actions } = await site.command(resource, "Refresh");

      expect(outputs).toMatchObject({ Error: 0, Fault: false, Status: 1, Done: 1 });
      expect(new Set(actions)).toEqual(new Set([0, 2, 3]));
      expect(await readFile(local("longer there.txt"), "utf8")).toBe("old and more");
      expect(await readFile(local("newer there.txt"), "utf8")).toBe("new");
      expect(await readFile(local("sub/longer there.txt"), "utf8")).toBe("");
      expect(await stat(local("older there.txt"))).toMatchObject({ ino: untouched.ino, mtimeMs: untouched.mtimeMs });
      expect(Object.keys(await contents(site.local(resource))).toSorted()).toEqual([
        "longer there.txt",
        "newer there.txt",
        "older there.txt",
        "only here.txt",
        "sub/longer there.txt",
      ]);
      expect(await contents(site.remote(resource))).toEqual(remoteBefore);
    },
  );

  it("a second refresh finds nothing to do", async () => {
    const { outputs, actions } = await site.command("R00001", "Refresh");
    expect(outputs).toMatchObject({ Error: 0, Done: 2 });
    expect(new Set(actions)).toEqual(new Set([0, 3]));
  });
});
