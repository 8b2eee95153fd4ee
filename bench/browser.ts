/**
 * How long the pages of a controller with many resources take to show, in Chromium:
 *
 *     node scripts/build-web.ts && node bench/browser.ts [resources] [times]
 *
 * From the click on an address to the page with what it is about, of a browser that has been here before (its cache is
 * warm, its session stands); the first visit is timed apart, from the log-in on. One resource in ten is an FTP Folder,
 * the others are points.
 */
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { MENU } from "../scripts/menu-of-pages.ts";
import { ADMIN_PASSWORD, startController } from "../test/support/controller-process.ts";

const resources = Number(process.argv[2] ?? 2000);
const times = Number(process.argv[3] ?? 5);
if (!(resources >= 10) || !(times >= 1)) {
  console.error("usage: node bench/browser.ts [resources] [times]");
  process.exit(2);
}

const ADDRESSES = [
  ...MENU.map(({ section, name }) => `#/${section}/${name}`),
  ...["etat", "parametres", "historique"].map((tab) => `#/resource/R00001/${tab}`),
];

const controller = await startController({
  config: {
    connections: [{ id: "LAN01", label: "Serveur GTB", address: "127.0.0.1", port: 1 }],
    resources: Array.from({ length: resources }, (_, n) => (n % 10 === 0 ? ftpFolder(n + 1) : point(n + 1))),
  },
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
});
try {
  console.log(`${resources} resources, ${times} times\n\n| page | first visit: ms | median ms | worst ms | elements |`);
  console.log("|---|---|---|---|---|");
  for (const address of ADDRESSES) {
    const context = await browser.newContext({ locale: "fr-FR", viewport: { width: 1280, height: 800 } });
    console.log(await measured(context, address));
    await context.close();
  }
} finally {
  await browser.close();
  await controller.stop();
}

async function measured(context: BrowserContext, address: string): Promise<string> {
  const first = await context.newPage();
  await first.goto(`${controller.url}/${address}`);
  await first.locator("input[name=user]").fill("admin");
  await first.locator("input[name=password]").fill(ADMIN_PASSWORD);
  const visit = await timed(async () => {
    await first.locator("form button[type=submit]").click();
    await shown(first);
  });
  const again: number[] = [];
  let elements = 0;
  for (let n = 0; n < times; n += 1) {
    const page = await context.newPage();
    again.push(
      await timed(async () => {
        await page.goto(`${controller.url}/${address}`);
        await shown(page);
      }),
    );
    elements = Number(await page.evaluate("document.querySelectorAll('*').length"));
    await page.close();
  }
  again.sort((one, other) => one - other);
  const [median, worst] = [again[Math.floor(again.length / 2)] ?? 0, again.at(-1) ?? 0];
  return `| ${address} | ${visit.toFixed(0)} | ${median.toFixed(0)} | ${worst.toFixed(0)} | ${elements} |`;
}

/** The page is there, and nothing of it is waited for any more. */
async function shown(page: Page): Promise<void> {
  await page.locator("main h1").first().waitFor();
  await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
}

async function timed(act: () => Promise<void>): Promise<number> {
  const since = performance.now();
  await act();
  return performance.now() - since;
}

function point(n: number): object {
  return { id: idOf(n), kind: "point", label: `Point ${n}`, unit: "°C", limits: { high: 70 } };
}

function ftpFolder(n: number): object {
  return {
    id: idOf(n),
    kind: "ftp-folder",
    label: `Dossier ${n}`,
    connection: "LAN01",
    user: "easy",
    password: "secret",
    folder: "Net.FlashDisk",
    remoteFolder: `/site/${n}`,
  };
}

function idOf(n: number): string {
  return `R${String(n).padStart(5, "0")}`;
}
