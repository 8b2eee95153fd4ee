import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { connectTo } from "../../src/connection/dial.ts";
import type { ConnectionConfig } from "../../src/connection/schema.ts";
import { Failure } from "../../src/errors.ts";
import { fullBacklog } from "../support/full-backlog.ts";
import { dialogue, failureOf, openingFailure, openOn, PASSWORD } from "../support/open-scripted.ts";
import { ScriptedServer } from "../support/scripted-server.ts";
import type { Script, ScriptedSession } from "../support/scripted-session.ts";

const silent: Script = { greet: () => {} };
const greeting = (text: string): Script => ({ greet: (session) => session.say(text) });

describe("opening a session", () => {
  it.each([
    ["no greeting", silent, "greetingTimeout", 9],
    ["a greeting in drips", { greet: (session) => void drip(session.socket) }, "greetingTimeout", 9],
    ["421 at the greeting", greeting("421 Too many connections"), "serverBusy", 5],
    ["another 4xx at the greeting", greeting("450 Later"), "serverBusy", 5],
    ["530 at the greeting", greeting("530 Access denied"), "loginRejected", 12],
    ["120 and nothing more", greeting("120 Ready in five minutes"), "serverBusy", 5],
    ["an SSH server", greeting("SSH-2.0-OpenSSH_9.2"), "notFtp", 9],
    ["an HTTP server", greeting("HTTP/1.1 400 Bad Request"), "notFtp", 9],
    ["a binary greeting without line end", { greet: (session) => session.raw("J\0\0\0\n8.0.36") }, "notFtp", 9],
    ["a greeting of 100 KiB", greeting(`220-${"x\n".repeat(50_000)}220 end`), "notFtp", 9],
    ["RST before the greeting", { greet: (session) => void session.socket.resetAndDestroy() }, "greetingBroken", 9],
    ["FIN before the greeting", { greet: (session) => void session.socket.end() }, "greetingBroken", 9],
    ["a wrong password", { on: { PASS: (call) => call.say("530 Login incorrect.") } }, "loginRejected", 12],
    [
      "too many failed log-ins",
      { on: { PASS: (call) => call.say("530 Too many failed logins") } },
      "loginRejected",
      12,
    ],
    ["a demand for an account", { on: { PASS: (call) => call.say("332 Account?") } }, "loginRejected", 12],
    ["532", { on: { USER: (call) => call.say("532 Need account") } }, "loginRejected", 12],
    ["533", { on: { USER: (call) => call.say("533 Protect yourself") } }, "tlsDemanded", 12],
    ["421 after the password", { on: { PASS: (call) => call.say("421 Too busy") } }, "serverBusy", 5],
    ["too many users", { on: { PASS: (call) => call.say("530 Sorry, too many users") } }, "tooManyUsers", 5],
    [
      "the most connections",
      { on: { USER: (call) => call.say("530 Maximum connections reached") } },
      "tooManyUsers",
      5,
    ],
    ["TYPE refused", { on: { TYPE: (call) => call.say("504 No") } }, "commandNotSupported", 8],
  ] satisfies [string, Script, string, number][])("says why it failed: %s", async (_, script, name, error) => {
    const failure = await openingFailure(script, { replyDelayMs: 300 });
    expect(failure).toMatchObject({ failure: name, error });
  });

  it("waits for 220 after 120", async () => {
    const script = greeting("120 Wait");
    await using opened = await dialogue({
      greet: (session) => {
        script.greet?.(session);
        setTimeout(() => session.say("220 Now"), 50);
      },
    });
    expect(opened.session.usable).toBe(true);
  });

  it("takes a user without a password, and a greeting of several lines", async () => {
    await using opened = await dialogue({
      ...greeting("220-Welcome\n\n  be good\n220 Ready"),
      on: { USER: (call) => call.say("230 Come in") },
    });
    expect(opened.server.commands).not.toContain(`PASS ${PASSWORD}`);
  });

  it("sends commands one by one to a server that names no features", async () => {
    let waiting = 0;
    await using opened = await dialogue({
      on: {
        FEAT: (call) => call.say("500 What?"),
        TYPE: async (call) => {
          waiting = call.server.commands.length;
          await new Promise((resolve) => setTimeout(resolve, 20));
          expect(call.server.commands.length).toBe(waiting);
          call.say("200 OK");
        },
      },
    });
    expect([...opened.session.features]).toEqual([]);
  });

  it.each([
    ["a user with a line end", { user: "easy\r\nDELE x" }, "remoteNameRefused"],
    ["a password with NUL", { password: "a\0b" }, "passwordUnusable"],
    ["no user", { user: "" }, "userMissing"],
    ["an address that is none", { config: { address: "http://x" } }, "addressUnusable"],
  ])("sends nothing for a wrong parameter: %s", async (_, options, name) => {
    const server = await ScriptedServer.start();
    const failure = await failureOf(openOn(server, options));
    expect(failure.failure).toBe(name);
    expect(String(failure.stack)).not.toContain(PASSWORD);
    expect(server.sessions).toEqual([]);
    await server.stop();
  });

  it("names a refused connection", async () => {
    const server = await ScriptedServer.start();
    await server.stop();
    expect((await failureOf(openOn(server))).failure).toBe("connectionRefused");
  });

  it("names an unknown name, and knows localhost", async () => {
    const failure = await openingFailure({}, { config: { address: "nowhere.invalid" } });
    expect(["nameNotFound", "nameLookupTimeout"]).toContain(failure.failure);
    await using opened = await dialogue({}, { config: { address: "localhost" } });
    expect(opened.session.usable).toBe(true);
  });
});

describe("aborting while a session opens", () => {
  const reason = new Error("stop");
  const servers: ScriptedServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  async function started(script: Script = {}): Promise<ScriptedServer> {
    const server = await ScriptedServer.start(script);
    servers.push(server);
    return server;
  }

  it.each([
    ["before the greeting", silent, {}],
    ["while 120 lasts", greeting("120 Wait"), {}],
    ["while USER is unanswered", { on: { USER: () => {} } }, {}],
    ["while FEAT is unanswered", { on: { FEAT: () => {} } }, {}],
    ["in the TLS handshake", { on: { AUTH: (call) => deafen(call.session, "234 Go") } }, { security: "explicit-tls" }],
    ["in the handshake of implicit TLS", { greet: (session) => deafen(session) }, { security: "implicit-tls" }],
  ] satisfies [string, Script, Partial<ConnectionConfig>][])(
    "ends the wait at once, with its reason: %s",
    async (_, script, config) => {
      const server = await started(script);
      const controller = new AbortController();
      const opening = openOn(server, { config, signal: controller.signal });
      const ended = opening.catch((error) => error);
      await until(() => server.sessions.length > 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.abort(reason);
      let rejected = false;
      void ended.then(() => (rejected = true));
      await new Promise((resolve) => setImmediate(resolve));
      expect(rejected).toBe(true);
      expect(await ended).toBe(reason);
      await until(() => server.deserted);
    },
  );

  it("ends a connection attempt and a name look-up that no one answers", async () => {
    using backlog = await fullBacklog();
    for (const address of ["127.0.0.1", "name.invalid"]) {
      const controller = new AbortController();
      const config = { port: backlog.port, address };
      const opening = openOn(await started(), { config, signal: controller.signal }).catch((error) => error);
      controller.abort(reason);
      expect(await opening).toBe(reason);
    }
  });

  it("opens nothing when it came before", async () => {
    const server = await started();
    await expect(openOn(server, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.sessions).toEqual([]);
  });
});

describe("a connection attempt that is not answered", () => {
  it("ends at its deadline", async () => {
    using backlog = await fullBacklog();
    const limits = { ms: 100, late: () => new Failure("connectTimeout"), signal: new AbortController().signal };
    const failure = await failureOf(connectTo({ host: "127.0.0.1", port: backlog.port }, limits));
    expect(failure.failure).toBe("connectTimeout");
  });
});

/** The server stops listening: to it, a TLS handshake would be commands. */
function deafen(session: ScriptedSession, lastWords?: string): void {
  if (lastWords !== undefined) session.say(lastWords);
  session.socket.removeAllListeners("data").resume();
}

async function drip(socket: Socket): Promise<void> {
  for (let n = 0; n < 200 && socket.writable; n += 1) {
    socket.write(n === 0 ? "2" : n === 1 ? "2" : n === 2 ? "0" : n === 3 ? " " : "x");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
