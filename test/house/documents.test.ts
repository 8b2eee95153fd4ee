import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit.ts";
import { ConnectionSchema } from "../../src/connection/schema.ts";
import { ERROR, FAILURES } from "../../src/errors.ts";
import { ftpCatalogRows } from "../../src/resources/ftp-catalog/rows.ts";
import { ftpReportRows } from "../../src/resources/ftp-report/rows.ts";
import { builtInProfiles, KIND_SCHEMAS, ProfileSchema } from "../../src/resources/kinds.ts";
import { pointRows } from "../../src/resources/point/rows.ts";
import { refreshInput, sendInputs } from "../../src/resources/rows.ts";
import { createTexts } from "../../src/texts.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const integrator = read("docs/integrator.md");
const operator = read("docs/operator.md");

describe("docs/integrator.md", () => {
  it("has every failure under its Error, with the product's own words", () => {
    const texts = createTexts("en");
    for (const [name, code] of Object.entries(FAILURES)) {
      const chapter = integrator.split(`### Error ${code}: `)[1]?.split("\n### ")[0] ?? "";
      expect(chapter).toContain(`| \`${name}\` | ${texts(`failure.${name}`)} | ${texts(`failure.${name}.remedy`)} |`);
    }
  });

  it("has every member of the configuration", () => {
    const members = [ConnectionSchema, ...Object.values(KIND_SCHEMAS)].flatMap(({ properties }) =>
      Object.keys(properties),
    );
    expect([...new Set(members)].filter((member) => !integrator.includes(`\`${member}\``))).toEqual([]);
  });

  it("has every variable", () => {
    const point = pointRows({ type: "analog", unit: "" });
    const names = Object.keys({ ...sendInputs, ...refreshInput, ...ftpCatalogRows, ...ftpReportRows, ...point });
    expect(names.filter((name) => !integrator.includes(`\`${name}\``))).toEqual([]);
  });

  it("has every member of a profile in docs/till.md, and every profile that is built in", () => {
    const till = read("docs/till.md");
    const members = Object.entries(ProfileSchema.properties).flatMap(([name, part]) =>
      "properties" in part ? Object.keys(part.properties).map((member) => `${name}.${member}`) : [name],
    );
    const names = [...members, ...builtInProfiles().map((profile) => profile.name)];
    expect(names.filter((name) => !till.includes(`\`${name}\``))).toEqual([]);
  });

  it("has every exit code of the command line", () => {
    const codes = Object.values(EXIT).filter((code) => code !== EXIT.internal);
    expect(codes.filter((code) => !integrator.includes(`| ${code} | `))).toEqual([]);
  });

  it("has calls that a new controller answers, all of them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "relais-documents-"));
    const controller = spawn(
      process.execPath,
      [join(ROOT, "src/main.ts"), "run", "--data", join(folder, "data"), "--port", "0"],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    try {
      const url = await readyUrl(controller.stdout);
      const token = readFileSync(join(folder, "data/local.token"), "utf8");
      const calls = callsIn(integrator);
      expect(calls.length).toBeGreaterThan(25);
      for (const { method, address, body } of calls) {
        const response = await fetch(address.replace("http://127.0.0.1:8080", url), {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
          },
          body: body ?? null,
        });
        expect(response.ok, `${method} ${address}: ${await response.text()}`).toBe(true);
      }
    } finally {
      controller.kill();
      await once(controller, "close");
    }
  });
});

describe("docs/operator.md", () => {
  it("says what to do for every Error", () => {
    const texts = createTexts("fr");
    for (const code of Object.values(ERROR)) expect(operator).toContain(`| ${code} | ${texts(`code.error.${code}`)} |`);
  });
});

describe("links", () => {
  it.each([
    "README.md",
    "CONTRIBUTING.md",
    "docs/integrator.md",
    "docs/operator.md",
    "docs/till.md",
    "docs/reliability.md",
  ])("of %s lead somewhere", (path) => {
    const targets = [...read(path).matchAll(/(?<!!)\[[^\]]*\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
      ([, target = ""]) => target,
    );
    expect(targets.filter((target) => !existsSync(join(ROOT, dirname(path), target)))).toEqual([]);
  });
});

async function readyUrl(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) if (line.startsWith("ready ")) return line.slice(6);
  throw new Error("the controller ended before it was ready");
}

interface Call {
  readonly method: string;
  readonly address: string;
  readonly body: string | undefined;
}

/** The calls of `api` and `curl` in the blocks marked `sh`, in order. */
function callsIn(document: string): Call[] {
  const blocks = [...document.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = ""]) => block.replaceAll("\\\n", " "));
  const lines = blocks
    .join("\n")
    .split("\n")
    .filter((line) => /^(?:api|curl) /.test(line));
  return lines.map((line) => {
    const body = / -d '([^']*)'/.exec(line)?.[1];
    const address = /(?:\$API|http:)[^\s"]*/.exec(line)?.[0] ?? "";
    return {
      method: / -X (\w+)/.exec(line)?.[1] ?? (body === undefined ? "GET" : "POST"),
      address: address.replace("$API", "http://127.0.0.1:8080/api/v1"),
      body,
    };
  });
}
