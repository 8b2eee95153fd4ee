import { truncate } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { SERVER_KINDS } from "../support/real-recipe.ts";
import { contents, type Site, startSite, writeFiles } from "../support/real-site.ts";

const LARGE = 64 * 1024 * 1024;

describe.each(SERVER_KINDS)("%s, slow", (kind) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite(kind, {
      server: { uploadRate: 2048 },
      resources: [{ id: "R00001" }, { id: "R00002", passive: false }, { id: "R00003" }],
    });
    return () => site.stop();
  });

  async function beginLargeSend(resource: string) {
    await writeFiles(site.local(resource), { "large.bin": "" });
    await truncate(site.local(`${resource}/large.bin`), LARGE);
    const running = await site.begin(resource, "Send");
    await eventually(async () => expect(await contents(site.remote(resource))).toHaveProperty("large.bin.part"));
    await running.until((now) => Number(now.BytesDone) > 0);
    return running;
  }

  it.each([
    { resource: "R00001", mode: "passive" },
    { resource: "R00002", mode: "active" },
  ])("$mode mode: Abort in mid-file stops within 2 s and leaves nothing half sent", async ({ resource }) => {
    const running = await beginLargeSend(resource);
    const askedAt = performance.now();
    await site.controller.pulse(`${resource}.Abort`);
    const { outputs, actions } = await running.ended();
    expect(performance.now() - askedAt).toBeLessThan(2_000);
    expect(outputs).toMatchObject({ Error: 3, Fault: false, Status: 1, Action: 0 });
    expect(actions).toContain(4);
    await eventually(async () => expect(await contents(site.remote(resource))).toEqual({}));

    await truncate(site.local(`${resource}/large.bin`), 1000);
    expect((await site.command(resource, "Send")).outputs).toMatchObject({ Error: 0, FilesDone: 1 });
    expect(await contents(site.remote(resource))).toEqual(await contents(site.local(resource)));
  });

  it("Valid off in mid-file ends the command as disabled", async () => {
    const running = await beginLargeSend("R00003");
    const connection = await site.controller.api<object>("GET", "/connections/LAN01");
    await site.controller.api("PUT", "/connections/LAN01", { ...connection, valid: false });
    const { outputs } = await running.ended();
    expect(outputs).toMatchObject({ Error: 4, Fault: true, Status: 1 });
    expect(await contents(site.remote("R00003"))).not.toHaveProperty("large.bin");
    await site.controller.api("PUT", "/connections/LAN01", { ...connection, valid: true });
  });
});
