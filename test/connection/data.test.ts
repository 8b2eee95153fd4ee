import { once } from "node:events";
import { connect, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/errors.ts";
import { fullBacklog } from "../support/full-backlog.ts";
import { dialogue, failureOf, keptBytes, type OpenOptions, sourceOf } from "../support/open-scripted.ts";
import { portOf, type Script } from "../support/scripted-session.ts";

const CONTENT = Buffer.alloc(300_000, "x");
/** More than any socket buffer holds. */
const LARGE = { size: 64 * 1024 * 1024, modified: 0, read: async (b: Uint8Array) => b.length, close: async () => {} };

async function receiving(script: Script, options: OpenOptions & { limit?: number } = {}) {
  await using opened = await dialogue(script, { replyDelayMs: 400, ...options });
  opened.server.files.set("/f", CONTENT);
  const kept = keptBytes();
  const result = await opened.session.retrieve("/f", kept.sink, options.limit ?? CONTENT.length).then(
    (bytes) => ({ bytes, whole: kept.content().equals(CONTENT) }),
    (error: Failure) => ({ failure: error.failure, reply: error.reply }),
  );
  return { ...result, usable: opened.session.usable, commands: opened.server.commands };
}

async function sending(script: Script, options: OpenOptions = {}) {
  await using opened = await dialogue(script, { replyDelayMs: 400, ...options });
  const source = sourceOf(CONTENT);
  const result = await opened.session.deliver({ source, part: undefined, target: "/f", more: false }).then(
    () => ({ whole: opened.server.files.get("/f")?.equals(CONTENT) }),
    (error: Failure) => ({ failure: error.failure, reply: error.reply }),
  );
  return { ...result, usable: opened.session.usable };
}

describe("passive mode", () => {
  it("falls back to PASV where EPSV is unknown, and remembers it", async () => {
    await using opened = await dialogue({ on: { EPSV: (call) => call.say("500 What?") } });
    for (const target of ["/a", "/b"]) {
      await opened.session.deliver({ source: sourceOf("x"), part: undefined, target, more: true });
    }
    expect(opened.server.commands.filter((line) => /^(EPSV|PASV)/.test(line))).toEqual([
      "EPSV",
      "PASV",
      "PASV",
      "PASV",
    ]);
  });

  it("goes to the control host, whatever host PASV names", async () => {
    const script: Script = {
      on: {
        EPSV: (call) => call.say("502 No"),
        PASV: async (call) => {
          const port = await call.listen();
          call.say(`227 Entering passive mode (192,168,99,99,${port >> 8},${port & 255})`);
        },
      },
    };
    expect(await receiving(script)).toMatchObject({ bytes: CONTENT.length, whole: true });
  });

  it.each([
    ["an EPSV port that is the control port", "EPSV", (port: number) => `229 Go (|||${port}|)`],
    ["port 0", "EPSV", () => "229 Go (|||0|)"],
    ["port 99999", "EPSV", () => "229 Go (|||99999|)"],
    ["a system port", "EPSV", () => "229 Go (|||22|)"],
    ["text", "EPSV", () => "229 Go (|||there|)"],
    ["no port at all", "EPSV", () => "229 Go"],
    ["a PASV port that is the control port", "PASV", (port: number) => `227 Go (127,0,0,1,${port >> 8},${port & 255})`],
    ["a PASV number over 255", "PASV", () => "227 Go (127,0,0,1,300,1)"],
    ["five PASV numbers", "PASV", () => "227 Go (127,0,0,1,30)"],
    ["seven PASV numbers", "PASV", () => "227 Go (127,0,0,1,30,1,1)"],
    ["negative PASV numbers", "PASV", () => "227 Go (127,0,0,1,-30,1)"],
  ])("refuses %s", async (_, verb, reply) => {
    const script: Script = {
      on: {
        EPSV: (call) => call.say("502 No"),
        [verb]: (call) => call.say(reply(call.server.port)),
      },
    };
    expect(await receiving(script)).toMatchObject({ failure: "passiveReplyRefused", usable: false });
  });

  it("tries PASV once where nobody answers on the EPSV port", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const port = portOf(closed);
    closed.close();
    const script: Script = { on: { EPSV: (call) => call.say(`229 Go (|||${port}|)`) } };
    const { commands, ...result } = await receiving(script);
    expect(result).toMatchObject({ whole: true });
    expect(commands.slice(-3)).toEqual(["EPSV", "PASV", "RETR /f"]);
    const both: Script = {
      on: { ...script.on, PASV: (call) => call.say(`227 Go (127,0,0,1,${port >> 8},${port & 255})`) },
    };
    expect(await receiving(both)).toMatchObject({ failure: "dataConnectionRefused", usable: true });
  });

  it("gives up a data port that swallows connections, at the deadline and at once when aborted", async () => {
    using backlog = await fullBacklog();
    const script: Script = { on: { EPSV: (call) => call.say(`229 Go (|||${backlog.port}|)`) } };
    expect(await receiving(script)).toMatchObject({ failure: "dataConnectionRefused" });
    const controller = new AbortController();
    await using opened = await dialogue(script, { signal: controller.signal });
    const reason = new Error("stop");
    const receiver = opened.session.retrieve("/f", keptBytes().sink, 1).catch((error) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    controller.abort(reason);
    let ended = false;
    void receiver.then(() => (ended = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(true);
    expect(await receiver).toBe(reason);
  });
});

describe("active mode", () => {
  const active = { passive: false };

  it("uses PORT where EPRT is not offered, or refused", async () => {
    for (const script of [
      { features: ["SIZE"] },
      { on: { EPRT: (call) => call.say("500 What?") } },
    ] satisfies Script[]) {
      const { commands, ...result } = await receiving(script, active);
      expect(result).toMatchObject({ whole: true });
      expect(commands.some((line) => line.startsWith("PORT 127,0,0,1,"))).toBe(true);
    }
  });

  it("listens within the configured ports", async () => {
    const config = { activePorts: [38_400, 38_420] as [number, number] };
    const { commands } = await receiving({}, { ...active, config });
    const port = Number(/^EPRT \|1\|127\.0\.0\.1\|(\d+)\|$/.exec(commands.at(-2) ?? "")?.[1]);
    expect(port).toBeGreaterThanOrEqual(38_400);
    expect(port).toBeLessThanOrEqual(38_420);
  });

  it("answers nobody but the server", async () => {
    const script: Script = {
      on: {
        EPRT: async (call) => {
          const port = Number(call.argument.split("|")[3]);
          const stranger = connect({ port, host: "127.0.0.1", localAddress: "127.0.0.2" });
          stranger.on("error", () => {});
          await once(stranger, "close");
          await call.usual();
        },
      },
    };
    expect(await receiving(script, active)).toMatchObject({ whole: true });
  });

  it("does not wait for ever for the server to call", async () => {
    const script: Script = {
      on: { EPRT: (call) => call.say("200 OK"), STOR: (call) => call.say("150 Go") },
    };
    expect(await sending(script, active)).toMatchObject({ failure: "dataConnectionRefused" });
  });

  it("reports 425 when the server cannot call", async () => {
    const script: Script = {
      on: { EPRT: (call) => call.say("200 OK"), RETR: (call) => call.say("425 Cannot connect") },
    };
    const result = await receiving(script, active);
    expect(result).toMatchObject({ failure: "dataConnectionRefused", reply: "425 Cannot connect", usable: true });
  });
});

describe("a transfer that goes wrong", () => {
  it.each([
    ["refused before it begins", "450 Busy", "fileBusy"],
    ["no data connection", "425 Cannot open", "dataConnectionRefused"],
    ["no right", "550 No", "remoteRefused"],
    ["a bad name", "553 No", "remoteRefused"],
    ["a full disk", "452 Full", "serverStorage"],
  ])("tells the server's reason: %s", async (_, reply, failure) => {
    const reset: Script = {
      on: {
        STOR: async (call) => {
          // As ProFTPD does: the data connection is reset first, the reply comes later.
          (await call.session.open()).resetAndDestroy();
          await new Promise((resolve) => setTimeout(resolve, 50));
          call.say(reply);
        },
      },
    };
    expect(await sending(reset)).toMatchObject({ failure, reply, usable: true });
  });

  it("prefers the reply that follows a reset in mid-transfer", async () => {
    const script: Script = {
      on: {
        STOR: async (call) => {
          call.say("150 Go");
          const socket = await call.session.open();
          await once(socket, "data");
          socket.resetAndDestroy();
          await new Promise((resolve) => setTimeout(resolve, 100));
          call.say("552 Disk full");
        },
      },
    };
    expect(await sending(script)).toMatchObject({ failure: "serverStorage", reply: "552 Disk full", usable: true });
  });

  it("has a reason of its own when the server gives none, and ends the session", async () => {
    const script: Script = {
      on: {
        STOR: async (call) => {
          call.say("150 Go");
          const socket = await call.session.open();
          await once(socket, "data");
          socket.resetAndDestroy();
        },
      },
    };
    await using opened = await dialogue(script);
    const delivery = { source: LARGE, part: undefined, target: "/f", more: false };
    expect((await failureOf(opened.session.deliver(delivery))).failure).toBe("dataConnectionBroken");
    expect(opened.session.usable).toBe(false);
  });

  it("reports 426 in the middle and after the end", async () => {
    for (const read of [true, false]) {
      const script: Script = {
        on: {
          STOR: async (call) => {
            call.say("150 Go");
            const socket = await call.session.open();
            if (read) await once(socket.resume(), "end");
            call.say("426 Broken");
          },
        },
      };
      expect(await sending(script)).toMatchObject({
        failure: "dataConnectionBroken",
        reply: "426 Broken",
        usable: true,
      });
    }
  });

  it("takes the final reply before the end of the data, 125 and 150 both, and 226 without either", async () => {
    const early: Script = {
      on: {
        RETR: async (call) => {
          call.say("125 Here\n150 Here it comes");
          const socket = await call.session.open();
          call.say("226 Sent");
          await new Promise((resolve) => setTimeout(resolve, 50));
          socket.end(CONTENT);
        },
      },
    };
    expect(await receiving(early)).toMatchObject({ bytes: CONTENT.length, whole: true, usable: true });
    const bare: Script = {
      on: {
        RETR: async (call) => {
          (await call.session.open()).end(CONTENT);
          call.say("226 Sent");
        },
      },
    };
    expect(await receiving(bare)).toMatchObject({ bytes: CONTENT.length, whole: true, usable: true });
  });

  it("does not wait for ever for the final reply, for data, or for room", async () => {
    const noReply: Script = { on: { STOR: (call) => stored(call) } };
    const noData: Script = { on: { RETR: (call) => call.say("150 Soon") } };
    const noRoom: Script = { on: { STOR: (call) => call.say("150 Go") } };
    expect(await sending(noReply)).toMatchObject({ failure: "replyTimeout", usable: false });
    expect(await receiving(noData)).toMatchObject({ failure: "transferStalled", usable: false });
    await using opened = await dialogue(noRoom, { replyDelayMs: 400 });
    const delivery = { source: LARGE, part: undefined, target: "/f", more: false };
    expect((await failureOf(opened.session.deliver(delivery))).failure).toBe("transferStalled");
  });

  it("ends with the session when the control connection ends in mid-transfer", async () => {
    const script: Script = {
      on: {
        RETR: async (call) => {
          call.say("150 Here it comes");
          (await call.session.open()).write(CONTENT.subarray(0, 1_000));
          call.session.socket.end();
        },
      },
    };
    expect(await receiving(script)).toMatchObject({ failure: "sessionReset", usable: false });
  });

  it("says how many bytes came when the server ends early", async () => {
    const script: Script = { on: { RETR: (call) => call.send(CONTENT.subarray(0, 100)) } };
    expect(await receiving(script)).toMatchObject({ bytes: 100, usable: true });
  });

  it("stops a server that sends more than expected, or endlessly", async () => {
    const more: Script = { on: { RETR: (call) => call.send(Buffer.alloc(CONTENT.length + 1)) } };
    expect(await receiving(more)).toMatchObject({ failure: "sizeMismatch" });
    const endless: Script = {
      on: {
        RETR: async (call) => {
          call.say("150 Take it");
          const socket = await call.session.open();
          while (socket.writable) await new Promise((resolve) => socket.write(CONTENT, resolve));
          call.say("426 You left");
        },
      },
    };
    expect(await receiving(endless)).toMatchObject({ failure: "sizeMismatch", usable: true });
  });

  it("says that the local side failed, unless the server has a reason of its own", async () => {
    const failing = { ...sourceOf(CONTENT), read: () => Promise.reject(new Failure("localReadFailed")) };
    await using opened = await dialogue();
    const delivery = { source: failing, part: "/f.part", target: "/f", more: false };
    expect((await failureOf(opened.session.deliver(delivery))).failure).toBe("localReadFailed");
    const shrinking = { ...sourceOf(CONTENT), size: CONTENT.length + 1 };
    const shrank = await failureOf(opened.session.deliver({ ...delivery, source: shrinking }));
    expect(shrank.failure).toBe("fileShrank");
    expect(opened.server.files.has("/f")).toBe(false);
  });

  it("leaves no read behind that could spoil the next file", async () => {
    let refuse = true;
    const script: Script = {
      on: {
        STOR: async (call) => {
          if (!refuse) return call.usual();
          refuse = false;
          call.say("150 Go");
          const socket = await call.session.open();
          await once(socket, "data");
          call.say("552 Disk full");
        },
      },
    };
    await using opened = await dialogue(script);
    const slow = {
      ...LARGE,
      read: async (buffer: Uint8Array, position: number) => {
        if (position > 0) await new Promise((resolve) => setTimeout(resolve, 300));
        buffer.fill(0x21);
        return buffer.length;
      },
    };
    const refused = await failureOf(
      opened.session.deliver({ source: slow, part: undefined, target: "/f", more: false }),
    );
    expect(refused.failure).toBe("serverStorage");
    const content = Buffer.alloc(2_000_000, "z");
    const paced = {
      ...sourceOf(content),
      read: async (buffer: Uint8Array, position: number) => {
        const bytes = content.copy(buffer, 0, position);
        await new Promise((resolve) => setTimeout(resolve, 100));
        return bytes;
      },
    };
    await opened.session.deliver({ source: paced, part: undefined, target: "/g", more: false });
    expect(opened.server.files.get("/g")?.equals(content)).toBe(true);
  });

  it("waits as long as the local side needs, however short the reply delay", async () => {
    await using opened = await dialogue({}, { replyDelayMs: 100 });
    const slowly = async <T>(value: T) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return value;
    };
    const bytes = Buffer.alloc(1_500_000, "y");
    const source = { ...sourceOf(bytes), read: async (b: Uint8Array, at: number) => slowly(bytes.copy(b, 0, at)) };
    await opened.session.deliver({ source, part: undefined, target: "/f", more: false });
    expect(opened.server.files.get("/f")?.equals(bytes)).toBe(true);
    const kept = keptBytes();
    const sink = { write: async (piece: Uint8Array) => slowly(await kept.sink.write(piece)) };
    expect(await opened.session.retrieve("/f", sink, bytes.length)).toBe(bytes.length);
    expect(kept.content().equals(bytes)).toBe(true);
  });
});

async function stored(call: Parameters<NonNullable<Script["on"]>[string]>[0]): Promise<void> {
  call.say("150 Go");
  const socket = await call.session.open();
  await once(socket.resume(), "end");
}
