import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { lookup } from "../../src/connection/lookup.ts";
import { failureOf } from "../support/open-scripted.ts";

const never = new AbortController().signal;

/** A name server that answers each query with `answer`, or not at all. */
async function nameServer(answer?: (query: Buffer) => Buffer) {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => answer && socket.send(answer(query), from.port, from.address));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return { resolver, [Symbol.dispose]: () => socket.close() };
}

/** The query as an answer with this code; for A queries with one address. */
function answering(code: number, address?: readonly number[]) {
  return (query: Buffer): Buffer => {
    const isA = query.readUInt16BE(query.indexOf(0, 12) + 1) === 1;
    const question = query.subarray(0, query.indexOf(0, 12) + 5);
    const header = Buffer.from(question);
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(address && isA ? 1 : 0, 6);
    header.fill(0, 8, 12);
    if (!address || !isA) return header;
    return Buffer.concat([header, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address])]);
  };
}

describe("a name", () => {
  it("of the hosts file needs no name server", async () => {
    using silent = await nameServer();
    expect(await lookup("localhost", never, silent.resolver)).toContain("127.0.0.1");
  });

  it("is asked of the name server", async () => {
    using server = await nameServer(answering(0, [192, 0, 2, 7]));
    expect(await lookup("ftp.example.test", never, server.resolver)).toEqual(["192.0.2.7"]);
  });

  it("that does not exist is told from a server that does not answer", async () => {
    using unknown = await nameServer(answering(3));
    const absent = await failureOf(lookup("ftp.example.test", never, unknown.resolver));
    expect(absent).toMatchObject({ failure: "nameNotFound", subject: "ftp.example.test" });
    using silent = await nameServer();
    const failure = await failureOf(lookup("ftp.example.test", never, silent.resolver));
    expect(failure.failure).toBe("nameLookupTimeout");
  });

  it("is no longer waited for once aborted", async () => {
    using silent = await nameServer();
    const controller = new AbortController();
    const looking = lookup("ftp.example.test", controller.signal, silent.resolver);
    controller.abort(new Error("stop"));
    await expect(looking).rejects.toThrow("stop");
  });
});
