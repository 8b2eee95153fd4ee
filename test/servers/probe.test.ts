import { readdir } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { SERVER_KINDS } from "../support/real-recipe.ts";
import { type Site, startSite } from "../support/real-site.ts";

describe.each(SERVER_KINDS)("a connection test on %s", (kind) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite(kind, { resources: [{ id: "R00001" }] });
    return () => site.stop();
  });

  it("leaves neither the file nor the folders that it made", async () => {
    const before = await readdir(site.remote(""));
    const body = { resource: "R00001", folder: `${site.server.folder}/new/deeper` };
    expect(await site.controller.api("POST", "/connections/LAN01/test", body)).toMatchObject({ ok: true });
    await eventually(async () => expect(await readdir(site.remote(""))).toEqual(before));
  });
});
