import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { SERVER_KINDS } from "../support/real-recipe.ts";
import { contents, type Site, startSite, writeFiles } from "../support/real-site.ts";

describe.each(SERVER_KINDS)("%s", (kind) => {
  let site: Site;
  let visits = 0;
  const listener = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });

  beforeAll(async () => {
    const port = await new Promise<number>((resolve) =>
      listener.listen(0, "127.0.0.1", () => resolve((listener.address() as AddressInfo).port)),
    );
    site = await startSite(kind, {
      server: { tls: "explicit", diskSize: 2 },
      connections: [
        { id: "Disabled", valid: false, port },
        { id: "Untrusted", security: "explicit-tls", certificateAuthority: undefined },
        { id: "Closed", port: 1 },
      ],
      resources: [
        { id: "R00001", password: "not the password" },
        { id: "R00002", remoteFolder: "/locked/by/permissions" },
        { id: "R00003", connection: "Disabled" },
        { id: "R00004", connection: "Untrusted" },
        { id: "R00005", connection: "Closed" },
        { id: "R00006", replyDelay: 3 },
        { id: "R00007", user: "" },
      ],
    });
    return async () => {
      listener.close();
      await site.stop();
    };
  });

  it.each([
    { resource: "R00001", what: "a wrong password", error: 12 },
    { resource: "R00002", what: "a remote folder that cannot be made", error: 8 },
    { resource: "R00003", what: "a connection that is not valid", error: 4 },
    { resource: "R00004", what: "a certificate of an unknown authority", error: 1 },
    { resource: "R00005", what: "a port where nobody listens", error: 9 },
    { resource: "R00007", what: "no user", error: 8 },
  ])("$what ends with Error $error and Fault", async ({ resource, error }) => {
    await writeFiles(site.local(resource), { "a.txt": "a" });
    const { outputs, actions } = await site.command(resource, "Send");
    expect(outputs).toMatchObject({
      Action: 0,
      Status: 1,
      Error: error,
      Fault: true,
      Failed: 1,
      Done: 0,
      FilesDone: 0,
    });
    expect(actions).toContain(1);
    expect(await contents(site.server.root)).toEqual({});
  });

  it("a connection that is not valid is left in peace", () => {
    expect(visits).toBe(0);
  });

  // pyftpdlib breaks down on a full disk: it drops the data connection and never says why.
  const fullDisk = kind === "pyftpdlib" ? 1 : 10;
  it(`a full disk of the server ends with Error ${fullDisk}, and the files that fit arrive`, async () => {
    await writeFiles(site.local("R00006"), { "a.txt": "fits", "b.bin": Buffer.alloc(6 * 1024 * 1024) });
    const { outputs } = await site.command("R00006", "Send");
    expect(outputs).toMatchObject({ Error: fullDisk, Fault: true, Failed: 1, FilesTotal: 2, FilesDone: 1 });
    const arrived = await contents(site.remote("R00006"));
    expect(arrived).toHaveProperty("a.txt");
    expect(arrived).not.toHaveProperty("b.bin");
  });

  it("an Abort while idle acknowledges the fault", async () => {
    await site.controller.pulse("R00001.Abort");
    expect(await site.controller.vars("R00001.*")).toMatchObject({ "R00001.Error": 0, "R00001.Fault": false });
  });
});
