import { describe, expect, it } from "vitest";
import { parseAddress } from "../../src/connection/address.ts";

describe("an address", () => {
  it.each([
    ["192.168.1.9", "192.168.1.9", 2121],
    ["ftp://192.168.1.9", "192.168.1.9", 2121],
    ["ftp://192.168.1.9:990/", "192.168.1.9", 990],
    ["FTP://server.example:21", "server.example", 21],
    ["server", "server", 2121],
    ["srv_1.lan.", "srv_1.lan.", 2121],
    ["bücher.example", "xn--bcher-kva.example", 2121],
    ["::1", "::1", 2121],
    ["[fe80::1]", "fe80::1", 2121],
    ["ftp://[2001:db8::1]:21", "2001:db8::1", 21],
  ])("is read as people write it: %s", (address, host, port) => {
    expect(parseAddress(address, 2121)).toEqual({ host, port });
  });

  it.each([
    "",
    " ",
    "http://server",
    "ftp://",
    "ftp://user:secret@server",
    "ftp://server/folder",
    "ftp://server:0",
    "ftp://server:65536",
    "server:21",
    "[server]",
    "[1.2.3.4]",
    "1.2.3",
    "1.2.3.256",
    "0x7f.1",
    "2130706433",
    "0x7f000001",
    "127.1",
    "-server",
    "a..b",
    "a b",
    "a\0b",
    `${"a".repeat(64)}.example`,
  ])("is refused when it is none, or another spelling of one: %j", (address) => {
    expect(() => parseAddress(address, 21)).toThrow("addressUnusable");
  });
});
