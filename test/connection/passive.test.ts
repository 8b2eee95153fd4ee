import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meetingPoint } from "../../src/connection/passive.ts";

const reply = (line: string) => ({ code: Number(line.slice(0, 3)), lines: [line], shown: line });
const classic = (host: string, port: number) =>
  reply(`227 Entering (${host.replaceAll(".", ",")},${port >> 8},${port & 255}).`);

describe("where a passive reply leads", () => {
  it.each([
    ["229 Extended (|||40000|)", "10.0.0.9", 40_000],
    ["229 Extended (!!!40000!)", "10.0.0.9", 40_000],
    ["227 Go (192,168,1,5,156,64)", "10.0.0.9", 40_000],
    ["227 Go 192,168,1,5,156,64", "10.0.0.9", 40_000],
    ["227 Go =10,0,0,9,156,64", "10.0.0.9", 40_000],
  ])("is the control host's port: %s", (line, host, port) => {
    expect(meetingPoint(reply(line), "10.0.0.9", 21, "control-host")).toEqual({ host, port });
  });

  it("is the replied host where the policy says so and the host can be meant", () => {
    const lead = (host: string, control: string) => meetingPoint(classic(host, 40_000), control, 21, "as-replied");
    expect(lead("10.0.0.10", "10.0.0.9")).toEqual({ host: "10.0.0.10", port: 40_000 });
    expect(lead("198.51.100.7", "203.0.113.1")).toEqual({ host: "198.51.100.7", port: 40_000 });
    expect(lead("127.0.0.1", "127.0.0.1")).toEqual({ host: "127.0.0.1", port: 40_000 });
    for (const host of ["127.0.0.1", "0.0.0.0", "169.254.169.254", "224.0.0.1", "255.255.255.255", "192.168.1.1"]) {
      expect(lead(host, "203.0.113.1"), host).toBeUndefined();
    }
  });

  it("is never another host, the control port or a system port, whatever the server says", () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(70_000), fc.nat(300)).map(([a, b]) => `(|||${a}|) (10,0,0,${b},${b},${a})`),
    );
    fc.assert(
      fc.property(fc.constantFrom("227", "229"), text, (code, said) => {
        const place = meetingPoint(reply(`${code} ${said}`), "10.0.0.9", 2121, "control-host");
        if (place === undefined) return;
        expect(place.host).toBe("10.0.0.9");
        expect(place.port).not.toBe(2121);
        expect(place.port).toBeGreaterThanOrEqual(1024);
        expect(place.port).toBeLessThanOrEqual(65_535);
      }),
    );
  });
});
