import { describe, expect, test } from "vitest";
import { checkData } from "../../src/config/check.ts";
import type { Drive } from "../../src/links/schema.ts";

type Inputs = Readonly<Record<string, Drive>>;

const point = (id: string, inputs: Inputs = {}, members = {}) => ({ id, kind: "point", inputs, ...members });
const folder = (id: string, inputs: Inputs) => ({
  id,
  kind: "ftp-folder",
  connection: "LAN01",
  folder: "easy.JRNL",
  inputs,
});

/** The faults of a configuration with these resources, without their lines. */
function faultsOf(...resources: readonly object[]) {
  const connections = [{ id: "LAN01", address: "127.0.0.1" }];
  return checkData({ connections, resources }, { environment: {} }).faults.map(({ code, path, parameters }) => ({
    code,
    path,
    parameters,
  }));
}

const loopOf = (...resources: readonly object[]) => faultsOf(...resources).map(({ parameters }) => parameters.loop);

describe("what drives an input", () => {
  test("may be links and schedules that make sense", () => {
    const faults = faultsOf(
      point("R00010"),
      point("R00011", { Value: { link: "R00010.Value" }, Mode: { link: "R00002.Status" } }),
      point("R00012", { Value: { link: "easy.RESS.R00002.LastReply" } }, { type: "text" }),
      folder("R00001", {
        Send: { link: "R00011.Limit = 2" },
        Abort: { link: "not R00010.Forced" },
        Refresh: { cron: "0 30 2 * * MON-FRI", timeZone: "Europe/Paris" },
      }),
      folder("R00002", { Send: { every: 3600 } }),
    );
    expect(faults).toEqual([]);
  });

  test("names an input of its kind, and the fault says which there are", () => {
    const faults = faultsOf(folder("R00001", { Fault: { every: 60 } }));
    const parameters = { name: "Fault", inputs: "Send, Refresh, Abort" };
    expect(faults).toEqual([{ code: "inputUnknown", path: "/resources/0/inputs/Fault", parameters }]);
  });

  test("may wait for a resource that is missing, but not for a variable that its kind has not", () => {
    const link = (source: string) => faultsOf(point("R00010"), folder("R00001", { Send: { link: source } }));
    expect(link("R00099.Value > 1")).toMatchObject([{ code: "linkSourceMissing" }]);
    expect(link("R00010.Send")).toMatchObject([{ code: "linkSourceUnknown" }]);
    expect(link("R00010.constructor")).toMatchObject([{ code: "linkSourceUnknown" }]);
  });

  test("is told beside faults of form, without guessing what they hide", () => {
    const faults = faultsOf(
      point("R00010", { Value: { link: "R00011" } }, { type: "binary" }),
      folder("R00001", { Send: { link: "R00010.Value" } }),
    );
    expect(faults.map(({ code }) => code)).toEqual(["notAllowed", "linkVariableExpected"]);
  });

  test("is one thing for the value of a point", () => {
    const inputs = { Value: { link: "R00011.Value" } };
    const signal = { shape: "sine" };
    expect(faultsOf(point("R00010", inputs, { signal }), point("R00011"))).toMatchObject([
      { code: "pointDriven", path: "/resources/0/signal" },
    ]);
    expect(faultsOf(point("R00010", { Manual: inputs.Value }, { signal }), point("R00011"))).toEqual([]);
  });
});

describe("a loop is refused with the path that closes it:", () => {
  const value = (source: string): Inputs => ({ Value: { link: source } });

  test("two points", () => {
    expect(faultsOf(point("R00010", value("R00011.Value")), point("R00011", value("R00010.Value")))).toEqual([
      {
        code: "linkLoop",
        path: "/resources/1/inputs/Value/link",
        parameters: { loop: "R00011.Value → R00010.Value → R00011.Value" },
      },
    ]);
  });

  test("a point by itself, directly and through what it shows", () => {
    expect(loopOf(point("R00010", value("R00010.Value")))).toEqual(["R00010.Value → R00010.Value"]);
    expect(loopOf(point("R00010", { Manual: { link: "R00010.Value" } }))).toEqual([
      "R00010.Value → R00010.Manual → R00010.Value",
    ]);
  });

  test("a command by its own result", () => {
    expect(loopOf(folder("R00001", { Send: { link: "R00001.Fault" } }))).toEqual([
      "R00001.Fault → R00001.Send → R00001.Fault",
    ]);
  });

  test("over outputs of several resources", () => {
    expect(
      loopOf(
        folder("R00001", { Send: { link: "R00002.Done > 0" } }),
        folder("R00002", { Send: { link: "R00010.Value > 3" } }),
        point("R00010", value("R00001.FilesDone")),
      ),
    ).toEqual(["R00002.Done → R00001.Send → R00001.FilesDone → R00010.Value → R00002.Send → R00002.Done"]);
  });

  test("each loop once, however many lead into it", () => {
    const faults = loopOf(
      point("R00010", value("R00011.Value")),
      point("R00011", value("R00010.Value")),
      point("R00012", value("R00010.Value")),
      point("R00013", value("R00014.Value")),
      point("R00014", value("R00013.Value")),
    );
    expect(faults).toHaveLength(2);
  });

  test("one as long as the configuration", () => {
    const id = (index: number) => `R${String(index % 2000).padStart(5, "0")}`;
    const resources = Array.from({ length: 2000 }, (_, index) => point(id(index), value(`${id(index + 1)}.Value`)));
    const [loop, ...others] = loopOf(...resources);
    expect(others).toEqual([]);
    const shown = String(loop).split(" → ");
    expect(shown.slice(0, 3)).toEqual(["R00001.Value", "R00000.Value", "R01999.Value"]);
    expect(shown.slice(-2)).toEqual(["R00002.Value", "R00001.Value"]);
    expect(shown).toHaveLength(21);
    expect(loopOf(...resources.slice(1), point(id(0)))).toEqual([]);
  });

  test("but not two inputs of one resource that nothing leads back from", () => {
    expect(loopOf(folder("R00001", { Send: { link: "R00001.Abort" } }))).toEqual([]);
  });
});
