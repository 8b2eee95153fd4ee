import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PlayedController, playController } from "./played-controller.ts";
import { relais, startRelais } from "./run-relais.ts";

let controller: PlayedController;
beforeEach(async () => {
  controller = await playController();
});
afterEach(() => controller.stop());

const reach = (more: Readonly<Record<string, string>> = {}) => ({ RELAIS_URL: controller.url, ...more });

describe("vars get", () => {
  it("says what a code means, in the user's language", async () => {
    controller.show({ Error: 9 });
    const { out } = await relais(["vars", "get", "R00001.Error"], reach({ LANG: "ru_RU.UTF-8" }));
    expect(out).toBe("R00001.Error          9  Нет соединения (No connexion)\n");
  });

  it("prints the bare value for scripts", async () => {
    expect((await relais(["vars", "get", "R00001.Status", "--value"], reach())).out).toBe("1\n");
  });

  it("prints all variables as JSON", async () => {
    const { vars } = JSON.parse((await relais(["vars", "get", "--json"], reach())).out);
    expect(vars).toHaveLength(18);
    expect(vars[0]).toMatchObject({ path: "easy.RESS.R00001.Send", value: false, type: "bool", direction: "input" });
  });

  it("an unknown register ends with 66", async () => {
    const { exit, err } = await relais(["vars", "get", "R00001.Sned"], reach());
    expect(exit).toBe(66);
    expect(err).toContain("R00001.Sned");
  });
});

describe("vars set and pulse", () => {
  it.each([
    ["true", true],
    ["1", true],
    ["false", false],
  ])("set %s is a level", async (text, value) => {
    expect((await relais(["vars", "set", "R00001.Abort", text], reach())).exit).toBe(0);
    expect(controller.space.read("R00001.Abort")?.value).toBe(value);
  });

  it.each([
    ["an output", "R00001.Error", "0", 65],
    ["a value of the wrong type", "R00001.Send", "maybe", 65],
    ["an unknown register", "R00001.Sned", "true", 66],
  ])("%s is refused and changes nothing", async (_, path, value, exit) => {
    const before = controller.space.seq;
    expect((await relais(["vars", "set", path, value], reach())).exit).toBe(exit);
    expect(controller.space.seq).toBe(before);
  });

  it("pulse rises and falls in two commits", async () => {
    const seen: unknown[] = [];
    controller.space.commits$.subscribe(({ changes }) => seen.push(...changes.map(({ value }) => value)));
    await relais(["vars", "pulse", "R00001.Send"], reach());
    expect(seen).toEqual([true, false]);
  });
});

describe("vars watch", () => {
  it("goes on where it was when the connection is lost", async () => {
    const watching = startRelais(["vars", "watch", "R00001.FilesDone"], reach());
    await watching.printed("R00001.FilesDone");
    controller.cutStreams();
    controller.show({ FilesDone: 1 });
    controller.show({ FilesDone: 2 });
    await watching.printed("  2\n");
    watching.child.kill();
    const { out } = await watching.ended;
    expect(out.match(/\d+$/gm)).toEqual(["0", "1", "2"]);
  });
});

describe("journal", () => {
  const event = (id: number, resource = "R00001") => ({
    id,
    time: "2026-11-23T09:00:00.000Z",
    type: "commandSucceeded",
    severity: "info",
    resource,
    origin: "http:marie",
    parameters: { verb: "send", files: 12 },
  });

  it("prints the oldest of the newest first, in words", async () => {
    controller.answers.set("/journal", { events: [event(2), event(1, "R00002")] });
    const { out } = await relais(["journal", "--lang", "fr"], reach());
    expect(out.split("\n")).toEqual([
      expect.stringContaining("R00002  12 fichiers envoyés  [http:marie]"),
      expect.stringContaining("R00001  12 fichiers envoyés  [http:marie]"),
      "",
    ]);
  });

  it("--follow shows each new event once", async () => {
    controller.answers.set("/journal", { events: [event(1)] });
    const following = startRelais(["journal", "--follow", "--json"], reach());
    await following.printed('"id":1');
    await controller.followed();
    controller.tell(event(1));
    controller.tell(event(2));
    await following.printed('"id":2');
    following.child.kill();
    const { out } = await following.ended;
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).id),
    ).toEqual([1, 2]);
  });
});
