import { ADMIN_PASSWORD, type Controller } from "../support/controller-process.ts";
import { expect, numberOf, test } from "./page-test.ts";

const write = ({ url }: Controller, name: string, value: unknown) =>
  fetch(`${url}/api/v1/vars/R00010.${name}`, {
    method: "PUT",
    headers: {
      authorization: `Basic ${btoa(`admin:${ADMIN_PASSWORD}`)}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ value }),
  });

test("a point shows its value in the list and in its tab, and when it is forced", async ({
  signedIn: page,
  site: { controller },
}) => {
  const row = page.locator('[data-resource="R00010"]');
  await write(controller, "Value", 55.5);
  await expect(row).toContainText("55,5 °C");
  await row.getByRole("link").click();
  const summary = page.getByRole("status");
  await expect(numberOf(page, "R00010.Value")).toHaveText("55,5");
  await expect(summary).toContainText("Dans les limites");
  await expect(page.getByRole("button", { name: "Envoyer les fichiers" })).toHaveCount(0);
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await write(controller, "Manual", 80);
  await write(controller, "Mode", 1);
  await expect(numberOf(page, "R00010.Value")).toHaveText("80");
  await expect(page.locator(".point .big")).toContainText("forcé");
  await expect(summary).toContainText("Au-dessus de la limite haute");
  await expect(page.locator("main")).not.toContainText(/page\.|var\.[A-Z]|code\./);
  await write(controller, "Mode", 0);
  await expect(numberOf(page, "R00010.Value")).toHaveText("55,5");
});
