import { beforeAll, describe, expect, it } from "vitest";
import { SERVER_KINDS } from "../support/real-recipe.ts";
import { contents, type Site, startSite, writeFiles } from "../support/real-site.ts";

describe.each(SERVER_KINDS)("%s that demands TLS", (kind) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite(kind, {
      server: { tls: "explicit", requireTls: true },
      connections: [{ id: "Tls", security: "explicit-tls" }],
      resources: [{ id: "R00001" }, { id: "R00002", connection: "Tls" }],
    });
    return () => site.stop();
  });

  // Pure-FTPd answers 421, which a server that is busy answers too.
  const refusal = kind === "pure-ftpd" ? 5 : 12;
  it(`a log-in in clear ends with Error ${refusal}`, async () => {
    await writeFiles(site.local("R00001"), { "a.txt": "a" });
    expect((await site.command("R00001", "Send")).outputs).toMatchObject({ Error: refusal, Fault: true, Failed: 1 });
    expect(await contents(site.server.root)).toEqual({});
  });

  it("a log-in over TLS is taken", async () => {
    await writeFiles(site.local("R00002"), { "a.txt": "a", "empty.flg": "" });
    expect((await site.command("R00002", "Send")).outputs).toMatchObject({ Error: 0, FilesDone: 2 });
    expect(await contents(site.remote("R00002"))).toEqual(await contents(site.local("R00002")));
  });
});

describe.each(SERVER_KINDS)("%s without TLS", (kind) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite(kind, {
      connections: [{ id: "Tls", security: "explicit-tls" }],
      resources: [{ id: "R00001", connection: "Tls" }],
    });
    return () => site.stop();
  });

  it("a connection that wants TLS ends with Error 8 and sends nothing in clear", async () => {
    await writeFiles(site.local("R00001"), { "a.txt": "a" });
    expect((await site.command("R00001", "Send")).outputs).toMatchObject({ Error: 8, Fault: true, Failed: 1 });
    expect(await contents(site.server.root)).toEqual({});
  });
});
