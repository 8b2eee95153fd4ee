import { describe, expect, it } from "vitest";
import { dial } from "../../src/connection/dial.ts";
import { isForbidden } from "../../src/connection/forbidden-address.ts";
import { failureOf } from "../support/open-scripted.ts";

const signal = new AbortController().signal;

describe("an address that a connection leads to", () => {
  it.each([
    "0.0.0.0",
    "0.1.2.3",
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
    "169.254.169.254",
    "::",
    "ff02::1",
    "fd00:ec2::254",
    "::ffff:169.254.169.254",
    "::ffff:224.0.0.1",
  ])("is forbidden, written or by name: %s", (address) => {
    expect(isForbidden(address, { named: false })).toBe(true);
    expect(isForbidden(address, { named: true })).toBe(true);
  });

  it.each(["169.254.1.1", "fe80::1", "::ffff:169.254.1.1"])("is forbidden by name only: %s", (address) => {
    expect(isForbidden(address, { named: false })).toBe(false);
    expect(isForbidden(address, { named: true })).toBe(true);
  });

  it.each(["127.0.0.1", "::1", "10.1.2.3", "192.168.1.10", "8.8.8.8", "fd12::1", "2001:db8::1"])(
    "is allowed: %s",
    (address) => {
      expect(isForbidden(address, { named: true })).toBe(false);
    },
  );

  it("is refused before anything is sent there", async () => {
    const failure = await failureOf(dial({ host: "169.254.169.254", port: 21 }, signal));
    expect(failure).toMatchObject({ failure: "addressForbidden", error: 8, subject: "169.254.169.254" });
  });
});
