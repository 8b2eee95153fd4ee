import { defineConfig } from "@playwright/test";

/** The pages, in Debian's Chromium, against a whole controller. */
export default defineConfig({
  testDir: "test/pages",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  reporter: "line",
  forbidOnly: true,
  use: {
    browserName: "chromium",
    locale: "fr-FR",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    },
  },
});
