import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runFtpServerCommand } from "../../src/ftp-server/command.ts";
import { PRESETS } from "../../src/ftp-server/presets.ts";
import { RawClient } from "./raw-client.ts";
import { certificate, temporaryFolder } from "./served.ts";

async function options() {
  return { root: await temporaryFolder(), user: "easy", password: "secret" };
}

it("prints one line with its address, serves, and stops with the signal", async () => {
  const stop = new AbortController();
  const lines: string[] = [];
  const running = runFtpServerCommand(await options(), stop.signal, (line) => lines.push(line));
  await expect.poll(() => lines.length).toBe(1);
  const [, port] = /^ready ftp:\/\/127\.0\.0\.1:(\d+)$/.exec(lines[0] ?? "") ?? [];
  const client = await RawClient.logIn(Number(port));
  expect(await client.ask("NOOP")).toMatch(/^200 /);
  stop.abort();
  await running;
  await client.ended;
  expect(lines).toHaveLength(1);
});

it("suffers the presets and the rules of the file it is given", async () => {
  const faults = join(await temporaryFolder(), "faults.yaml");
  writeFileSync(faults, '- when: { event: command, command: NOOP }\n  do: { reply: "500 From the file." }\n');
  const stop = new AbortController();
  const lines: string[] = [];
  const given = { ...(await options()), fault: ["delete-refused", "no-epsv"], faults, verbose: true };
  const running = runFtpServerCommand(given, stop.signal, (line) => lines.push(line));
  await expect.poll(() => lines.length).toBe(1);
  const client = await RawClient.logIn(Number(/\d+$/.exec(lines[0] ?? "")?.[0]));
  expect(await client.ask("NOOP")).toBe("500 From the file.");
  expect(await client.ask("DELE x")).toBe("550 Permission denied.");
  expect(await client.ask("EPSV")).toMatch(/^500 /);
  stop.abort();
  await running;
  expect(lines).toContain("1 > NOOP");
  expect(lines.join("\n")).not.toContain("secret");
});

it("serves TLS with the files it is given", async () => {
  const folder = await temporaryFolder();
  const { key, cert } = await certificate();
  writeFileSync(join(folder, "key"), key);
  writeFileSync(join(folder, "cert"), cert);
  const stop = new AbortController();
  const lines: string[] = [];
  const given = { ...(await options()), tlsKey: join(folder, "key"), tlsCert: join(folder, "cert"), tlsImplicit: true };
  const running = runFtpServerCommand(given, stop.signal, (line) => lines.push(line));
  await expect.poll(() => lines.length).toBe(1);
  expect(lines[0]).toMatch(/^ready ftps:/);
  const client = await RawClient.connectTls(Number(/\d+$/.exec(lines[0] ?? "")?.[0]));
  expect(await client.reply()).toMatch(/^220 /);
  stop.abort();
  await running;
});

it("lists all faults and serves nothing", async () => {
  const lines: string[] = [];
  await runFtpServerCommand({ ...(await options()), listFaults: true }, new AbortController().signal, (line) =>
    lines.push(line),
  );
  expect(lines).toHaveLength(Object.keys(PRESETS).length);
  expect(lines).toContainEqual(expect.stringMatching(/^delete-refused +Refuses DELE with 550\.$/));
});

it.each([
  [{ fault: ["no-such-fault"] }, /unknown fault "no-such-fault"/],
  [{ tlsCert: "cert.pem" }, /both a certificate and its key/],
  [{ faults: "/nowhere/faults.yaml" }, /^\/nowhere\/faults\.yaml: .*ENOENT/],
])("says what is wrong with %j", async (wrong, message) => {
  const given = { ...(await options()), ...wrong };
  await expect(runFtpServerCommand(given, new AbortController().signal, () => {})).rejects.toThrow(message);
});
