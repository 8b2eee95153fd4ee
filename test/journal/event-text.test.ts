import { expect, test } from "vitest";
import { eventText } from "../../src/journal/event-text.ts";
import type { EventType } from "../../src/journal/records.ts";
import { createTexts, LANGUAGES } from "../../src/texts.ts";

const command = { verb: "send", files: 2, bytes: 30, seconds: 1.5 };
const failed = { ...command, error: 12, failure: "loginRejected", subject: "easy", reply: "530 Login incorrect." };

/** Every type with the parameters that `records.ts` promises. */
const EVENTS: Record<EventType, Record<string, string | number>> = {
  commandSucceeded: command,
  commandFailed: failed,
  commandStopped: { ...command, error: 3, failure: "aborted" },
  commandResumed: { verb: "send" },
  commandDiscarded: { verb: "refresh", startUps: 1 },
  commandSetAside: { verb: "send", startUps: 5 },
  catalogLoaded: { path: "ObmenFTP/POS.spr", bytes: 12 },
  reportSent: { path: "ObmenFTP/POS.rep", bytes: 12 },
  requestTaken: { path: "ObmenFTP/POS.flz", bytes: 0 },
  catalogWaits: { path: "ObmenFTP/POS.spr" },
  reportWaits: { path: "ObmenFTP/POS.rep" },
  notAcknowledged: { path: "ObmenFTP/POS.spr" },
  requestUnreadable: { path: "ObmenFTP/POS.flz" },
  reportUnreadable: { failure: "localReadFailed", subject: "pos/POS.rep" },
  serverAway: { failure: "connectTimeout" },
  serverBack: {},
  faultRaised: { error: 9 },
  faultCleared: { error: 0 },
  deviceStarted: { version: "1.2.3" },
  deviceStopped: {},
  configurationChanged: { item: "R00001" },
  fileChanged: { path: "Net.FlashDisk/a.csv", bytes: 12 },
  fileRemoved: { path: "Net.FlashDisk/a.csv" },
  journalRepaired: { reason: "corrupt", file: "journal.db.corrupt-1" },
  samplesRepaired: { reason: "corrupt", file: "samples.db.corrupt-1" },
  accountChanged: { account: "anne" },
  accountRemoved: { account: "anne" },
  loggedIn: { account: "anne", from: "192.0.2.1" },
  loginRefused: { account: "anne", from: "192.0.2.1" },
  loggedOut: { account: "anne" },
};

test.each(LANGUAGES)("in %s every event has words, with nothing left to fill in", (language) => {
  const texts = createTexts(language);
  for (const [type, parameters] of Object.entries(EVENTS)) {
    const words = eventText({ type: type as EventType, parameters }, texts);
    expect(words, type).not.toMatch(/\{\{|\}\}|\bevent\.|failure\.|code\.|undefined/);
    expect(words.trim(), type).not.toBe("");
  }
});

test("a success counts its files in the plural of the language", () => {
  const say = (language: "fr" | "en" | "ru", files: number, verb = "send") =>
    eventText({ type: "commandSucceeded", parameters: { ...command, files, verb } }, createTexts(language));
  expect([0, 1, 2, 1_000_000].map((files) => say("fr", files))).toEqual([
    "0 fichier envoyé",
    "1 fichier envoyé",
    "2 fichiers envoyés",
    "1000000 fichiers envoyés",
  ]);
  expect([0, 1, 2].map((files) => say("en", files))).toEqual(["0 files sent", "1 file sent", "2 files sent"]);
  expect([1, 3, 5, 21].map((files) => say("ru", files, "refresh"))).toEqual([
    "Обновлён 1 файл",
    "Обновлено 3 файла",
    "Обновлено 5 файлов",
    "Обновлён 21 файл",
  ]);
});

test("a failure says its number, its cause, what it concerns and what the server replied", () => {
  const texts = createTexts("en");
  expect(eventText({ type: "commandFailed", parameters: failed }, texts)).toBe(
    `Error 12: ${texts("failure.loginRejected")} (easy) Server reply: 530 Login incorrect.`,
  );
});
