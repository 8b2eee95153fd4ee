import { describe, expect, it } from "vitest";
import { relais } from "./run-relais.ts";

describe("run", () => {
  const started = async (line: readonly string[], env = {}) => JSON.parse((await relais(["run", ...line], env)).out);

  it("has the settings of the contract by default, the demonstration being up to the data folder", async () => {
    expect(await started([], { RELAIS_DATA: "" })).toEqual({
      data: "./data",
      host: "127.0.0.1",
      port: 8080,
      names: [],
      language: "en",
    });
  });

  it("reads the environment, and options before it", async () => {
    const tls = { RELAIS_TLS_CERTIFICATE: "/etc/relais.crt", RELAIS_TLS_KEY: "/etc/relais.key" };
    const place = { RELAIS_DATA: "/srv/relais", RELAIS_HOST: "0.0.0.0", RELAIS_PORT: "0" };
    const env = { ...place, ...tls, RELAIS_NAMES: "relais.site, till" };
    expect(await started(["--port", "9000", "--lang", "ru"], env)).toEqual({
      data: "/srv/relais",
      host: "0.0.0.0",
      port: 9000,
      names: ["relais.site", "till"],
      tlsCertificate: "/etc/relais.crt",
      tlsKey: "/etc/relais.key",
      language: "ru",
    });
  });

  it.each([
    ["--demo", true],
    ["--no-demo", false],
  ])("%s decides", async (option, demo) => {
    expect((await started([option])).demo).toBe(demo);
  });
});

describe("the command line", () => {
  it.each([
    ["an unknown command", ["sned"]],
    ["a missing argument", ["send"]],
    ["a port that is none", ["run", "--port", "70000"]],
    ["a server without a password", ["ftp-server"]],
    ["an address that is none", ["vars", "get", "--url", "controller"]],
  ])("%s ends with 64, with a word on what is wrong", async (_, line) => {
    const { exit, err, out } = await relais(line);
    expect({ exit, out }).toEqual({ exit: 64, out: "" });
    expect(err).not.toBe("");
  });

  it.each([
    [["sned"], "Commande incorrecte : « sned » n'est pas une commande. Peut-être send ? L'aide : relais --help\n"],
    [["--foo"], "Commande incorrecte : l'option --foo n'existe pas. L'aide : relais --help\n"],
    [["send"], "Commande incorrecte : il manque <resource>. L'aide : relais --help\n"],
    [["run", "now"], "Commande incorrecte : il y a trop d'arguments pour run. L'aide : relais --help\n"],
    [["run", "--host"], "Commande incorrecte : il manque la valeur de --host <host>. L'aide : relais --help\n"],
    [
      ["run", "--port", "1e3"],
      "Commande incorrecte : « 1e3 » ne convient pas à --port <port> : un entier de 0 à 65535 est attendu. L'aide : relais --help\n",
    ],
    [
      ["run", "--lang", "de"],
      "Commande incorrecte : « de » ne convient pas à --lang <language> : choisir entre fr, en, ru. L'aide : relais --help\n",
    ],
  ])("says in the user's language what is wrong with %j", async (line, sentence) => {
    expect((await relais(line, { LC_ALL: "fr_FR.UTF-8" })).err).toBe(sentence);
  });

  it.each([
    ["--lang ru", ["--lang", "ru"], {}, "Использование:"],
    ["--lang=fr", ["--lang=fr"], {}, "Usage : "],
    ["the locale", [], { LC_ALL: "fr_FR.UTF-8" }, "Usage : "],
    ["English for a locale without texts", [], { LC_ALL: "ja_JP.UTF-8", LANG: "" }, "Usage: "],
  ])("help speaks the language of %s", async (_, line, env, text) => {
    const { exit, out } = await relais(["--help", ...line], env);
    expect(exit).toBe(0);
    expect(out).toContain(text);
    expect(out).not.toContain("cli.");
  });

  it("ftp-server hands its options on", async () => {
    const line = ["ftp-server", "--port", "0", "--fault", "busy", "slow", "--read-only"];
    expect(JSON.parse((await relais(line, { RELAIS_FTP_PASSWORD: "secret" })).out)).toEqual({
      root: "./ftp",
      user: "easy",
      password: "secret",
      host: "127.0.0.1",
      port: 0,
      fault: ["busy", "slow"],
      readOnly: true,
    });
  });
});
