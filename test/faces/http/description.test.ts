import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, serve } from "./served.ts";

let served: Served;
let pages: string;
beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), "relais-pages-"));
  await mkdir(join(pages, "assets"));
  await writeFile(join(pages, "index.html"), "<!doctype html><title>Relais</title>");
  await writeFile(join(pages, "assets", "main-1a2b.js"), "export {};");
  served = await serve({ pages });
});
afterAll(async () => {
  await served.stop();
  await rm(pages, { recursive: true });
});

const ask = (path: string) => served.ask(undefined, "GET", path);

test("the API describes every call, its parameters and its answers", async () => {
  const { body } = await ask("/openapi.json");
  expect(body.openapi).toBe("3.1.0");
  for (const [path, item] of Object.entries<Record<string, Operation>>(body.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const [method, { summary, tags, responses, parameters = [], requestBody }] of Object.entries(item)) {
      const where = `${method} ${path}`;
      expect(summary, where).toBeTruthy();
      expect(tags, where).toHaveLength(1);
      expect(Object.keys(responses).length, where).toBeGreaterThan(1);
      expect(responses, where).toHaveProperty(["default", "content"]);
      const inPath = parameters.filter((each) => each.in === "path");
      expect(
        inPath.map(({ name }) => name),
        where,
      ).toEqual(named);
      for (const { schema } of parameters) expect(schema, where).toHaveProperty("type");
      const type = path === "/api/v1/files" ? "application/octet-stream" : "application/json";
      if (method === "put") expect(requestBody?.content, where).toHaveProperty([type]);
    }
  }
  expect(JSON.stringify(body)).not.toContain('"$ref":"#/components/schemas/undefined"');
});

interface Operation {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly responses: object;
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: object };
}

test("what may be left out of an item is not described as required", async () => {
  const { body } = await ask("/openapi.json");
  const given = body.paths["/api/v1/connections"].post.requestBody.content["application/json"].schema;
  expect(given.required).toEqual(["id", "address"]);
  expect(JSON.stringify(body.paths["/api/v1/resources"].get)).not.toContain('"password"');
});

test("the page to try the API comes with its own files, and runs no other script", async () => {
  const page = await ask("/docs/");
  expect(page.status).toBe(200);
  const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = ""]) => source);
  expect(sources.length).toBeGreaterThan(3);
  for (const source of sources) {
    const { status, headers } = await ask(new URL(source, "http://x/docs/").pathname);
    expect(status, source).toBe(200);
    expect(headers.get("content-security-policy")).toContain("script-src 'self';");
  }
  expect(page.text).not.toMatch(/<script>|<style>| on\w+=/);
});

test("the pages are at the root; only files with a hash in their names are kept", async () => {
  const page = await ask("/");
  expect(page.text).toContain("<title>Relais</title>");
  expect(page.headers.get("cache-control")).toBe("no-cache");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect((await ask("/assets/main-1a2b.js")).headers.get("cache-control")).toContain("immutable");
  for (const path of ["/nothing.js", "/assets/", "/..%2fpackage.json", "/%2e%2e/package.json"]) {
    expect((await ask(path)).status, path).toBeGreaterThanOrEqual(400);
  }
});

test("health tells whether everything serves", async () => {
  expect((await ask("/health/live")).body).toEqual({ status: "live", version: "0.0.0-test" });
  expect((await ask("/health/ready")).status).toBe(200);
  served.controller.ready = false;
  expect((await ask("/health/ready")).status).toBe(503);
  expect((await ask("/health/live")).status).toBe(200);
  const refused = await served.ask("operator", "POST", "/api/v1/vars/R00001.Send/pulse");
  expect([refused.status, refused.body.error.code]).toEqual([503, "notReady"]);
  served.controller.ready = true;
});
