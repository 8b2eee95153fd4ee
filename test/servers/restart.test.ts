import { randomBytes } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { SERVER_KINDS } from "../support/real-recipe.ts";
import { contents, type Site, startSite, writeFiles } from "../support/real-site.ts";

const FILES = Object.fromEntries(Array.from({ length: 1500 }, (_, n) => [`${n}.bin`, randomBytes(512)]));

describe.each(SERVER_KINDS)("%s", (kind) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite(kind, { resources: [{ id: "R00001" }] });
    return () => site.stop();
  });

  it("a controller killed in mid-send resumes with what is missing", { timeout: 90_000 }, async () => {
    await writeFiles(site.local("R00001"), FILES);
    const running = await site.begin("R00001", "Send");
    await running.until((now) => Number(now.FilesDone) >= 50);
    const finished = (await readdir(site.remote("R00001"))).filter((name) => name.endsWith(".bin"));
    await sleep(80); // longer than the journal may keep a finished file to itself
    await site.controller.kill("SIGKILL");
    expect((await readdir(site.remote("R00001"))).length).toBeLessThan(Object.keys(FILES).length);
    const times = await modificationTimes(finished);

    await site.controller.start();
    const watch = await site.controller.watch("R00001.*");
    const last = await watch.until((now) => Number(now["R00001.Done"]) > 0 && now["R00001.Action"] === 0, 60_000);
    watch.close();

    expect(last).toMatchObject({ "R00001.Error": 0, "R00001.Fault": false });
    expect(await contents(site.remote("R00001"))).toEqual(await contents(site.local("R00001")));
    expect(await modificationTimes(finished)).toEqual(times);
    const events = JSON.stringify(await site.controller.api("GET", "/journal?resource=R00001"));
    expect(events).toContain("commandResumed");
    expect(events).toContain("commandSucceeded");
  });

  function modificationTimes(names: readonly string[]): Promise<number[]> {
    return Promise.all(names.map(async (name) => (await stat(site.remote(`R00001/${name}`))).mtimeMs));
  }
});
