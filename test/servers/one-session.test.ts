import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { SERVER_KINDS } from "../support/real-recipe.ts";
import type { RealServer } from "../support/real-servers.ts";
import { contents, type Site, startSite, writeFiles } from "../support/real-site.ts";

describe.each(SERVER_KINDS)("%s with room for one session", (kind) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite(kind, { server: { maxClients: 1 }, resources: [{ id: "R00001" }, { id: "R00002" }] });
    return () => site.stop();
  });

  it("a visitor in that place makes the server busy until it leaves", async () => {
    await writeFiles(site.local("R00001"), { "a.txt": "a" });
    const visitor = await logIn(site.server);
    expect((await site.command("R00001", "Send")).outputs).toMatchObject({ Error: 5, Fault: true, Failed: 1 });
    visitor.destroy();
    await eventually(async () => {
      expect((await site.command("R00001", "Send")).outputs).toMatchObject({ Error: 0, Fault: false, FilesDone: 1 });
    });
  });

  it("many files go through the one it grants", async () => {
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`${n}.bin`, randomBytes(64 * 1024)]));
    await writeFiles(site.local("R00002"), files);
    expect((await site.command("R00002", "Send")).outputs).toMatchObject({ Error: 0, FilesDone: 12 });
    expect(await contents(site.remote("R00002"))).toEqual(await contents(site.local("R00002")));
  });
});

/** A session of somebody else, open until its socket is destroyed. */
function logIn({ host, port, user, password }: RealServer): Promise<Socket> {
  const socket = connect(port, host);
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    createInterface(socket).on("line", (line) => {
      if (line.startsWith("220 ")) socket.write(`USER ${user}\r\n`);
      if (line.startsWith("331 ")) socket.write(`PASS ${password}\r\n`);
      if (line.startsWith("230 ")) resolve(socket);
    });
  });
}
