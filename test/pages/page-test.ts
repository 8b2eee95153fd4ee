import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { type FtpServer, startFtpServer } from "../../src/ftp-server/server.ts";
import { ADMIN_PASSWORD, type Controller, startController } from "../support/controller-process.ts";

export { expect };

/** What someone could have typed as a label to run a script in the browser of whoever looks at it. */
export const HOSTILE_LABEL = `<img src=x onerror="window.wasRun=1">`;

export interface Site {
  readonly controller: Controller;
  readonly server: FtpServer;
  /** What the server holds. */
  readonly remote: string;
}

/** A controller with a folder of twenty files to send to an FTP server that can be told to misbehave. */
export const test = base.extend<{ signedIn: Page }, { site: Site }>({
  site: [
    async ({ browserName: _everyBrowser }, use) => {
      const folder = await mkdtemp(join(tmpdir(), "relais-pages-"));
      const [remote, local] = [join(folder, "remote"), join(folder, "local")];
      await mkdir(local);
      for (let file = 0; file < 20; file += 1) await writeFile(join(local, `file-${file}.csv`), "1;2;3\n".repeat(500));
      const server = await startFtpServer({ root: remote, users: { easy: { password: "secret" } } });
      const controller = await startController({ config: configuration(server.port, local) });
      await use({ controller, server, remote });
      await controller.stop();
      await server.stop();
      await rm(folder, { recursive: true });
    },
    { scope: "worker" },
  ],
  signedIn: async ({ page, site }, use) => {
    await logIn(page, site.controller, "admin", ADMIN_PASSWORD);
    // A page that is left before would never have a session.
    await page.locator("nav.pages").waitFor();
    await use(page);
    site.server.faults.clear();
  },
});

export async function logIn(
  page: Page,
  { url }: { readonly url: string },
  name: string,
  password: string,
): Promise<void> {
  await page.goto(url);
  await page.locator("input[name=user]").fill(name);
  await page.locator("input[name=password]").fill(password);
  await page.locator("form button[type=submit]").click();
}

/** The cell of a register's number. */
export function numberOf(page: Page, register: string) {
  return page.locator(`[data-register="${register}"] .value`);
}

export async function openEtat(page: Page, resource: string): Promise<void> {
  await page.locator(`[data-resource="${resource}"] a`).click();
  await expect(numberOf(page, `${resource}.Action`)).toHaveText("0");
}

function configuration(port: number, local: string): object {
  const common = { connection: "LAN01", user: "easy", password: "secret" };
  return {
    connections: [{ id: "LAN01", label: "Serveur GTB", address: "127.0.0.1", port }],
    resources: [
      { id: "R00001", kind: "ftp-folder", label: "Journal", ...common, folder: "Net.Local", remoteFolder: "/journal" },
      { id: "R00010", kind: "point", label: "Départ", unit: "°C", limits: { high: 70 } },
      { id: "R00002", kind: "ftp-set", label: HOSTILE_LABEL, ...common, set: "Releves", remoteFolder: "/releves" },
    ],
    sets: [{ label: "Releves", elements: ["Net.Local"] }],
    folders: [{ path: "Net.Local", directory: local }],
  };
}
