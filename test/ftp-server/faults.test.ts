import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseRules } from "../../src/ftp-server/fault-rules.ts";
import { RawClient } from "./raw-client.ts";
import { serve } from "./served.ts";

describe("rules", () => {
  it("are read from YAML", () => {
    const rules = parseRules(
      parse(`
        - when: { event: command, command: [STOR, APPE], name: "*.csv", nth: 2, times: 1 }
          do: { reply: "450 Busy.", delayMs: 10 }
        - when: { event: data, exists: false }
          do: { afterBytes: 10, end: reset }
      `),
    );
    expect(rules).toHaveLength(2);
  });

  it.each([
    ["no list", {}, /^faults: a list of rules/],
    ["no event", [{ when: {}, do: {} }], /^fault rule 1: .*must have required property 'event'/],
    ["unknown event", [{ when: { event: "lunch" }, do: {} }], /^fault rule 1: \/when\/event .*\(greeting\)/],
    [
      "an effect of another event",
      [
        { when: { event: "greeting" }, do: { silent: true } },
        { when: { event: "data" }, do: { silent: true } },
      ],
      /^fault rule 2 \(event data\): \/do must NOT have additional properties \(silent\)/,
    ],
    ["a wrong value", [{ when: { event: "data" }, do: { afterBytes: -1 } }], /\/do\/afterBytes must be >= 0/],
    ["a misspelt condition", [{ when: { event: "data", comand: "STOR" }, do: {} }], /\/when .*\(comand\)/],
  ])("are refused by name: %s", (_, rules, message) => {
    expect(() => parseRules(rules)).toThrow(message);
  });

  it("are refused while the server runs, which keeps the ones it has", async () => {
    const { faults } = await serve({ faults: [{ when: { event: "connect" }, do: { delayMs: 1 } }] });
    expect(() => faults.set([{ when: { event: "data" }, do: { afterBytes: -1 } }])).toThrow(/^fault rule 1/);
    expect(faults.rules).toHaveLength(1);
  });
});

describe("a fault", () => {
  it("strikes from the n-th time on, so many times, and counts", async () => {
    const server = await serve();
    server.faults.set([
      { when: { event: "command", command: "noop", nth: 2, times: 2 }, do: { reply: "500 Struck." } },
    ]);
    const client = await RawClient.logIn(server.port);
    const replies: string[] = [];
    for (let n = 0; n < 5; n += 1) replies.push((await client.ask("NOOP")).slice(0, 3));
    expect(replies).toEqual(["200", "500", "500", "200", "200"]);
    expect(server.faults.strikes).toEqual([2]);
    server.faults.clear();
    expect(await client.ask("NOOP")).toMatch(/^200 /);
  });

  it("is chosen by the name of the file, its folder, and whether it exists", async () => {
    const { port, root, faults } = await serve();
    writeFileSync(join(root, "a.csv"), "a");
    const client = await RawClient.logIn(port);
    faults.add({ when: { event: "command", name: "*.csv" }, do: { reply: "450 By name." } });
    expect(await client.ask("SIZE deep/below/x.csv")).toBe("450 By name.");
    expect(await client.ask("SIZE a.txt")).toMatch(/^550 /);
    faults.set([{ when: { event: "command", name: "/site/**" }, do: { reply: "450 By folder." } }]);
    expect(await client.ask("SIZE site/one/x")).toBe("450 By folder.");
    expect(await client.ask("SIZE a.csv")).toBe("213 1");
    faults.set([{ when: { event: "command", command: "SIZE", exists: false }, do: { reply: "450 By absence." } }]);
    expect(await client.ask("SIZE a.csv")).toBe("213 1");
    expect(await client.ask("SIZE b.csv")).toBe("450 By absence.");
  });

  it("gives way to none: the first rule that applies strikes", async () => {
    const { port } = await serve({
      faults: [
        { when: { event: "command", command: "NOOP", times: 1 }, do: { reply: "501 First." } },
        { when: { event: "command" }, do: { reply: "502 Second." } },
      ],
    });
    const client = await RawClient.connect(port);
    await client.reply();
    expect(await client.ask("NOOP")).toBe("501 First.");
    expect(await client.ask("NOOP")).toBe("502 Second.");
  });

  it("delays, precedes and follows a reply without taking its place", async () => {
    const { port } = await serve({
      faults: [
        { when: { event: "reply", command: "NOOP" }, do: { delayMs: 1, before: "250 Early.", after: "226 Late." } },
      ],
    });
    const client = await RawClient.connect(port);
    await client.reply();
    expect(await client.ask("NOOP")).toBe("250 Early.");
    expect(await client.reply()).toBe("200 OK.");
    expect(await client.reply()).toBe("226 Late.");
  });

  it("leaves a transfer shorter than its limit alone", async () => {
    const { port, root } = await serve({
      faults: [{ when: { event: "data" }, do: { afterBytes: 100, end: "reset", reply: "552 Full." } }],
    });
    writeFileSync(join(root, "a"), "short");
    const client = await RawClient.logIn(port);
    expect(await client.fetch("RETR a")).toMatchObject({ ending: "close", final: "226 Transfer complete." });
  });

  it("ends with the server, however long it would last", async () => {
    const server = await serve({
      faults: [{ when: { event: "greeting" }, do: { raw: "x", repeat: "forever", everyMs: 1 } }],
    });
    const client = await RawClient.connect(server.port);
    await client.receive(3);
    await server.stop();
    await expect(client.ended).resolves.toBeDefined();
  });
});
