import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { placesIn } from "../../src/places.ts";
import { startController } from "../support/controller-process.ts";
import { eventually } from "../support/eventually.ts";
import { makeTlsAuthority } from "../support/tls-authority.ts";

const ROOT = join(import.meta.dirname, "../..");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "relais-process-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A command in the project's folder, at the head of a process group of its own. */
function run(command: string, line: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(command, line, { cwd: ROOT, detached: true, env: { ...process.env, LC_ALL: "C", ...env } });
  const heard = { text: "" };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      heard.text += chunk;
    });
  const exit = once(child, "exit").then(([code, signal]) => (signal ?? code) as number | string);
  return { child, heard, exit };
}

const relais = (line: readonly string[], env?: Readonly<Record<string, string>>) =>
  run(process.execPath, [join(ROOT, "src/main.ts"), ...line], env);

async function readyUrl(heard: { readonly text: string }, child: ChildProcess): Promise<string> {
  for (;;) {
    const url = /^ready (http:\S+)$/m.exec(heard.text)?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null) throw new Error(`it ended before it was ready: ${heard.text}`);
    await Promise.race([once(child, "exit"), once(child.stdout ?? child, "data")]);
  }
}

function endGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-(pid ?? 0), "SIGKILL");
  } catch {
    // It has ended by itself, as it should.
  }
}

describe("npm start", () => {
  test("SIGTERM to npm stops the controller cleanly", async () => {
    const { child, heard, exit } = run("npm", ["start"], { RELAIS_PORT: "0", RELAIS_DATA: join(folder, "npm") });
    try {
      const url = await readyUrl(heard, child);
      child.kill("SIGTERM");
      expect(await exit).toBe(0);
      await expect(fetch(`${url}/health/live`)).rejects.toThrow();
    } finally {
      endGroup(child);
    }
  });
});

test("a second signal does not cut a clean stop short", async () => {
  const controller = await startController({ config: {} });
  const [how] = await Promise.all([controller.kill("SIGINT"), controller.kill("SIGTERM")]);
  await rm(controller.data, { recursive: true });
  expect(how).toBe(0);
});

describe("a start that fails", () => {
  test("ends, says why, and leaves the first password to be shown by the next one", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const line = ["run", "--no-demo", "--data", join(folder, "taken"), "--port"];
    const failed = relais([...line, String((other.address() as AddressInfo).port)]);
    try {
      expect(await failed.exit).toBe(1);
      expect(failed.heard.text).toMatch(/^Port \d+ of 127\.0\.0\.1 is taken/);
    } finally {
      endGroup(failed.child);
      other.close();
    }
    const next = relais([...line, "0"]);
    try {
      await readyUrl(next.heard, next.child);
      expect(next.heard.text).toMatch(/user admin, password \S+ /);
      next.child.kill("SIGTERM");
      expect(await next.exit).toBe(0);
    } finally {
      endGroup(next.child);
    }
  });

  test.each([
    ["an address of another machine", ["--host", "192.0.2.1"], /^192\.0\.2\.1 is no address of this machine/],
    ["a data folder below a file", ["--data", join(ROOT, "package.json", "data")], /^The system refuses: ENOTDIR/],
  ])("%s is told in a sentence", async (_what, options, sentence) => {
    const line = ["run", "--data", join(folder, "refused"), "--port", "0", "--no-demo", ...options];
    const { child, heard, exit } = relais(line);
    try {
      expect(await exit).toBe(1);
      expect(heard.text).toMatch(sentence);
    } finally {
      endGroup(child);
    }
  });
});

test("HTTPS with a certificate; without, or with a wrong one, it says so", { timeout: 60_000 }, async () => {
  const [authority, other] = [await makeTlsAuthority(), await makeTlsAuthority()];
  const line = ["run", "--no-demo", "--port", "0", "--data", join(folder, "tls")];
  const started = async (options: readonly string[], during: (url: string) => Promise<void> = async () => {}) => {
    const { child, heard, exit } = relais([...line, ...options]);
    try {
      await Promise.race([exit, eventually(() => expect(heard.text).toMatch(/^ready .*$/m))]);
      await during(/^ready (https:.*)$/m.exec(heard.text)?.[1] ?? "");
      child.kill("SIGTERM");
      return { exit: await exit, text: heard.text };
    } finally {
      endGroup(child);
    }
  };
  const { certificateFile, keyFile } = authority;
  try {
    const tls = ["--tls-certificate", certificateFile, "--tls-key", keyFile];
    const asked = async (url: string, env: Readonly<Record<string, string>>) => {
      const local = ["--url", url.replace("0.0.0.0", "localhost"), "--data", join(folder, "tls")];
      const { heard, exit } = relais(["journal", ...local], env);
      return { exit: await exit, text: heard.text };
    };
    const secured = await started(["--host", "0.0.0.0", ...tls], async (url) => {
      expect((await asked(url, {})).text).toContain("is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)");
      const trusted = join(folder, "authority.pem");
      await writeFile(trusted, authority.certificateAuthority);
      expect((await asked(url, { NODE_EXTRA_CA_CERTS: trusted })).exit).toBe(0);
    });
    expect(secured.text).toMatch(/^ready https:\/\/0\.0\.0\.0:\d+$/m);
    expect(secured.text).not.toContain("in clear");
    expect((await started(["--host", "0.0.0.0"])).text).toContain("Listening on 0.0.0.0 without TLS");
    expect(await started(["--tls-key", keyFile])).toMatchObject({
      exit: 1,
      text: expect.stringMatching(/^TLS wants a certificate and its key/),
    });
    const wrong = await started(["--tls-certificate", certificateFile, "--tls-key", other.keyFile]);
    expect(wrong).toMatchObject({
      exit: 1,
      text: expect.stringMatching(/^Certificate and key cannot be used: .*mismatch/),
    });
    const none = await started(["--tls-certificate", certificateFile, "--tls-key", join(folder, "none")]);
    expect(none).toMatchObject({ exit: 1, text: expect.stringMatching(/^The system refuses: ENOENT/) });
  } finally {
    await authority.remove();
    await other.remove();
  }
});

test("a damaged database of samples is set aside, and the journal says so", async () => {
  const controller = await startController({ config: {} });
  try {
    await controller.kill("SIGTERM");
    await writeFile(placesIn(controller.data).samples, "no database at all, ".repeat(500));
    await controller.start();
    const { events } = await controller.api<{ events: readonly object[] }>("GET", "/journal?type=samplesRepaired");
    expect(events).toMatchObject([{ severity: "error", parameters: { reason: "corrupt" }, error: 10 }]);
  } finally {
    await controller.stop();
  }
});

test("variables that are set but empty count as not set", async () => {
  const empty = { RELAIS_HOST: "", RELAIS_DATA: join(folder, "empty") };
  const { child, heard, exit } = relais(["run", "--no-demo", "--port", "0"], empty);
  try {
    expect(await readyUrl(heard, child)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    child.kill("SIGTERM");
    expect(await exit).toBe(0);
  } finally {
    endGroup(child);
  }
});
