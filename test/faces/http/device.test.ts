import { afterEach, beforeEach, expect, test } from "vitest";
import { Failure } from "../../../src/errors.ts";
import { CONNECTION, type Served, serve } from "./served.ts";

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.stop());

const put = (body: unknown) => served.ask("installer", "PUT", "/api/v1/device", body);
const get = async () => (await served.ask("guest", "GET", "/api/v1/device")).body;
const text = async () => (await served.ask("installer", "GET", "/api/v1/configuration")).body.yaml;

test("what is left out, or empty, has its default, and nothing is written for it", async () => {
  expect(await get()).toEqual({});
  const set = { site: "Chaufferie Nord", language: "ru", timeZone: "Asia/Novosibirsk" };
  expect(await put({ ...set, site: " Chaufferie Nord " })).toMatchObject({ status: 200, body: set });
  expect(await get()).toEqual(set);
  expect((await put({ site: "", language: "", timeZone: "Europe/Paris" })).body).toEqual({ timeZone: "Europe/Paris" });
  expect(await text()).toBe("device:\n  timeZone: Europe/Paris\n");
  expect((await put({})).body).toEqual({});
  expect(await text()).not.toContain("device");
});

test("comments and the rest of the file stay, and the change has its name", async () => {
  await served.ask("installer", "POST", "/api/v1/connections", CONNECTION);
  const yaml = `# the boiler room\ndevice:\n  # on the label\n  site: Nord # old\n  language: fr\n${await text()}`;
  await served.ask("installer", "PUT", "/api/v1/configuration", { yaml });
  await put({ site: "Sud", language: "fr" });
  expect(await text()).toBe(yaml.replace("Nord", "Sud"));
  const { versions } = (await served.ask("installer", "GET", "/api/v1/configuration/versions")).body;
  expect(versions[0]).toMatchObject({ by: "http:installer", item: "device", current: true });
  await put({ language: "fr", site: "Sud" });
  expect((await served.ask("installer", "GET", "/api/v1/configuration/versions")).body.versions).toEqual(versions);
});

test.each([
  [{ timeZone: "Mars/Olympus" }, "configurationRefused", { path: "/timeZone", code: "timeZoneUnknown" }],
  [{ site: "a\r\nb" }, "configurationRefused", { path: "/site", code: "controlCharacter" }],
  [{ site: "x".repeat(65) }, "invalidRequest", { path: "/site", code: "maxLength" }],
  [{ language: "de" }, "invalidRequest", { path: "/language", code: "enum" }],
  [{ name: "a" }, "invalidRequest", { path: "/name", code: "additionalProperties" }],
])("%j is refused, and changes nothing", async (body, code, detail) => {
  await put({ site: "Nord" });
  expect(await put(body)).toMatchObject({ status: 400, body: { error: { code, details: [detail] } } });
  expect(await get()).toEqual({ site: "Nord" });
});

test("a preview names what would change of it, and a wrong zone by its line", async () => {
  await put({ site: "Nord" });
  const preview = async (yaml: string) =>
    (await served.ask("installer", "POST", "/api/v1/configuration/preview", { yaml })).body;
  expect((await preview("device:\n  site: Sud\n  timeZone: UTC\n")).changes).toEqual([
    {
      section: "device",
      item: "",
      change: "changed",
      members: [
        { name: "site", before: "Nord", after: "Sud" },
        { name: "timeZone", after: "UTC" },
      ],
    },
  ]);
  expect((await preview("")).changes).toMatchObject([{ section: "device", change: "removed" }]);
  expect((await preview("device:\n  site: Sud\n  timeZone: UTX\n")).faults).toMatchObject([
    { code: "timeZoneUnknown", path: "/device/timeZone", line: 3 },
  ]);
});

test("its form comes with the kinds", async () => {
  const { device } = (await served.ask("guest", "GET", "/api/v1/kinds")).body;
  expect(device.groups).toEqual([{ name: "identity", members: ["site", "language", "timeZone"] }]);
  expect(device.schema.properties.timeZone).toMatchObject({ title: "device.timeZone", widget: "timeZone" });
});

test("a request that the server could not answer is in the log, and a refusal of an FTP server is not", async () => {
  await served.ask("installer", "POST", "/api/v1/connections", CONNECTION);
  const login = { user: "easy", password: "secret", folder: "/" };
  const look = async () => (await served.ask("installer", "POST", "/api/v1/connections/LAN01/browse", login)).status;
  served.browseFailure = new Failure("loginRejected");
  expect(await look()).toBe(502);
  served.controller.ready = false;
  expect(await look()).toBe(503);
  served.controller.ready = true;
  served.browseFailure = new TypeError("a bug") as unknown as Failure;
  expect(await look()).toBe(500);
  const { lines } = (await served.ask("administrator", "GET", "/api/v1/logs")).body;
  expect(lines).toMatchObject([{ level: "error", message: "request failed" }]);
  expect(lines[0].detail).toContain("a bug");
});
