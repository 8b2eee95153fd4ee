/**
 * Takes the pictures of the pages for `docs/pages/`, in every language, on a demonstration controller:
 *
 *     npm run pictures
 *
 * The menu says which pages there are, and the page of a resource which tabs it has: no page is forgotten. Pictures of
 * pages that are no more are removed. Needs `pngquant`, a package of Debian: pages have few colours, and pictures of 64
 * take a third of the room.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "@playwright/test";
import { placesIn } from "../src/places.ts";
import type { PointConfig } from "../src/resources/point/schema.ts";
import { LANGUAGES, type Language } from "../src/texts.ts";
import { MENU } from "./menu-of-pages.ts";
import { fillPastSamples } from "./past-samples.ts";

const PASSWORD = "pictures-only-2026";
const FOLDER = fileURLToPath(new URL("../docs/pages/", import.meta.url));
const LOCALES: Readonly<Record<Language, string>> = { fr: "fr-FR", en: "en-GB", ru: "ru-RU" };
const DESKTOP = { width: 1200, height: 750 };
const PHONE = { width: 390, height: 844 };
/** Longer pages are cut: the rest is more of the same. */
const MAX_HEIGHT = 1100;

/** A resource whose password is wrong. */
const FAULTY = "R00099";

/** A page by the name of its picture. */
interface Motif {
  readonly name: string;
  /** Behind the controller's address. */
  readonly address: string;
  /** What is done before the picture is taken. */
  act?(page: Page): Promise<void>;
  readonly onPhone?: boolean;
}

const ON_PHONE: readonly string[] = ["exploitation-overview", "exploitation-journal", "configuration-lan"];

/** Pages of the menu that show little until something is chosen. */
const CHOSEN: Readonly<Record<string, string>> = {
  "exploitation-trends": "?trace=easy.RESS.R00010.FNCT.F0001,easy.RESS.R00011.FNCT.F0001",
  "exploitation-explorer": "?path=Net.FlashDisk",
};

/** Pages that stand behind those of the menu. */
const BEHIND: readonly Motif[] = [
  { name: "configuration-lan-protocol", address: "#/configuration/lan?add=" },
  { name: "configuration-lan-settings", address: "#/configuration/lan?add=ftp" },
  {
    name: "configuration-lan-test",
    address: "#/configuration/lan/LAN01",
    act: async (page) => {
      await page.locator(".connection-test button[type=submit]").click();
      await page.locator('[data-step="delete"][data-state="ok"]').waitFor();
    },
  },
  {
    name: "exploitation-preview",
    address: "#/exploitation/explorer?path=Net.FlashDisk/releves",
    act: async (page) => {
      await page.locator(".files tbody th button").first().click();
      await page.locator(".preview .sheet table").waitFor();
    },
  },
  { name: "configuration-users-add", address: "#/configuration/users?add=" },
  { name: "configuration-user", address: "#/configuration/users/admin" },
];

execFileSync("pngquant", ["--version"]);
const data = await mkdtemp(join(tmpdir(), "relais-pictures-"));
let controller = start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-lcd-text"],
});
try {
  await makePast(await addressOf(controller.stdout));
  const url = await addressOf(controller.stdout);
  await mkdir(FOLDER, { recursive: true });
  await makeHistory(url);
  const taken = new Set<string>();
  for (const language of LANGUAGES) await takeAll(browser, url, language, taken);
  for (const name of await readdir(FOLDER)) {
    if (name.endsWith(".png") && !taken.has(name)) await rm(join(FOLDER, name));
  }
  execFileSync("pngquant", [
    "--force",
    "--ext",
    ".png",
    "--nofs",
    "64",
    ...[...taken].map((name) => join(FOLDER, name)),
  ]);
} finally {
  await browser.close();
  await stop();
  await rm(data, { recursive: true, force: true });
}

function start() {
  return spawn(process.execPath, ["src/main.ts", "run", "--data", data, "--port", "0"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, RELAIS_ADMIN_PASSWORD: PASSWORD },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function stop(): Promise<void> {
  if (controller.exitCode !== null) return;
  controller.kill("SIGTERM");
  await once(controller, "exit");
}

/** Traces that are long enough to be looked at. */
async function makePast(url: string): Promise<void> {
  const { resources } = await call<{ resources: readonly Resource[] }>(url, "GET", "/resources");
  await stop();
  fillPastSamples(placesIn(data).samples, resources.filter(isPoint));
  controller = start();
}

function isPoint(resource: Resource): resource is Resource & PointConfig {
  return resource.kind === "point";
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const url = /^ready (.+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error("the controller did not start");
}

async function call<T>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Basic ${btoa(`admin:${PASSWORD}`)}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`);
  return (answer === "" ? undefined : JSON.parse(answer)) as T;
}

interface Resource {
  readonly id: string;
  readonly kind: string;
}

/** Something to see: commands that succeeded, and a resource whose password is wrong. */
async function makeHistory(url: string): Promise<void> {
  await call(url, "POST", "/resources", {
    id: FAULTY,
    kind: "ftp-folder",
    label: "Bilans",
    connection: "LAN01",
    user: "easy",
    password: "wrong",
    folder: "Net.FlashDisk",
    remoteFolder: "/site1/bilans",
  });
  const { resources } = await call<{ resources: readonly Resource[] }>(url, "GET", "/resources");
  for (const { id } of resources) {
    for (let times = 0; times < 3; times += 1) await send(url, id);
  }
}

async function send(url: string, id: string): Promise<void> {
  const action = () => call<{ value: number }>(url, "GET", `/vars/${id}.Action`);
  try {
    await call(url, "POST", `/vars/${id}.Send/pulse`);
  } catch {
    return; // a kind that sends nothing
  }
  const until = Date.now() + 10_000;
  while ((await action()).value !== 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function takeAll(from: Browser, url: string, language: Language, taken: Set<string>): Promise<void> {
  const context = await from.newContext({ locale: LOCALES[language], viewport: DESKTOP, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(url);
  await page.locator("input[name=user]").waitFor();
  await take(page, `log-in.${language}`, taken);
  await page.locator("input[name=user]").fill("admin");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await page.locator("nav.pages a").first().waitFor();
  for (const motif of await motifs(page, url)) {
    await page.goto(`${url}/${motif.address}`);
    await settled(page);
    await motif.act?.(page);
    await take(page, `${motif.name}.${language}`, taken);
    if (motif.onPhone && language === "fr") {
      await page.setViewportSize(PHONE);
      await take(page, `${motif.name}.phone`, taken);
      await page.setViewportSize(DESKTOP);
    }
  }
  await context.close();
}

/** Every page of the menu, and every tab of a resource of each kind, and of one that failed. */
async function motifs(page: Page, url: string): Promise<readonly Motif[]> {
  const ofMenu = MENU.map(({ section, name }) => ({ name: `${section}-${name}`, address: `#/${section}/${name}` }));
  const { resources } = await call<{ resources: readonly Resource[] }>(url, "GET", "/resources");
  const ofResources: Motif[] = [];
  for (const [kind, [first]] of Map.groupBy(resources, (resource) => resource.kind)) {
    await page.goto(`${url}/#/resource/${first?.id}`);
    await page.locator("nav.tabs a").first().waitFor();
    const addresses = await page
      .locator("nav.tabs a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    for (const address of addresses) {
      const tab = address?.split(/[/?]/).at(3);
      ofResources.push({
        name: `${kind}-${tab}`,
        address: address ?? "",
        onPhone: kind === "ftp-folder" && tab === "etat",
      });
    }
  }
  return [
    ...ofMenu.map(({ name, address }) => ({
      name,
      address: address + (CHOSEN[name] ?? ""),
      onPhone: ON_PHONE.includes(name),
    })),
    ...BEHIND,
    ...ofResources,
    { name: "etat-error", address: `#/resource/${FAULTY}/etat` },
  ];
}

/** Nothing is waited for any more, and what is live has come. */
async function settled(page: Page): Promise<void> {
  await page.locator("main h1").first().waitFor();
  await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
  await page.waitForTimeout(400);
}

async function take(page: Page, name: string, taken: Set<string>): Promise<void> {
  const { width, height } = page.viewportSize() ?? DESKTOP;
  const whole = Number(await page.evaluate("document.documentElement.scrollHeight"));
  // What keeps to the edge of the window would cover what is below it.
  await page.setViewportSize({ width, height: Math.min(Math.max(whole, height), MAX_HEIGHT) });
  await page.waitForTimeout(100);
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: "disabled" });
  await page.setViewportSize({ width, height });
  taken.add(`${name}.png`);
}
