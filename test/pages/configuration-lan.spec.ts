import type { Page } from "@playwright/test";
import type { Rule } from "../../src/ftp-server/fault-rules.ts";
import { createTexts } from "../../src/texts.ts";
import { ADMIN_PASSWORD } from "../support/controller-process.ts";
import { type RealServer, startRealServer } from "../support/real-servers.ts";
import { faultsOf, missingTexts, openPage } from "./page-looks.ts";
import { expect, logIn, test } from "./page-test.ts";

const STEPS = ["connect", "greeting", "login", "folder", "write", "rename", "delete"] as const;

test.describe("« La connexion FTP »", () => {
  let server: RealServer;
  test.beforeAll(async () => {
    server = await startRealServer("pyftpdlib");
  });
  test.afterAll(() => server.stop());

  for (const [locale, language] of [
    ["fr-FR", "fr"],
    ["en-GB", "en"],
    ["ru-RU", "ru"],
  ] as const) {
    test(`the steps of the source, and a test on a real server, ${language}`, async ({ browser, site }) => {
      const text = createTexts(language);
      const context = await browser.newContext({ locale });
      const page = await context.newPage();
      await logIn(page, site.controller, "admin", ADMIN_PASSWORD);

      // Etape 1: ajouter une connexion dans le menu Configuration ► Réseau ► LAN.
      await page.getByRole("link", { name: text("menu.configuration"), exact: true }).click();
      await page.getByRole("link", { name: text("menu.configuration.lan") }).click();
      await page.getByRole("link", { name: text("page.lan.add") }).click();

      // Etape 2: sélectionner le protocole FTP, puis valider la page.
      await page.getByLabel(text("page.lan.protocol")).selectOption("FTP");
      await page.getByRole("button", { name: text("page.validate") }).click();

      // Libellé, adresse et port, valider la connexion, puis valider la page.
      await page.getByLabel(text("connection.label"), { exact: true }).fill(`Serveur ${language}`);
      await page.getByLabel(text("connection.address"), { exact: true }).fill(server.host);
      await page.getByLabel(text("connection.port"), { exact: true }).fill(String(server.port));
      await page.getByLabel(text("connection.valid"), { exact: true }).check();
      for (const [name, value] of [
        ["mode", text("page.lan.mode.client")],
        ["application", "FTP"],
        ["autoStart", text("page.lan.autoStart.off")],
      ] as const) {
        const fact = page.locator(".facts.fixed > div").filter({ hasText: text(`page.lan.${name}`) });
        await expect(fact.locator("dd")).toHaveText(value);
      }
      await page.getByRole("button", { name: text("page.validate") }).click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText(`Serveur ${language}`);

      const id = (await page.getByRole("heading", { level: 1 }).locator("code").textContent()) ?? "";
      const stored = await site.controller.api<Record<string, unknown>>("GET", `/connections/${id}`);
      expect(stored).toMatchObject({
        label: `Serveur ${language}`,
        address: server.host,
        port: server.port,
        valid: true,
      });

      await testWith(page, { user: server.user, password: server.password, folder: server.folder });
      for (const step of STEPS) await expect(stateOf(page, step)).toHaveAttribute("data-state", "ok");
      await expect(page.getByText(text("page.lan.test.passed"))).toBeVisible();
      expect(await faultsOf(page)).toEqual([]);
      await site.controller.api("DELETE", `/connections/${id}`);
      await context.close();
    });
  }
});

const refusing = (command: string, reply: string): readonly Rule[] => [
  { when: { event: "command", command }, do: { reply } },
];

for (const { step, faults, reply, change } of [
  { step: "greeting", faults: [{ when: { event: "greeting" }, do: { reply: "SSH-2.0-OpenSSH_9.2" } }], change: "port" },
  { step: "login", faults: refusing("PASS", "530 Login incorrect."), reply: "530 Login incorrect.", change: "user" },
  { step: "folder", faults: refusing("MKD", "550 No."), reply: "550 No.", change: "remoteFolder" },
  { step: "write", faults: refusing("STOR", "553 Not here."), reply: "553 Not here.", change: "remoteFolder" },
  { step: "rename", faults: refusing("RNTO", "553 Not so."), reply: "553 Not so.", change: "rename" },
  { step: "delete", faults: refusing("DELE", "550 Never."), reply: "550 Never.", change: "remoteFolder" },
] as readonly { step: (typeof STEPS)[number]; faults: readonly Rule[]; reply?: string; change: string }[]) {
  test(`a test that fails at the step ${step} names it, with the reply, the remedy and what to change`, async ({
    signedIn: page,
    site,
  }) => {
    await openPage(page, site.controller, "#/configuration/lan/LAN01");
    site.server.faults.set(faults);
    await page.getByLabel("Dossier dans le serveur", { exact: true }).fill("/nouveau/dossier");
    await page.getByRole("button", { name: "Tester" }).click();
    await expect(stateOf(page, step)).toHaveAttribute("data-state", "failed");
    const place = STEPS.indexOf(step);
    for (const before of STEPS.slice(0, place)) {
      await expect(stateOf(page, before)).toHaveAttribute("data-state", "ok");
    }
    for (const after of STEPS.slice(place + 1)) {
      await expect(stateOf(page, after)).toHaveAttribute("data-state", "open");
    }
    if (reply !== undefined) await expect(stateOf(page, step)).toContainText(reply);
    const failed = page.locator(".connection-test [role=status]");
    // What failed, the remedy, and the link.
    await expect(failed.locator("p")).toHaveCount(3);
    expect(await missingTexts(page)).toEqual([]);
    await expect(failed.getByRole("link")).toHaveAttribute("href", new RegExp(`field=${change}$`));
  });
}

test("a test that reaches nobody leads to the field of the port, which gets the focus", async ({
  signedIn: page,
  site,
}) => {
  await site.controller.api("POST", "/connections", { id: "LAN09", address: "127.0.0.1", port: 1 });
  await openPage(page, site.controller, "#/configuration/lan/LAN09");
  await testWith(page, { user: "easy", password: "secret", folder: "/" });
  await expect(stateOf(page, "connect")).toHaveAttribute("data-state", "failed");
  await page.getByRole("link", { name: /^Changer : Port/ }).click();
  await expect(page.getByLabel("Port de destination", { exact: true })).toBeFocused();
  await site.controller.api("DELETE", "/connections/LAN09");
});

test("TLS that the server does not speak is the step TLS", async ({ signedIn: page, site }) => {
  const { port } = new URL(`ftp://127.0.0.1:${site.server.port}`);
  await site.controller.api("POST", "/connections", {
    id: "LAN08",
    address: "127.0.0.1",
    port: Number(port),
    security: "explicit-tls",
  });
  await openPage(page, site.controller, "#/configuration/lan/LAN08");
  await testWith(page, { user: "easy", password: "secret", folder: "/" });
  await expect(stateOf(page, "tls")).toHaveAttribute("data-state", "failed");
  await expect(page.getByRole("link", { name: /^Changer : Sécurité/ })).toBeVisible();
  await site.controller.api("DELETE", "/connections/LAN08");
});

test("a wrong port stands at its field, which gets the focus", async ({ signedIn: page, site }) => {
  await openPage(page, site.controller, "#/configuration/lan?add=ftp");
  await page.getByLabel("Adresse IP ou URL", { exact: true }).fill("127.0.0.1");
  await page.getByLabel("Port de destination", { exact: true }).fill("70000");
  await page.getByRole("button", { name: "Valider" }).click();
  const port = page.getByLabel("Port de destination", { exact: true });
  await expect(port).toHaveAttribute("aria-invalid", "true");
  await expect(port).toBeFocused();
});

test("a connection that is used is not deleted, one that is not is, once it was confirmed", async ({
  signedIn: page,
  site,
}) => {
  await site.controller.api("POST", "/connections", { id: "LAN07", address: "127.0.0.1", port: 21 });
  await openPage(page, site.controller, "#/configuration/lan");
  const used = page.locator('[data-connection="LAN01"]');
  await expect(used).toContainText("R00001");
  await expect(used.getByRole("button", { name: "Supprimer" })).toBeDisabled();
  const unused = page.locator('[data-connection="LAN07"]');
  await unused.getByRole("button", { name: "Supprimer" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(unused).toBeVisible();
  await unused.getByRole("button", { name: "Supprimer" }).click();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("dialog").getByRole("button", { name: "Supprimer" }).click();
  await expect(unused).toHaveCount(0);
});

test("a label of a connection that holds markup is text", async ({ signedIn: page, site }) => {
  const label = `<img src=x onerror="window.wasRun=1">`;
  await site.controller.api("POST", "/connections", { id: "LAN06", label, address: "127.0.0.1", port: 21 });
  await openPage(page, site.controller, "#/configuration/lan");
  await expect(page.locator('[data-connection="LAN06"]')).toContainText(label);
  await openPage(page, site.controller, "#/configuration/lan/LAN06");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(label);
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.evaluate("window.wasRun")).toBeUndefined();
  await site.controller.api("DELETE", "/connections/LAN06");
});

/** The line of a step of the test. */
function stateOf(page: Page, step: string) {
  return page.locator(`[data-step="${step}"]`);
}

/** Runs the test of the connection that is shown, with an access that is typed. */
async function testWith(page: Page, access: { user: string; password: string; folder: string }): Promise<void> {
  const form = page.locator(".connection-test form");
  await form.locator("select[name=access]").selectOption("");
  for (const name of ["user", "password", "folder"] as const) {
    await form.locator(`input[name=${name}]`).fill(access[name]);
  }
  await form.locator("button[type=submit]").click();
}
