/**
 * Takes the pictures of the pages for `docs/pages/`, in every language, on a demonstration controller:
 *
 *     node scripts/build-web.ts && node scripts/take-pictures.ts
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "@playwright/test";
import { LANGUAGES, type Language } from "../src/texts.ts";

const PASSWORD = "pictures-only";
const FOLDER = fileURLToPath(new URL("../docs/pages/", import.meta.url));
const PAGES = { overview: "#/exploitation/overview", etat: "#/resource/R00001/etat" };
const LOCALES: Readonly<Record<Language, string>> = { fr: "fr-FR", en: "en-GB", ru: "ru-RU" };

const data = await mkdtemp(join(tmpdir(), "relais-pictures-"));
const controller = spawn(process.execPath, ["src/main.ts", "run", "--data", data, "--port", "0"], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  env: { ...process.env, RELAIS_ADMIN_PASSWORD: PASSWORD },
  stdio: ["ignore", "pipe", "inherit"],
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const url = await addressOf(controller.stdout);
  await mkdir(FOLDER, { recursive: true });
  for (const language of LANGUAGES) await takeAll(browser, url, language);
} finally {
  await browser.close();
  controller.kill("SIGTERM");
  await once(controller, "exit");
  await rm(data, { recursive: true, force: true });
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const url = /^ready (.+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error("the controller did not start");
}

async function takeAll(from: Browser, url: string, language: Language): Promise<void> {
  const page = await from.newPage({ locale: LOCALES[language], viewport: { width: 1000, height: 760 } });
  await page.goto(url);
  await page.locator("input[name=user]").fill("admin");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await page.getByRole("link", { name: "R00001" }).first().waitFor();
  await page.request.post(`${url}/api/v1/vars/R00001.Send/pulse`, { headers: { "x-relais": "1", origin: url } });
  for (const [name, hash] of Object.entries(PAGES)) {
    await page.goto(`${url}/${hash}`);
    await page.locator("table").first().waitFor();
    await page.screenshot({ path: join(FOLDER, `${name}.${language}.png`), fullPage: true, animations: "disabled" });
  }
  await page.close();
}
