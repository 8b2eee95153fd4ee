import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientPath, Jail } from "../../src/ftp-server/jail.ts";
import { RawClient } from "./raw-client.ts";
import { type Served, serve, temporaryFolder } from "./served.ts";

/** A server beside a secret, with links to it of every kind inside its root. */
async function besideSecret(): Promise<Served> {
  const server = await serve();
  const outside = join(server.root, "../outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "secret"), "secret");
  mkdirSync(join(server.root, "folder"));
  symlinkSync(outside, join(server.root, "folder-link"));
  symlinkSync(join(outside, "secret"), join(server.root, "file-link"));
  symlinkSync("folder", join(server.root, "inner-link"));
  symlinkSync(join(outside, "new"), join(server.root, "dangling-link"));
  return server;
}

describe("jail", () => {
  it.each([
    "../outside/secret",
    "/../outside/secret",
    "folder/../../outside/secret",
    "./.././outside/secret",
    "folder-link/secret",
    "/folder-link/../folder-link/secret",
    "file-link",
    "a\0b",
    "\0",
  ])("gives nothing for %j", async (name) => {
    const { port } = await besideSecret();
    const client = await RawClient.logIn(port);
    for (const command of ["SIZE", "MDTM", "DELE", "RNFR", "CWD", "MLST", "STAT", "LIST"]) {
      expect(await client.ask(`${command} ${name}`)).toMatch(/^5[05]\d /);
    }
    await client.openData();
    expect(await client.ask(`RETR ${name}`)).toMatch(/^55\d /);
  });

  it.each(["folder-link/new", "file-link", "dangling-link", "../new/x"])("writes nothing through %s", async (name) => {
    const { port, root } = await besideSecret();
    writeFileSync(join(root, "mine"), "mine");
    const client = await RawClient.logIn(port);
    for (const command of ["STOR", "APPE"]) {
      await client.openData();
      expect(await client.ask(`${command} ${name}`)).toMatch(/^55\d /);
    }
    expect(await client.ask(`MKD ${name}`)).toMatch(/^550 /);
    await client.ask("RNFR mine");
    expect(await client.ask(`RNTO ${name}`)).toMatch(/^550 /);
    expect(readdirSync(join(root, "../outside"))).toEqual(["secret"]);
    expect(readFileSync(join(root, "../outside/secret"), "utf8")).toBe("secret");
  });

  it("neither shows nor enters links, even within the root", async () => {
    const { port } = await besideSecret();
    const client = await RawClient.logIn(port);
    expect((await client.fetch("NLST")).data.toString()).toBe("folder\r\n");
    expect(await client.ask("CWD inner-link")).toMatch(/^550 /);
    expect(await client.ask("RMD folder-link")).toMatch(/^550 /);
  });

  it("keeps `..` above the root at the root", async () => {
    const { port } = await besideSecret();
    const client = await RawClient.logIn(port);
    await client.ask("CWD /../../folder/../..");
    expect(await client.ask("PWD")).toMatch(/^257 "\/"/);
    expect(await client.ask("RMD /")).toMatch(/^553 /);
    expect(await client.ask("DELE ..")).toMatch(/^553 /);
  });

  it("refuses pipes, which would block who opens them", async () => {
    const { port, root } = await besideSecret();
    execFileSync("mkfifo", [join(root, "pipe")]);
    const client = await RawClient.logIn(port);
    await client.openData();
    expect(await client.ask("RETR pipe")).toMatch(/^550 /);
    await client.openData();
    expect(await client.ask("STOR pipe")).toMatch(/^550 /);
    expect((await client.fetch("NLST")).data.toString()).toBe("folder\r\n");
  });

  it("locates every path whatsoever within its root", async () => {
    const root = await temporaryFolder();
    const jail = new Jail(root);
    const part = fc.oneof(fc.constantFrom("..", ".", "", "a", "~", "%2e%2e", "..\\"), fc.string({ maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(fc.array(part), fc.array(part), async (folder, name) => {
        fc.pre(![...folder, ...name].some((text) => /[\0\r\n]/.test(text)));
        const real = await jail.locate(clientPath(clientPath("/", folder.join("/")), name.join("/")));
        expect(`${real}/`.startsWith(`${root}/`)).toBe(true);
        expect(real.split("/")).not.toContain("..");
      }),
    );
  });
});
