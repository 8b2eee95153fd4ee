import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PlayedController, playCommand, playController } from "./played-controller.ts";
import { relais, startOnTerminal } from "./run-relais.ts";

let controller: PlayedController;
beforeEach(async () => {
  controller = await playController();
});
afterEach(() => controller.stop());

const reach = (more: Readonly<Record<string, string>> = {}) => ({ RELAIS_URL: controller.url, ...more });

describe("send --wait", () => {
  it("ends with 0 when a command is over before anyone could look", async () => {
    controller.onRise("Send", () => playCommand(controller.show, 1, { Done: 1, FilesDone: 2 }));
    const { exit, out } = await relais(["send", "R00001", "--wait"], reach());
    expect(exit).toBe(0);
    expect(out).toContain("R00001: 2 files, 2 kB in 1.5 sec");
  });

  it("ends with the value of Error and says the recorded cause and what to do", async () => {
    controller.answers.set("/transfers", {
      transfers: [{ result: { error: 12, failure: "loginRejected", reply: "530 Login incorrect." } }],
    });
    controller.onRise("Send", () => playCommand(controller.show, 1, { Failed: 1, Error: 12, Fault: true }));
    const { exit, out, err } = await relais(["send", "R00001", "--wait", "--lang", "fr"], reach());
    expect(exit).toBe(12);
    expect(out).toBe("");
    expect(err).toContain("Error 12, Erreur de code d'accès (Refused)");
    expect(err).toContain("530 Login incorrect.");
    expect(err).toContain("Vérifier les droits d'accès au serveur FTP (utilisateur et mot de passe).");
  });

  it("follows its own command when another one ended before and one begins right after", async () => {
    controller.show({ Commands: 7, Done: 4, Failed: 3, Error: 9 });
    controller.answers.set("/transfers", {
      transfers: [{}, { result: { error: 8, failure: "remoteRefused" } }, { result: { error: 9 } }],
    });
    controller.onRise("Send", () => {
      controller.show({ Commands: 8, Action: 1 });
      controller.show({ Commands: 9, Failed: 4, Error: 0 });
    });
    expect((await relais(["send", "R00001", "--wait"], reach())).exit).toBe(8);
  });

  it("tells a discarded edge from a server that is busy", async () => {
    controller.show({ Action: 1, Status: 2, Commands: 1 });
    controller.onRise("Send", () => controller.show({ Missed: 1 }));
    const { exit, err } = await relais(["send", "R00001", "--wait"], reach());
    expect(exit).toBe(75);
    expect(err).toContain("another command is running");
  });

  it("keeps the result when the stream is cut in the middle", async () => {
    controller.onRise("Send", () => {
      controller.show({ Action: 1, Commands: 1 });
      controller.cutStreams();
      controller.show({ Action: 0, Failed: 1, Error: 9 });
    });
    expect((await relais(["send", "R00001", "--wait"], reach())).exit).toBe(9);
  });

  it("draws a progress bar on a terminal", async () => {
    controller.onRise("Send", () => {
      controller.show({ Action: 1, Commands: 1, FilesTotal: 4, FilesDone: 2, BytesTotal: 4000, BytesDone: 2000 });
    });
    const running = startOnTerminal(["send", "R00001", "--wait"], reach());
    await running.printed("50%");
    await running.printed("2/4 files");
    controller.show({ Action: 0, Done: 1, FilesDone: 4, BytesDone: 4000 });
    const { exit, out } = await running.ended;
    expect(exit).toBe(0);
    expect(out).toContain("█");
  });

  it("draws nothing into a pipe", async () => {
    controller.onRise("Send", () => playCommand(controller.show, 1, { Done: 1 }));
    const { out, err } = await relais(["send", "R00001", "--wait"], reach());
    expect(err).toBe("");
    expect(out.split("\n")).toHaveLength(2);
    expect(out).not.toContain("█");
  });
});

describe("send, refresh, abort", () => {
  it("send without --wait ends once the command is accepted", async () => {
    controller.onRise("Send", () => controller.show({ Action: 1, Commands: 1 }));
    const { exit, err } = await relais(["send", "R00001"], reach());
    expect(exit).toBe(0);
    expect(err).toContain("command accepted");
  });

  it("refresh ends with the value of Error", async () => {
    controller.onRise("Refresh", () => playCommand(controller.show, 1, { Failed: 1, Error: 8 }));
    expect((await relais(["refresh", "R00001", "--wait"], reach())).exit).toBe(8);
  });

  it("abort --wait ends with 0 once the resource is at rest", async () => {
    controller.show({ Action: 1, Commands: 1 });
    controller.onRise("Abort", () => {
      controller.show({ Action: 4 });
      controller.show({ Action: 0, Error: 3, Failed: 1 });
    });
    expect((await relais(["abort", "R00001", "--wait"], reach())).exit).toBe(0);
  });

  it("an unknown resource is answered with those there are", async () => {
    const { exit, err } = await relais(["send", "R00009", "--wait"], reach());
    expect(exit).toBe(66);
    expect(err).toContain("R00001, R00002");
  });

  it("a mask is no resource", async () => {
    expect((await relais(["send", "R0000*"], reach())).exit).toBe(66);
    expect(controller.space.read("R00001.Commands")?.value).toBe(0);
  });
});

describe("who and where", () => {
  it("a controller that is not there is said, with what to do", async () => {
    await controller.stop();
    const { exit, err } = await relais(["send", "R00001"], reach());
    expect(exit).toBe(69);
    expect(err).toContain("npm start");
    controller = await playController();
  });

  it.each([
    ["no credentials", { RELAIS_TOKEN: "" }, "asks who you are"],
    ["a wrong token", { RELAIS_TOKEN: "wrong" }, "rejects this account or token"],
    ["a guest", { RELAIS_TOKEN: "", RELAIS_USER: "guest", RELAIS_PASSWORD: "guest" }, "level is too low"],
  ])("%s is refused with the reason", async (_, env, text) => {
    const { exit, err } = await relais(["vars", "pulse", "R00001.Send"], reach(env));
    expect(exit).toBe(77);
    expect(err).toContain(text);
  });

  it("an account of the environment is enough", async () => {
    const env = reach({ RELAIS_TOKEN: "", RELAIS_USER: "marie", RELAIS_PASSWORD: "secret" });
    expect((await relais(["vars", "pulse", "R00001.Send"], env)).exit).toBe(0);
  });
});
