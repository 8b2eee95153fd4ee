import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { madeUpCatalog } from "../../src/back-office/catalog-content.ts";
import { playOffice } from "../back-office/played-office.ts";
import { SERVER_KINDS } from "../support/real-recipe.ts";
import { startRealServer } from "../support/real-servers.ts";

describe.each(SERVER_KINDS)("the back office on %s", (kind) => {
  it("drops catalogs whole, and collects a report whole", async () => {
    const server = await startRealServer(kind);
    onTestFinished(() => server.stop());
    const office = await playOffice(server, {
      catalog: "/site/POS.spr",
      catalogEvery: 0.01,
      catalogs: 2,
      report: "/site/POS.rep",
      reportEnding: "END",
      reports: 1,
    });
    for (const number of [1, 2]) {
      await office.line({ what: "dropped", number });
      expect(await readFile(join(server.root, "POS.spr"))).toEqual(Buffer.from(madeUpCatalog(number, 10)));
      await rm(join(server.root, "POS.spr"));
    }
    await writeFile(join(server.root, "POS.rep.part"), "sale;1\r\nEND;1\r\n");
    await rename(join(server.root, "POS.rep.part"), join(server.root, "POS.rep"));
    expect(await office.ended).toBe(true);
    expect(await readFile(join(office.folder, "reports/1-POS.rep"), "latin1")).toBe("sale;1\r\nEND;1\r\n");
    expect(await readdir(server.root)).toEqual([]);
  });
});
