import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DialogueLine } from "../../src/ftp-server/control-connection.ts";
import { RawClient } from "./raw-client.ts";
import { serve } from "./served.ts";

describe("login", () => {
  it("refuses a wrong password and an unknown name alike, and closes after five", async () => {
    const { port } = await serve();
    const client = await RawClient.connect(port);
    await client.reply();
    for (const name of ["easy", "nobody", "__proto__", "anonymous"]) {
      await client.ask(`USER ${name}`);
      expect(await client.ask("PASS wrong")).toBe("530 Login incorrect.");
    }
    await client.ask("USER easy");
    expect(await client.ask("PASS wrong")).toMatch(/^421 /);
    expect(await client.ended).toBe("close");
  });

  it("does nothing for who is not logged in", async () => {
    const { port } = await serve();
    const client = await RawClient.connect(port);
    await client.reply();
    for (const line of ["PWD", "LIST", "STOR x", "RETR x", "DELE x", "EPSV", "STAT /"]) {
      expect(await client.ask(line)).toMatch(/^530 /);
    }
  });

  it("lets a read-only user read and change nothing", async () => {
    const { port, root } = await serve({ users: { easy: { password: "secret", readOnly: true } } });
    writeFileSync(join(root, "a.txt"), "a");
    const client = await RawClient.logIn(port);
    for (const line of ["DELE a.txt", "STOR b", "APPE a.txt", "MKD d", "RNFR a.txt", "MFMT 20260101000000 a.txt"]) {
      expect(await client.ask(line)).toBe("550 Permission denied.");
    }
    expect((await client.fetch("RETR a.txt")).data.toString()).toBe("a");
  });

  it("masks passwords in the log, whatever a fault says", async () => {
    const lines: DialogueLine[] = [];
    const { port } = await serve({
      log: (line) => lines.push(line),
      faults: [{ when: { event: "command", command: "PASS" }, do: { reply: "530 Not {argument}." } }],
    });
    const client = await RawClient.connect(port);
    await client.reply();
    await client.ask("USER easy");
    expect(await client.ask("PASS s3cret canary")).toBe("530 Not s3cret canary.");
    expect(lines.map(({ text }) => text)).toContain("PASS ***");
    expect(JSON.stringify(lines)).not.toContain("canary");
  });
});

describe("dialogue", () => {
  it("answers pipelined commands in their order, transfers included", async () => {
    const { port, root } = await serve();
    writeFileSync(join(root, "a.txt"), "hello");
    const client = await RawClient.logIn(port);
    const data = await client.openData();
    client.send("SIZE a.txt\r\nSTOR b.part\r\nSIZE b.part\r\nRNFR b.part\r\nRNTO b.txt\r\nSIZE b.txt\r\nQUIT\r\n");
    data.end("four");
    const codes: string[] = [];
    for (let n = 0; n < 8; n += 1) codes.push((await client.reply()).slice(0, 7).trimEnd());
    expect(codes).toEqual(["213 5", "150 Rea", "226 Tra", "213 4", "350 Rea", "250 Ren", "213 4", "221 Goo"]);
    expect(await client.ended).toBe("close");
  });

  it("answers what was asked before the client closed its side", async () => {
    const { port } = await serve();
    const client = await RawClient.connect(port);
    client.send("NOOP\r\n".repeat(500));
    client.endSending();
    expect(await client.ended).toBe("close");
    expect(client.pending.match(/^200 /gm)).toHaveLength(500);
  });

  it("bounds a line", async () => {
    const { port } = await serve();
    const client = await RawClient.connect(port);
    await client.reply();
    client.send("x".repeat(100_000));
    expect(await client.reply()).toBe("500 Line too long.");
    expect(await client.ended).toBeDefined();
  });

  it("ends a session nobody uses", async () => {
    const { port } = await serve({ idleMs: 50 });
    const client = await RawClient.connect(port);
    await client.reply();
    expect(await client.reply()).toBe("421 Timeout.");
    expect(await client.ended).toBe("close");
  });

  it("greets sessions beyond the limit with 421, and others again when one has gone", async () => {
    const server = await serve({ maxSessions: 2 });
    const first = await RawClient.logIn(server.port);
    await RawClient.logIn(server.port);
    expect(server.sessions).toBe(2);
    const third = await RawClient.connect(server.port);
    expect(await third.reply()).toMatch(/^421 /);
    expect(await third.ended).toBe("close");
    third.close();
    await first.ask("QUIT");
    first.close();
    await expect.poll(() => server.sessions).toBe(1);
    const fourth = await RawClient.connect(server.port);
    expect(await fourth.reply()).toMatch(/^220 /);
  });

  it("stops at once with sessions and transfers open", async () => {
    const server = await serve();
    const { port, root } = server;
    writeFileSync(join(root, "big"), Buffer.alloc(32 * 1024 * 1024));
    const client = await RawClient.logIn(port);
    const data = await client.openData();
    await client.ask("RETR big");
    data.pause();
    await server.stop();
    await expect(client.ended).resolves.toBeDefined();
  });
});

describe("files", () => {
  it("stores, appends, resumes, renames over a target, tells size and time, and removes", async () => {
    const { port, root } = await serve();
    const client = await RawClient.logIn(port);
    expect((await client.store("STOR a", "hello")).final).toMatch(/^226 /);
    expect((await client.store("APPE a", " world")).final).toMatch(/^226 /);
    expect(await client.ask("REST 6")).toMatch(/^350 /);
    expect((await client.store("STOR a", "there!!")).final).toMatch(/^226 /);
    expect(readFileSync(join(root, "a"), "utf8")).toBe("hello there!!");
    await client.ask("REST 6");
    expect((await client.fetch("RETR a")).data.toString()).toBe("there!!");
    expect((await client.store("STOR b", "old")).final).toMatch(/^226 /);
    expect(await client.ask("RNTO b")).toMatch(/^503 /);
    expect(await client.ask("RNFR a")).toMatch(/^350 /);
    expect(await client.ask("RNTO b")).toMatch(/^250 /);
    expect(existsSync(join(root, "a"))).toBe(false);
    expect(await client.ask("SIZE b")).toBe("213 13");
    expect(await client.ask("MFMT 20260102030405 b")).toBe("213 Modify=20260102030405; /b");
    expect(await client.ask("MDTM b")).toBe("213 20260102030405");
    expect(await client.ask("MFMT 20260231000000 b")).toMatch(/^501 /);
    expect(await client.ask("DELE b")).toMatch(/^250 /);
    expect(await client.ask("DELE b")).toMatch(/^550 /);
    expect(await client.ask("SIZE b")).toMatch(/^550 /);
  });

  it("takes and gives an empty file", async () => {
    const { port, root } = await serve();
    const client = await RawClient.logIn(port);
    expect((await client.store("STOR flag", "")).final).toMatch(/^226 /);
    expect(statSync(join(root, "flag")).size).toBe(0);
    expect(await client.fetch("RETR flag")).toMatchObject({ ending: "close", data: Buffer.alloc(0) });
  });

  it("refuses to restart beyond the end", async () => {
    const { port, root } = await serve();
    writeFileSync(join(root, "a"), "hello");
    const client = await RawClient.logIn(port);
    await client.ask("REST 6");
    expect(await client.ask("RETR a")).toMatch(/^554 /);
    await client.ask("REST 6");
    await client.openData();
    expect(await client.ask("STOR a")).toMatch(/^554 /);
    expect(readFileSync(join(root, "a"), "utf8")).toBe("hello");
  });

  it("stores under a name of its own choice", async () => {
    const { port, root } = await serve();
    const client = await RawClient.logIn(port);
    const data = await client.openData();
    const [, name = ""] = /^150 FILE: (\S+)$/.exec(await client.ask("STOU")) ?? [];
    data.end("unique");
    expect(await client.reply()).toMatch(/^226 /);
    expect(readFileSync(join(root, name), "utf8")).toBe("unique");
  });

  it("keeps folders: makes, enters, lists and removes them", async () => {
    const { port } = await serve();
    const client = await RawClient.logIn(port);
    expect(await client.ask('MKD a "quoted" folder')).toBe('257 "/a ""quoted"" folder" created.');
    expect(await client.ask('MKD a "quoted" folder')).toMatch(/^550 /);
    expect(await client.ask("MKD missing/inner")).toMatch(/^550 /);
    expect(await client.ask('CWD a "quoted" folder')).toMatch(/^250 /);
    expect(await client.ask("PWD")).toMatch(/^257 "\/a ""quoted"" folder"/);
    await client.store("STOR x", "1");
    expect((await client.fetch("NLST")).data.toString()).toBe("x\r\n");
    expect(await client.ask("CDUP")).toMatch(/^250 /);
    expect(await client.ask('RMD a "quoted" folder')).toMatch(/^550 /);
    expect(await client.ask('DELE a "quoted" folder/x')).toMatch(/^250 /);
    expect(await client.ask('RMD a "quoted" folder')).toMatch(/^250 /);
    expect(await client.ask("CWD gone")).toMatch(/^550 /);
    expect(await client.ask("LIST gone")).toMatch(/^550 /);
  });

  it("lists the facts the client wants", async () => {
    const { port, root } = await serve();
    writeFileSync(join(root, "été.csv"), "12345");
    const client = await RawClient.logIn(port);
    expect(await client.ask("OPTS MLST size;type;")).toBe("200 MLST OPTS type;size;");
    expect((await client.fetch("MLSD")).data.toString()).toBe("type=file;size=5; été.csv\r\n");
    expect(await client.ask("MLST /")).toMatch(/^250-[^\n]*\n type=dir; \/\n250 /);
    expect(await client.ask("FEAT")).toMatch(/\n MLST type\*;size\*;modify;perm;unique;\n/);
    expect(await client.ask("OPTS MLST")).toBe("200 MLST OPTS");
  });

  it("lists on the control connection with STAT", async () => {
    const { port, root } = await serve();
    writeFileSync(join(root, "a.txt"), "12345");
    const client = await RawClient.logIn(port);
    expect(await client.ask("STAT /")).toMatch(/^213-Listing:\n-rw-r--r-- 1 ftp ftp +5 .* a\.txt\n213 End\.$/);
    expect(await client.ask("STAT")).toMatch(/^211-State:\n Logged in as easy\./);
  });

  it("takes a folder named like options of ls by its path", async () => {
    const { port } = await serve();
    const client = await RawClient.logIn(port);
    await client.ask("MKD -laR");
    await client.store("STOR -laR/inner", "1");
    expect((await client.fetch("NLST ./-laR")).data.toString()).toBe("inner\r\n");
    expect((await client.fetch("NLST -la")).data.toString()).toBe("-laR\r\n");
  });

  it.each([
    ["latin1", "été", Buffer.from([0xe9, 0x74, 0xe9])],
    ["windows-1251", "ночь", Buffer.from([0xed, 0xee, 0xf7, 0xfc])],
  ] as const)("speaks %s on the wire and UTF-8 on disk", async (encoding, name, wire) => {
    const { port, root } = await serve({ encoding });
    const client = await RawClient.logIn(port);
    client.sendBytes(Buffer.concat([Buffer.from("MKD "), wire, Buffer.from("\r\n")]));
    expect(await client.reply()).toContain(wire.toString("latin1"));
    expect(existsSync(join(root, name))).toBe(true);
    expect((await client.fetch("NLST")).data).toEqual(Buffer.concat([wire, Buffer.from("\r\n")]));
  });
});

describe("data connections", () => {
  it("aborts a download with 426 and 226", async () => {
    const { port, root } = await serve();
    writeFileSync(join(root, "big"), Buffer.alloc(32 * 1024 * 1024));
    const client = await RawClient.logIn(port);
    const data = await client.openData();
    await client.ask("RETR big");
    await once(data, "readable");
    client.sendBytes(Buffer.from([0xff, 0xf4, 0xff, 0xf2]));
    expect(await client.ask("ABOR")).toMatch(/^426 /);
    expect(await client.reply()).toMatch(/^226 /);
    expect(await client.ask("NOOP")).toMatch(/^200 /);
  });

  it("aborts an upload and keeps what came", async () => {
    const { port, root } = await serve();
    const client = await RawClient.logIn(port);
    const data = await client.openData();
    await client.ask("STOR a");
    data.write("partial");
    await expect.poll(() => readFileSync(join(root, "a"), "utf8")).toBe("partial");
    expect(await client.ask("ABOR")).toMatch(/^426 /);
    expect(await client.reply()).toMatch(/^226 /);
    expect(readFileSync(join(root, "a"), "utf8")).toBe("partial");
  });

  it("calls a reset upload aborted, not complete", async () => {
    const { port } = await serve();
    const client = await RawClient.logIn(port);
    const data = await client.openData();
    await client.ask("STOR a");
    data.write("partial");
    data.resetAndDestroy();
    expect(await client.reply()).toMatch(/^426 /);
  });

  it("dials the control connection's peer and nobody else", async () => {
    const { port, root } = await serve();
    writeFileSync(join(root, "a"), "active");
    const client = await RawClient.logIn(port);
    expect(await client.ask("PORT 10,1,2,3,200,1")).toMatch(/^504 /);
    expect(await client.ask("EPRT |1|10.1.2.3|51201|")).toMatch(/^504 /);
    expect(await client.ask("PORT 127,0,0,1,0,22")).toMatch(/^504 /);
    expect(await client.ask("EPRT |2|::1|51201|")).toMatch(/^504 /);
    expect(await client.ask("EPRT |3|x|51201|")).toMatch(/^501 /);
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const address = listener.address();
    const dataPort = typeof address === "object" ? (address?.port ?? 0) : 0;
    expect(await client.ask(`PORT 127,0,0,1,${dataPort >> 8},${dataPort & 255}`)).toMatch(/^200 /);
    const arrived = once(listener, "connection");
    expect(await client.ask("RETR a")).toMatch(/^150 /);
    const [socket] = await arrived;
    expect(String((await once(socket, "data"))[0])).toBe("active");
    expect(await client.reply()).toMatch(/^226 /);
    socket.destroy();
    listener.close();
    await client.ask(`EPRT |1|127.0.0.1|${dataPort}|`);
    expect(await client.ask("RETR a")).toMatch(/^425 /);
  });

  it("accepts only EPSV after EPSV ALL", async () => {
    const { port } = await serve();
    const client = await RawClient.logIn(port);
    expect(await client.ask("EPSV 2")).toMatch(/^522 /);
    expect(await client.ask("EPSV ALL")).toMatch(/^200 /);
    for (const line of ["PASV", "PORT 127,0,0,1,200,1", "EPRT |1|127.0.0.1|51201|"]) {
      expect(await client.ask(line)).toMatch(/^503 /);
    }
    expect(await client.ask("EPSV 1")).toMatch(/^229 /);
  });

  it("listens within the passive ports, and says so when none is free", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const address = blocker.address();
    const taken = typeof address === "object" ? (address?.port ?? 0) : 0;
    const { port } = await serve({ passivePorts: [taken, taken] });
    const client = await RawClient.logIn(port);
    expect(await client.ask("EPSV")).toMatch(/^425 /);
    blocker.close();
    expect(await client.ask("EPSV")).toContain(`(|||${taken}|)`);
  });

  it("leaves no data connection behind a session, even of a client that does not close its own", async () => {
    const server = await serve();
    writeFileSync(join(server.root, "a"), "hello");
    const client = await RawClient.logIn(server.port);
    const data = await client.openData(true);
    await client.ask("RETR a");
    expect(await client.reply()).toMatch(/^226 /);
    const broken = once(data, "error");
    await server.stop();
    await expect
      .poll(() => {
        data.write("still here");
        return data.destroyed;
      })
      .toBe(true);
    expect((await broken)[0]).toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
  });

  it("refuses a transfer nobody prepared", async () => {
    const { port, root } = await serve();
    const client = await RawClient.logIn(port);
    expect(await client.ask("STOR a")).toMatch(/^425 /);
    expect(await client.ask("LIST")).toMatch(/^425 /);
    expect(existsSync(join(root, "a"))).toBe(false);
  });
});

it("serves a hundred sessions at the same time", async () => {
  const server = await serve();
  const sessions = Array.from({ length: 100 }, async (_, n) => {
    const client = await RawClient.logIn(server.port);
    const content = Buffer.alloc(20_000 + n, n);
    expect((await client.store(`STOR f${n}`, content)).final).toMatch(/^226 /);
    const { data, final } = await client.fetch(`RETR f${n}`);
    expect(final).toMatch(/^226 /);
    expect(data.equals(content)).toBe(true);
    await client.ask("QUIT");
    client.close();
  });
  await Promise.all(sessions);
  await expect.poll(() => server.sessions).toBe(0);
});
