import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { openMemoryStore } from "../../../src/files/memory.ts";
import type { Store } from "../../../src/files/store.ts";
import type { FtpSetConfig } from "../../../src/resources/ftp-set/schema.ts";
import { defineVars, integer, output } from "../../../src/vars/definition.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { DoubtfulServer } from "./doubtful-server.ts";
import { PlayedController } from "./played-controller.ts";

const A = "easy.RESS.R00010.Value";
const B = "easy.RESS.R00011.Value";
const PLAIN = "easy.RESS.R00020.Level";

/** A controller with the points A and B, and a plain variable; its Set has `elements`. */
function played(
  elements: readonly string[],
  config: Partial<FtpSetConfig> = {},
  points = { A: "R00010", B: "R00011" },
) {
  const base = mkdtempSync(join(tmpdir(), "ftp-set-"));
  const folder = join(base, "process");
  mkdirSync(folder);
  const server = new DoubtfulServer();
  const changing = { elements, traces: new Set(Object.values(points)) };
  const clock = manualClock();
  const controller = new PlayedController({
    folder,
    clock,
    server,
    config,
    points,
    elements: () => changing.elements,
    hasTrace: (point) => changing.traces.has(point),
  });
  onTestFinished(() => {
    controller.close();
    rmSync(base, { recursive: true });
  });
  const names = () => [...server.files.keys()].sort();
  /** The values in a file of samples. */
  const values = (name: string) =>
    server
      .text(name)
      ?.split("\r\n")
      .slice(1, -1)
      .map((line) => Number(line.split(",")[1]));
  return { server, controller, changing, clock, names, values };
}

function declarePlain({ space }: PlayedController) {
  return space.declare("easy.RESS.R00020", defineVars({ Level: output(integer(), "") }));
}

async function storeWith(files: Readonly<Record<string, string>>): Promise<Store> {
  const store = openMemoryStore();
  for (const [name, content] of Object.entries(files)) {
    const receipt = await store.receive([name]);
    await receipt.write(Buffer.from(content));
    await receipt.commit(Date.UTC(2026, 0, 2));
  }
  return store;
}

describe("a variable with history", () => {
  test("is sent since its last export, in numbered files of time, value and number", async () => {
    const { server, controller, names } = played([A]);
    controller.sample("R00010", 20.5);
    controller.sample("R00010", -3);
    expect(await controller.errorOfSend()).toBe(0);
    controller.sample("R00010", 7);
    expect(await controller.errorOfSend()).toBe(0);
    expect(names()).toEqual(["/in/A_1.csv", "/in/A_2.csv"]);
    expect(server.text("/in/A_1.csv")).toBe(
      "\ufeffTime,Value,No.\r\n2026-11-23T00:00:00.000Z,20.5,1\r\n2026-11-23T00:00:00.000Z,-3,2\r\n",
    );
    expect(server.text("/in/A_2.csv")?.split("\r\n")[1]).toMatch(/,7,3$/);
  });

  test("with nothing new makes no file, which is a success", async () => {
    const { controller, names } = played([A]);
    expect(await controller.errorOfSend()).toBe(0);
    expect([names(), controller.output("FilesTotal")]).toEqual([[], 0]);
  });

  test("is sent whole when asked, and goes on from there when it is asked no more", async () => {
    const { controller, names, values } = played([A], { history: "whole" });
    for (const value of [1, 2]) {
      controller.sample("R00010", value);
      await controller.sendAndWait();
    }
    expect([values("/in/A_1.csv"), values("/in/A_2.csv")]).toEqual([[1], [1, 2]]);
    controller.update({ history: "since-last" });
    controller.sample("R00010", 3);
    await controller.sendAndWait();
    expect(values("/in/A_3.csv")).toEqual([3]);
    expect(names()).toHaveLength(3);
  });

  test("that stands in the Set twice, in short and in full, is one element", async () => {
    const { controller, names } = played(["R00010.Value", A]);
    controller.sample("R00010", 1);
    expect(await controller.errorOfSend()).toBe(0);
    expect(names()).toEqual(["/in/A_1.csv"]);
  });

  test("is compressed when asked, with the same bytes each time it is sent", async () => {
    const { server, controller, names } = played([A], { gzip: true });
    controller.sample("R00010", 42);
    server.fates.push("reply to the rename lost", "reply to the rename lost");
    expect(await controller.errorOfSend()).toBe(1);
    expect(await controller.errorOfSend()).toBe(0);
    expect([names(), server.renamedOver]).toEqual([["/in/A_1.csv.gz"], []]);
    const file = server.files.get("/in/A_1.csv.gz") ?? Buffer.of();
    expect(gunzipSync(file).toString()).toMatch(/,42,1\r\n$/);
  });

  test("that numbers anew below its position, in a database of its own again, is sent whole", async () => {
    const { controller, values } = played([A]);
    const [planned] = controller.journal.exports.plan("R00001", [
      {
        element: A,
        samples: { trace: "R00010.F0001", first: 1, last: 900 },
        series: "",
        remote: () => "",
        rendering: {},
      },
    ]);
    controller.journal.exports.confirm(planned?.id ?? 0);
    controller.sample("R00010", 5);
    await controller.sendAndWait();
    expect(values("/in/A_1.csv")).toEqual([5]);
  });
});

describe("a plain variable", () => {
  test("is one row, and replaces the one before where the name has no number", async () => {
    const { server, controller, names } = played([PLAIN], { fileName: "{label}.csv" });
    const owner = declarePlain(controller);
    owner.show({ Level: 12 });
    expect(await controller.errorOfSend()).toBe(0);
    expect(names()).toEqual(["/in/R00020.Level.csv"]);
    owner.show({ Level: 13 });
    expect(await controller.errorOfSend()).toBe(0);
    expect(server.text("/in/R00020.Level.csv")).toMatch(
      /^\ufeffVariable,Value,Time\r\neasy.RESS.R00020.Level,13,.*Z\r\n$/,
    );
  });
});

describe("a single file", () => {
  test("has a row per element: values, and the number and bytes of files", async () => {
    const { server, controller, names } = played([A, PLAIN, "Net.Files", "Net.Missing"], { singleFile: true });
    controller.tree.mount("Net.Files", await storeWith({ "a.txt": "abc", "b.txt": "defgh" }));
    declarePlain(controller).show({ Level: 4 });
    controller.space.write(A, 21, "test");
    expect(await controller.errorOfSend()).toBe(8);
    expect(names()).toEqual(["/in/Releves.csv"]);
    expect(server.text("/in/Releves.csv")?.split("\r\n")).toEqual([
      "\ufeffVariable,Value,Time,Files,Bytes",
      "easy.RESS.R00010.Value,21,2026-11-23T00:00:00.000Z,,",
      "easy.RESS.R00020.Level,4,2026-11-23T00:00:00.000Z,,",
      "Net.Files,,2026-01-02T00:00:00.000Z,2,8",
      "Net.Missing,,,,",
      "",
    ]);
  });
});

describe("an element fails alone", () => {
  test("when it cannot be read: Error 8, and the others arrive", async () => {
    const { controller, names } = played(["Net.Missing", "Net.Files/missing.txt", "Net.Files", A]);
    controller.tree.mount("Net.Files", await storeWith({ "a.txt": "abc" }));
    controller.sample("R00010", 1);
    expect(await controller.errorOfSend()).toBe(8);
    expect(names()).toEqual(["/in/A_1.csv", "/in/Net.Files/a.txt"]);
    const failures = controller.journal.transfers({})[0]?.files.map(({ path, result }) => [path, result?.failure]);
    expect(failures).toContainEqual(["Net.Missing", "elementUnreadable"]);
    expect(failures).toContainEqual(["Net.Files/missing.txt", "elementUnreadable"]);
  });

  test("when the server refuses its file, and only its position stays", async () => {
    const { server, controller, names, values } = played([A, B]);
    for (const point of ["R00010", "R00011"]) controller.sample(point, 1);
    server.fates.push("refused", "refused");
    expect(await controller.errorOfSend()).toBe(8);
    expect(names()).toEqual(["/in/B_1.csv"]);
    for (const point of ["R00010", "R00011"]) controller.sample(point, 2);
    expect(await controller.errorOfSend()).toBe(0);
    expect([values("/in/A_1.csv"), values("/in/A_2.csv"), values("/in/B_2.csv")]).toEqual([[1], [2], [2]]);
  });
});

describe("names", () => {
  test.each([
    ["a label that two elements share, and none", "{label}_{seq}.csv", { T: "R00010", t: "R00011", "": "R00012" }],
  ])("%s: the element's path tells them apart", async (_, fileName, points) => {
    const elements = Object.values(points).map((point) => `${point}.Value`);
    const { controller, names } = played(elements, { fileName }, points as never);
    for (const point of Object.values(points)) controller.sample(point, 1);
    await controller.sendAndWait();
    expect(names()).toEqual(["/in/R00012.Value_1.csv", "/in/T R00010.Value_1.csv", "/in/t R00011.Value_1.csv"]);
  });

  test("never come twice for what is sent once, whatever the pattern says", async () => {
    const long = "é".repeat(150);
    for (const fileName of ["{set}.csv", `{set}${long}{seq}.csv`]) {
      const { server, controller, names } = played([A, B], { fileName });
      for (const value of [1, 2]) {
        for (const point of ["R00010", "R00011"]) controller.sample(point, value);
        expect(await controller.errorOfSend()).toBe(0);
      }
      expect([names().length, server.renamedOver]).toEqual([4, []]);
    }
  });

  test("have site, Set, label, local time and number", async () => {
    const fileName = "{site}-{set}-{label}-{YYYY}{MM}{DD}-{hh}{mm}{ss}-{seq}.csv";
    const csv = { preset: "rfc4180", timeZone: "Europe/Paris" } as const;
    const { controller, names } = played([A], { fileName, csv });
    controller.sample("R00010", 1);
    await controller.sendAndWait();
    expect(names()).toEqual(["/in/site1-Releves-A-20261123-010000-1.csv"]);
  });
});

describe("an export in doubt", () => {
  test("goes first, under the same name with the same bytes, and then what came since", async () => {
    const { server, controller, names, values } = played([A]);
    controller.sample("R00010", 1.5);
    server.fates.push("reply to the rename lost", "cut while it is sent");
    expect(await controller.errorOfSend()).toBe(1);
    const before = server.text("/in/A_1.csv");
    controller.sample("R00010", 2);
    controller.update({ csv: { preset: "excel-fr" }, remoteFolder: "/elsewhere", fileName: "{seq}.csv" });
    expect(await controller.errorOfSend()).toBe(0);
    expect([server.text("/in/A_1.csv"), server.renamedOver]).toEqual([before, []]);
    expect(names()).toEqual(["/elsewhere/1.csv", "/in/A_1.csv"]);
    expect(values("/in/A_1.csv")).toEqual([1.5]);
    expect(controller.output("FilesDone")).toBe(2);
  });

  test("is not made of what was never begun: a server that was away gets one file", async () => {
    const { server, controller, names, values } = played([A]);
    server.away = true;
    for (const value of [1, 2, 3]) {
      controller.sample("R00010", value);
      expect(await controller.errorOfSend()).toBe(9);
    }
    server.away = false;
    expect(await controller.errorOfSend()).toBe(0);
    expect(names()).toEqual(["/in/A_1.csv"]);
    expect(values("/in/A_1.csv")).toEqual([1, 2, 3]);
  });

  test("is delivered although its element is no longer in the Set", async () => {
    const { server, controller, changing, values } = played([A]);
    controller.sample("R00010", 1);
    server.fates.push("refused", "refused");
    await controller.sendAndWait();
    changing.elements = [];
    controller.sample("R00010", 2);
    expect(await controller.errorOfSend()).toBe(0);
    expect(values("/in/A_1.csv")).toEqual([1]);
    expect(controller.journal.exports.pending("R00001")).toEqual([]);
  });

  test("whose trace is gone says so at each command, until the element is taken out of the Set", async () => {
    const { server, controller, changing, names } = played([A, B]);
    for (const point of ["R00010", "R00011"]) controller.sample(point, 1);
    server.fates.push("refused", "refused");
    await controller.sendAndWait();
    changing.traces.delete("R00010");
    expect(await controller.errorOfSend()).toBe(8);
    expect(await controller.errorOfSend()).toBe(8);
    changing.elements = [B];
    expect(await controller.errorOfSend()).toBe(8);
    expect(await controller.errorOfSend()).toBe(0);
    expect(names()).toEqual(["/in/B_1.csv"]);
  });

  test("is forgotten with its resource, whose successor of the same name begins anew", async () => {
    const { server, controller } = played([A, B]);
    for (const point of ["R00010", "R00011"]) controller.sample(point, 1);
    server.fates.push("refused", "refused");
    await controller.sendAndWait();
    await controller.remove();
    const { exports } = controller.journal;
    expect([exports.pending("R00001"), exports.position("R00001", "R00011.F0001")]).toEqual([[], 0]);
  });
});

describe("a command that was killed", () => {
  test("goes on with the plan it had", async () => {
    const first = played([A]);
    first.controller.sample("R00010", 1);
    first.controller.send();
    // Accepted, exports planned, plan recorded; one more step opens a session.
    const second = await first.controller.killAfter(4);
    onTestFinished(() => second.close());
    second.sample("R00010", 2);
    second.trace("R00010").flush();
    await second.ended();
    expect(second.output("Error")).toBe(0);
    expect([first.names(), first.values("/in/A_1.csv")]).toEqual([["/in/A_1.csv"], [1]]);
  });

  test("at any step ends well, once, with what it had planned", async () => {
    for (let steps = 1; steps <= 14; steps += 1) {
      const first = played([A]);
      first.controller.sample("R00010", 1);
      first.controller.send();
      const second = await first.controller.killAfter(steps);
      await second.ended();
      expect([second.output("Error"), first.names(), first.values("/in/A_1.csv")]).toEqual([0, ["/in/A_1.csv"], [1]]);
      second.close();
    }
  });
});

test("a Set that is gone is Error 8", async () => {
  const { controller, changing } = played([A]);
  changing.elements = undefined as never;
  expect(await controller.errorOfSend()).toBe(8);
});
