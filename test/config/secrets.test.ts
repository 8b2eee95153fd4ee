import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkData } from "../../src/config/check.ts";
import { isStorable, passwordPlace, Secrets } from "../../src/config/secrets.ts";
import { withoutSecrets } from "../../src/config/without-secrets.ts";

let folder: string;
let keyFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "relais-secrets-"));
  keyFile = join(folder, "secret.key");
});
afterEach(() => rm(folder, { recursive: true }));

const unusable = expect.objectContaining({ failure: "passwordUnusable" });

test("any text comes back, from the same place only, and never the same twice", async () => {
  const secrets = new Secrets(keyFile);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (clear) => {
      const [one, two] = [await secrets.encrypt(clear, "a"), await secrets.encrypt(clear, "a")];
      expect(one).not.toBe(two);
      expect(isStorable(one)).toBe(true);
      expect(new Secrets(keyFile).decrypt(one, "a")).toBe(clear);
      expect(() => secrets.decrypt(one, "b")).toThrow(unusable);
    }),
    { numRuns: 50 },
  );
});

test("no bit can be changed, and nothing be cut off", async () => {
  const secrets = new Secrets(keyFile);
  const secret = await secrets.encrypt("canary", passwordPlace("R00001"));
  const bytes = Buffer.from(secret.slice("enc:v1:".length), "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const forged = `enc:v1:${changed.toString("base64url")}`;
    expect(() => secrets.decrypt(forged, passwordPlace("R00001"))).toThrow(unusable);
  }
  for (let length = 0; length < bytes.length; length++) {
    const cut = `enc:v1:${bytes.subarray(0, length).toString("base64url")}`;
    expect(() => secrets.decrypt(cut, passwordPlace("R00001"))).toThrow(unusable);
  }
});

test("the key is made when it is needed, for its owner only, and never replaced", async () => {
  const secrets = new Secrets(keyFile);
  expect(() => secrets.decrypt("enc:v1:AAAA", "a")).toThrow(unusable);
  await expect(stat(keyFile)).rejects.toMatchObject({ code: "ENOENT" });
  const secret = await secrets.encrypt("canary", "a");
  expect(await stat(keyFile)).toMatchObject({ size: 32 });
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  await writeFile(keyFile, "short");
  const spoilt = new Secrets(keyFile);
  await expect(spoilt.encrypt("canary", "a")).rejects.toThrow("does not hold a key");
  expect(() => spoilt.decrypt(secret, "a")).toThrow(unusable);
});

test("what a newer version encrypted is not tried", async () => {
  const secrets = new Secrets(keyFile);
  await secrets.encrypt("canary", "a");
  expect(() => secrets.decrypt("enc:v2:AAAA", "a")).toThrow(unusable);
});

test("a configuration is shown without any password, only whether there is one", () => {
  const base = { kind: "ftp-set", connection: "LAN01", set: "A" };
  const { config } = checkData(
    {
      resources: [
        { ...base, id: "R00001", password: "canary" },
        { ...base, id: "R00002" },
        { kind: "point", id: "R00003" },
      ],
      sets: [{ label: "A" }],
      ftpServer: { port: 2121, user: "easy", password: "canary" },
    },
    { environment: {} },
  );
  if (config === undefined) throw new Error("the configuration is valid");
  const shown = withoutSecrets(config);
  expect(shown.resources).toMatchObject([{ passwordSet: true }, { passwordSet: false }, { kind: "point" }]);
  expect(shown.resources[2]).not.toHaveProperty("passwordSet");
  expect(shown.ftpServer).toEqual({ port: 2121, user: "easy", passwordSet: true });
  expect(JSON.stringify(shown)).not.toMatch(/canary|"password"/);
});
