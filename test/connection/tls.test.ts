import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { secure } from "../../src/connection/tls.ts";
import {
  dialogue,
  failureOf,
  keptBytes,
  type OpenOptions,
  openingFailure,
  openOn,
  sourceOf,
} from "../support/open-scripted.ts";
import { ScriptedServer } from "../support/scripted-server.ts";
import type { Script } from "../support/scripted-session.ts";
import { makeTlsAuthority, type TlsAuthority } from "../support/tls-authority.ts";

let authority: TlsAuthority;
let other: TlsAuthority;
let tls: { key: string; cert: string };

beforeAll(async () => {
  [authority, other] = await Promise.all([makeTlsAuthority(), makeTlsAuthority()]);
  tls = { key: await readFile(authority.keyFile, "utf8"), cert: await readFile(authority.certificateFile, "utf8") };
});
afterAll(async () => {
  await authority.remove();
  await other.remove();
});

function options(config: OpenOptions["config"] = {}): OpenOptions {
  const { certificateAuthority } = authority;
  return { replyDelayMs: 1_000, config: { security: "explicit-tls", certificateAuthority, ...config } };
}

describe("a session under TLS", () => {
  it.each([
    ["explicit", true],
    ["explicit", false],
    ["implicit", true],
  ] as const)("moves files both ways, empty ones too (%s, passive: %s)", async (kind, passive) => {
    const script: Script = { tls: { ...tls, implicit: kind === "implicit" } };
    await using opened = await dialogue(script, { ...options({ security: `${kind}-tls` }), passive });
    const { server, session } = opened;
    expect(server.commands).toContain("PBSZ 0");
    expect(server.commands).toContain("PROT P");
    for (const [at, content] of ["", "hello", "", "x".repeat(1_000_000), ""].entries()) {
      const name = `/f${at}`;
      await session.deliver({ source: sourceOf(content), part: `${name}.part`, target: name, more: at < 4 });
      const kept = keptBytes();
      expect(await session.retrieve(name, kept.sink, content.length)).toBe(content.length);
      expect(kept.content().toString()).toBe(content);
    }
  });

  it("knows its server by name too", async () => {
    await using opened = await dialogue({ tls }, options({ address: "localhost" }));
    expect(opened.session.usable).toBe(true);
  });

  it.each([
    ["AUTH refused", { on: { AUTH: (call) => call.say("504 No TLS") } }, "protectionRefused"],
    ["PBSZ refused", { on: { PBSZ: (call) => call.say("503 No") } }, "protectionRefused"],
    ["PROT refused", { on: { PROT: (call) => call.say("534 No") } }, "protectionRefused"],
    ["FIN after 234", { on: { AUTH: (call) => end(call) } }, "tlsFailed"],
    ["plain text in place of a handshake", { on: { AUTH: (call) => call.say("234 Go\n220 Hi") } }, "replyGarbled"],
    [
      "half a reply before the handshake",
      { on: { AUTH: (call) => call.session.raw("234 Go\r\n230 ") } },
      "replyGarbled",
    ],
  ] satisfies [string, Script, string][])("is not opened at any lower price: %s", async (_, script, name) => {
    const failure = await openingFailure({ tls, ...script }, options());
    expect(failure.failure).toBe(name);
  });

  it("never sends the password in clear", async () => {
    const server = await ScriptedServer.start({ on: { AUTH: (call) => call.say("502 No") } });
    await failureOf(openOn(server, options()));
    expect(server.commands).toEqual(["AUTH TLS"]);
    await server.stop();
  });

  it("rejects a certificate of another authority, and of another host", async () => {
    const { certificateAuthority } = other;
    expect((await openingFailure({ tls }, options({ certificateAuthority }))).failure).toBe("certificateRejected");
    const unknown = options();
    delete (unknown.config as { certificateAuthority?: string }).certificateAuthority;
    expect((await openingFailure({ tls }, unknown)).failure).toBe("certificateRejected");
    // The certificate is for localhost and 127.0.0.1.
    const elsewhere = await openingFailure({ tls, host: "127.0.0.2" }, options({ address: "127.0.0.2" }));
    expect(elsewhere.failure).toBe("certificateRejected");
  });

  it("takes any certificate when told not to check", async () => {
    const { certificateAuthority } = other;
    await using opened = await dialogue({ tls }, options({ certificateAuthority, verifyCertificate: false }));
    expect(opened.session.usable).toBe(true);
  });

  it("finds an implicit server behind explicit settings, and the reverse, unusable", async () => {
    const implicit: Script = { tls: { ...tls, implicit: true } };
    expect((await openingFailure(implicit, options())).failure).toBe("greetingTimeout");
    expect((await openingFailure({ tls }, options({ security: "implicit-tls" }))).failure).toBe("tlsFailed");
  });

  it("does not wait for ever for a handshake", async () => {
    const server = await ScriptedServer.start({ greet: () => {} });
    const socket = connect(server.port, "127.0.0.1");
    const failure = await failureOf(secure(socket, {}, 100, new AbortController().signal));
    expect(failure.failure).toBe("tlsFailed");
    expect(socket.destroyed).toBe(true);
    await server.stop();
  });

  it("does not send data in clear", async () => {
    const script: Script = {
      tls,
      on: {
        RETR: async (call) => {
          call.session.protect = false;
          await call.send("in clear");
        },
      },
    };
    await using opened = await dialogue(script, options());
    await expect(opened.session.retrieve("/f", keptBytes().sink, 100)).rejects.toMatchObject({ failure: "tlsFailed" });
  });
});

function end(call: Parameters<NonNullable<Script["on"]>[string]>[0]): void {
  call.session.socket.end("234 Go\r\n");
}
