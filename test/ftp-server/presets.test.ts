import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { describe, expect, it } from "vitest";
import { PRESETS, presetRules } from "../../src/ftp-server/presets.ts";
import { closeClients, RawClient, receiveAll } from "./raw-client.ts";
import { certificate, type Served, serve } from "./served.ts";

/** Shows that a server with the preset has the symptom its description promises. `a.txt` has 1000 bytes. */
type Symptom = (server: Served) => Promise<void>;

const CONTENT = "0123456789".repeat(100);

const SYMPTOMS: Readonly<Record<string, Symptom>> = {
  "no-banner": async ({ port }) => {
    const client = await RawClient.connect(port);
    client.send("NOOP\r\n");
    expect(await client.isQuiet()).toBe(true);
  },
  "slow-banner": async ({ port }) => {
    const client = await RawClient.connect(port);
    await client.receive(1);
    expect(client.pending).toBe("2");
  },
  "busy-banner": greetedWith(/^421 .*\r\n$/, "close"),
  "delayed-banner": async ({ port }) => {
    const client = await RawClient.connect(port);
    expect(await client.reply()).toMatch(/^120 /);
    expect(await client.reply()).toMatch(/^220 /);
  },
  "ssh-banner": async ({ port }) => {
    const client = await RawClient.connect(port);
    await client.receive(1);
    expect(client.pending).toMatch(/^SSH-2\.0/);
  },
  "http-banner": greetedWith(/^HTTP\/1\.1 400/, "close"),
  "huge-banner": async ({ port }) => {
    const client = await RawClient.connect(port);
    const banner = await client.reply();
    expect(banner.length).toBeGreaterThan(128 * 1024);
    expect(banner).toMatch(/\n220 Ready\.$/);
  },
  "reset-on-connect": greetedWith(/^$/, "reset"),
  "max-sessions": async (server) => {
    await RawClient.logIn(server.port);
    await RawClient.logIn(server.port);
    await greetedWith(/^421 /, "close")(server);
  },

  "login-refused": passAnswered(/^530 Login incorrect/),
  "login-locked": passAnswered(/^530 Too many/),
  "account-required": passAnswered(/^332 /),
  "busy-login": async ({ port }) => {
    const client = await named(port);
    expect(await client.ask("PASS secret")).toMatch(/^421 /);
    expect(await client.ended).toBe("close");
  },
  "password-echoed": passAnswered(/^530 .*secret/),
  "tls-refused": authAnswered(/^502 /),
  "tls-stalled": async ({ port }) => {
    const client = await invited(port);
    void client.startTls().catch(() => {});
    expect(await client.isQuiet()).toBe(true);
  },
  "tls-closed": async ({ port }) => {
    const client = await invited(port);
    expect(await client.ended).toBe("close");
  },
  "tls-plaintext": async ({ port }) => {
    const client = await invited(port);
    await expect(client.startTls()).rejects.toThrow(/wrong.version|packet length/i);
  },
  "tls-injected": async ({ port }) => {
    const client = await invited(port);
    expect(await client.reply()).toBe("230 Logged in.");
    await client.startTls();
    expect(await client.ask("PWD")).toMatch(/^530 /);
  },
  "data-protection-refused": async ({ port }) => {
    const client = await secured(port);
    expect(await client.ask("PBSZ 0")).toMatch(/^200 /);
    expect(await client.ask("PROT P")).toMatch(/^536 /);
  },
  "data-tls-stalled": async ({ port }) => {
    const client = await secured(port);
    await client.ask("PBSZ 0");
    await client.ask("PROT P");
    const raw = await client.openData();
    expect(await client.ask("RETR a.txt")).toMatch(/^150 /);
    const data = connectTls({ socket: raw, rejectUnauthorized: false }).on("error", () => {});
    let secure = false;
    data.on("secureConnect", () => {
      secure = true;
    });
    expect(await client.isQuiet()).toBe(true);
    expect(secure).toBe(false);
  },
  "data-tls-clear": async ({ port }) => {
    const client = await secured(port);
    await client.ask("PBSZ 0");
    await client.ask("PROT P");
    expect((await client.fetch("RETR a.txt")).data.toString()).toBe(CONTENT);
  },

  "split-replies": async ({ port }) => {
    const client = await RawClient.connect(port);
    await client.reply();
    const before = client.segments;
    expect(await client.ask("NOOP")).toBe("200 OK.");
    expect(client.segments - before).toBeGreaterThanOrEqual(2);
  },
  "byte-replies": async ({ port }) => {
    const client = await RawClient.connect(port);
    await client.reply();
    const before = client.segments;
    expect(await client.ask("NOOP")).toBe("200 OK.");
    expect(client.segments - before).toBeGreaterThanOrEqual(5);
  },
  "endless-line": async ({ port }) => {
    const client = await named(port);
    client.send("PASS secret\r\n");
    await client.receive(10_000_000);
    expect(client.pending.slice(0, 15)).toBe("230 Logged in. ");
    expect(client.pending.includes("\n")).toBe(false);
  },
  "endless-reply": async ({ port }) => {
    const client = await named(port);
    client.send("PASS secret\r\n");
    await client.receive(40);
    expect(client.pending).toMatch(/^(230-[^\n]*\r\n){2,}$/);
  },
  "wrong-last-line": async ({ port }) => {
    const client = await named(port);
    client.send("PASS secret\r\n");
    await client.receive(30);
    expect(client.pending).toBe("230-Welcome.\r\n220 Logged in.\r\n");
  },
  "garbage-lines": async ({ port }) => {
    const client = await named(port);
    client.send("PASS secret\r\n");
    await client.receive(18);
    expect(client.pending).toMatch(/^(\?#!\*\r\n){3,}$/);
  },
  "preliminary-only": async (server) => {
    await answers("DELE a.txt", /^150 /)(server);
    expect(existsSync(join(server.root, "a.txt"))).toBe(true);
  },
  "wrong-success-code": async (server) => {
    await answers("DELE a.txt", /^226 /)(server);
    await answers("SIZE a.txt", /^226 /)(server);
    expect(existsSync(join(server.root, "a.txt"))).toBe(true);
  },
  "impossible-code": answers("SIZE a.txt", /^099 /),
  "stray-reply": async ({ port, root }) => {
    const client = await RawClient.logIn(port);
    expect(await client.ask("DELE a.txt")).toMatch(/^226 /);
    expect(await client.reply()).toMatch(/^550 /);
    expect(existsSync(join(root, "a.txt"))).toBe(true);
  },
  "reply-flood": async ({ port }) => {
    const client = await named(port);
    client.send("PASS secret\r\n");
    const reply = "230 Logged in.\r\n";
    await client.receive(200_000 * reply.length);
    expect(client.pending).toBe(reply.repeat(200_000));
  },
  "session-timeout": async ({ port }) => {
    const client = await RawClient.logIn(port);
    expect(await client.ask("STOR b")).toMatch(/^421 /);
    expect(await client.ended).toBe("close");
  },
  "session-closed": async ({ port }) => endsOn(port, "RETR a.txt", "close"),
  "session-reset": async ({ port }) => endsOn(port, "STOR b", "reset"),

  "no-epsv": answers("EPSV", /^500 /),
  "foreign-passive-address": async ({ port }) => {
    const client = await RawClient.logIn(port);
    expect(await client.ask("EPSV")).toMatch(/^500 /);
    expect(await client.ask("PASV")).toMatch(/^227 .*\(10,11,12,13,\d+,\d+\)/);
  },
  "passive-port-zero": async (server) => {
    await answers("EPSV", /\(\|\|\|0\|\)/)(server);
    await answers("PASV", /\(127,0,0,1,0,0\)/)(server);
  },
  "passive-port-too-high": answers("EPSV", /\(\|\|\|99999\|\)/),
  "passive-port-text": answers("PASV", /\(127,0,0,1,soon\)/),
  "passive-port-control": async (server) => {
    await answers("EPSV", new RegExp(`\\(\\|\\|\\|${server.port}\\|\\)`))(server);
    await answers("PASV", new RegExp(`,${server.port >> 8},${server.port & 255}\\)`))(server);
  },
  "data-refused": async ({ port }) => {
    const client = await RawClient.logIn(port);
    await expect(client.openData()).rejects.toThrow("ECONNREFUSED");
    expect(await client.ask("RETR a.txt")).toMatch(/^425 /);
  },
  "no-data-connection": answers("RETR a.txt", /^425 /),
  "aborted-after-data": fetches({ data: CONTENT, ending: "close", preliminary: /^150 /, final: /^426 / }),
  "aborted-mid-data": async (server) => {
    await fetches({ data: CONTENT.slice(0, 100), ending: "close", preliminary: /^150 /, final: /^426 / })(server);
    await stores(100, "close", /^426 /)(server);
  },
  "no-preliminary": async ({ port }) => {
    const client = await RawClient.logIn(port);
    const data = receiveAll(await client.openData());
    expect(await client.ask("RETR a.txt")).toMatch(/^226 /);
    expect((await data).data.toString()).toBe(CONTENT);
  },
  "two-preliminaries": async ({ port }) => {
    const client = await RawClient.logIn(port);
    const data = receiveAll(await client.openData());
    expect(await client.ask("RETR a.txt")).toMatch(/^125 /);
    expect(await client.reply()).toMatch(/^150 /);
    expect(await client.reply()).toMatch(/^226 /);
    expect((await data).data.toString()).toBe(CONTENT);
  },
  "success-lost": async ({ port, root }) => {
    const client = await RawClient.logIn(port);
    const socket = await client.openData();
    const data = receiveAll(socket);
    await client.ask("STOR b");
    socket.end("all of it");
    expect((await data).ending).toBe("close");
    expect(await client.isQuiet()).toBe(true);
    expect(readFileSync(join(root, "b"), "utf8")).toBe("all of it");
  },
  "truncated-data": async (server) => {
    await fetches({ data: CONTENT.slice(0, 100), ending: "close", preliminary: /^150 /, final: /^226 / })(server);
    await stores(100, "close", /^226 /)(server);
  },
  "endless-data": async ({ port }) => {
    const client = await RawClient.logIn(port);
    const socket = await client.openData();
    await client.ask("RETR a.txt");
    let received = 0;
    for await (const chunk of socket) {
      received += chunk.length;
      if (received > 10_000_000) break;
    }
    expect(await client.reply()).toMatch(/^426 /);
  },
  "reset-mid-data": async (server) => {
    const client = await RawClient.logIn(server.port);
    expect(await client.fetch("RETR a.txt")).toMatchObject({ ending: "reset", final: expect.stringMatching(/^552 /) });
    await stores(100, "reset", /^552 /)(server);
  },
  "refused-with-reset": async ({ port }) => {
    const client = await RawClient.logIn(port);
    const data = receiveAll(await client.openData());
    expect(await client.ask("STOR b")).toMatch(/^550 /);
    expect((await data).ending).toBe("reset");
  },
  "slow-data": async ({ port }) => {
    const client = await RawClient.logIn(port);
    const socket = await client.openData();
    await client.ask("RETR a.txt");
    const [first] = await once(socket, "data");
    expect(first.toString()).toBe("0");
  },
  "stalled-data": async ({ port }) => {
    const client = await RawClient.logIn(port);
    const socket = await client.openData();
    await client.ask("RETR a.txt");
    const [data] = await once(socket, "data");
    expect(data.toString()).toBe(CONTENT.slice(0, 100));
    expect(await client.isQuiet()).toBe(true);
    expect(await client.ask("ABOR")).toMatch(/^426 /);
  },
  "preliminary-lost": async ({ port }) => {
    const client = await RawClient.logIn(port);
    await client.openData();
    client.send("STOR b\r\n");
    expect(await client.isQuiet()).toBe(true);
  },

  "file-busy": answers("STOR b", /^450 /),
  "local-error": stores(100, "reset", /^451 /),
  "disk-full": stores(100, "reset", /^452 /),
  "quota-exceeded": stores(100, "reset", /^552 /),
  "name-refused": answers("STOR b", /^553 /),
  "retrieve-refused": async (server) => {
    await answers("RETR a.txt", /^550 /)(server);
    await answers("SIZE a.txt", /^213 1000$/)(server);
  },
  "rename-no-overwrite": async ({ port, root }) => {
    writeFileSync(join(root, "b.txt"), "old");
    const client = await RawClient.logIn(port);
    await client.ask("RNFR a.txt");
    expect(await client.ask("RNTO b.txt")).toMatch(/^550 /);
    expect(readFileSync(join(root, "b.txt"), "utf8")).toBe("old");
    await client.ask("RNFR a.txt");
    expect(await client.ask("RNTO c.txt")).toMatch(/^250 /);
  },
  "rename-lost": async ({ port, root }) => {
    await endsOn(port, "RNFR a.txt\r\nRNTO c.txt", "close");
    expect(existsSync(join(root, "c.txt"))).toBe(false);
  },
  "rename-reply-lost": async ({ port, root }) => {
    await endsOn(port, "RNFR a.txt\r\nRNTO c.txt", "close");
    expect(existsSync(join(root, "c.txt"))).toBe(true);
  },
  "delete-refused": answers("DELE a.txt", /^550 /),
  "delete-reply-lost": async ({ port, root }) => {
    await endsOn(port, "DELE a.txt", "close");
    expect(existsSync(join(root, "a.txt"))).toBe(false);
  },
  "restart-ignored": async ({ port }) => {
    const client = await RawClient.logIn(port);
    expect(await client.ask("REST 10")).toMatch(/^350 /);
    expect((await client.fetch("RETR a.txt")).data.toString()).toBe(CONTENT);
  },
  "restart-refused": answers("REST 10", /^502 /),
  "restart-misunderstood": answers("REST 10", /^200 /),
  "size-negative": answers("SIZE a.txt", /^213 -5$/),
  "size-exponent": answers("SIZE a.txt", /^213 1e20$/),
  "size-with-text": answers("SIZE a.txt", /^213 12abc$/),
  "size-hexadecimal": answers("SIZE a.txt", /^213 0x10$/),
  "size-wrong": answers("SIZE a.txt", /^213 1$/),
  "size-unknown": answers("SIZE a.txt", /^500 /),
  "time-unknown": answers("MDTM a.txt", /^500 /),
  "huge-listing": async ({ port }) => {
    const client = await RawClient.logIn(port);
    const { data, final } = await client.fetch("LIST");
    expect(final).toMatch(/^226 /);
    expect(data.length).toBeGreaterThan(40 * 1024 * 1024);
    expect(data.subarray(-60).toString()).toMatch(/ file1000000\.dat\r\n$/);
  },
  "hostile-names": async ({ port }) => {
    const client = await RawClient.logIn(port);
    for (const command of ["MLSD", "LIST", "NLST"]) {
      const text = (await client.fetch(command)).data.toString();
      for (const name of ["../../etc/passwd", "nul\0byte", "C:\\Windows", "x".repeat(5000)])
        expect(text).toContain(name);
    }
  },
  "malformed-facts": async ({ port }) => {
    const client = await RawClient.logIn(port);
    expect((await client.fetch("MLSD")).data.toString()).toContain("modify=99999999999999; impossible-time\r\n");
  },
};

describe("presets", () => {
  it("each has a symptom to be seen, a name in kebab-case and one line of description", () => {
    expect(Object.keys(SYMPTOMS).sort()).toEqual(Object.keys(PRESETS).sort());
    for (const [name, { description }] of Object.entries(PRESETS)) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(description).toMatch(/^[^\n]{10,110}\.$/);
    }
  });

  it.each(Object.entries(PRESETS))("%s: $description", async (name) => {
    const tls =
      name.includes("tls") || name === "data-protection-refused"
        ? { ...(await certificate()), mode: "explicit" as const }
        : undefined;
    const server = await serve({ faults: presetRules([name]), ...(tls === undefined ? {} : { tls }) });
    writeFileSync(join(server.root, "a.txt"), CONTENT);
    await SYMPTOMS[name]?.(server);
    expect(server.faults.strikes.some((count) => count > 0)).toBe(true);
    closeClients();
    await expect.poll(() => server.sessions).toBe(0);
  });
});

function greetedWith(banner: RegExp, ending: string): Symptom {
  return async ({ port }) => {
    const client = await RawClient.connect(port);
    expect(await client.ended).toBe(ending);
    expect(client.pending).toMatch(banner);
  };
}

function passAnswered(reply: RegExp): Symptom {
  return async ({ port }) => expect(await (await named(port)).ask("PASS secret")).toMatch(reply);
}

function authAnswered(reply: RegExp): Symptom {
  return async ({ port }) => expect(await (await named(port)).ask("AUTH TLS")).toMatch(reply);
}

function answers(command: string, reply: RegExp): Symptom {
  return async ({ port }) => expect(await (await RawClient.logIn(port)).ask(command)).toMatch(reply);
}

function fetches(expected: { data: string; ending: string; preliminary: RegExp; final: RegExp }): Symptom {
  return async ({ port }) => {
    const { data, ending, preliminary, final } = await (await RawClient.logIn(port)).fetch("RETR a.txt");
    expect(data.toString()).toBe(expected.data);
    expect(ending).toBe(expected.ending);
    expect(preliminary).toMatch(expected.preliminary);
    expect(final).toMatch(expected.final);
  };
}

/** STOR of 1000 bytes leaves so many, and ends like this. */
function stores(bytes: number, ending: string, final: RegExp): Symptom {
  return async ({ port, root }) => {
    const outcome = await (await RawClient.logIn(port)).store("STOR b", CONTENT);
    expect(outcome.final).toMatch(final);
    expect(outcome.ending).toBe(ending);
    expect(readFileSync(join(root, "b"))).toHaveLength(bytes);
  };
}

async function endsOn(port: number, command: string, ending: string): Promise<void> {
  const client = await RawClient.logIn(port);
  client.send(`${command}\r\n`);
  expect(await client.ended).toBe(ending);
  expect(client.pending).not.toMatch(/^[245]/);
}

/** Greeted, and USER said. */
async function named(port: number): Promise<RawClient> {
  const client = await RawClient.connect(port);
  await client.reply();
  await client.ask("USER easy");
  return client;
}

/** AUTH TLS accepted. */
async function invited(port: number): Promise<RawClient> {
  const client = await RawClient.connect(port);
  await client.reply();
  expect(await client.ask("AUTH TLS")).toMatch(/^234 /);
  return client;
}

/** Logged in under TLS. */
async function secured(port: number): Promise<RawClient> {
  const client = await invited(port);
  await client.startTls();
  await client.ask("USER easy");
  expect(await client.ask("PASS secret")).toMatch(/^230 /);
  return client;
}
