import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { certificate, serve, temporaryFolder } from "./served.ts";

const execute = promisify(execFile);
const LOGIN = "easy:secret";

const curl = async (...args: string[]): Promise<string> =>
  (await execute("curl", ["-sS", "--max-time", "20", "-u", LOGIN, ...args])).stdout;

describe("curl", () => {
  it.each([
    ["EPSV", []],
    ["PASV", ["--disable-epsv"]],
    ["EPRT", ["-P", "127.0.0.1"]],
    ["PORT", ["-P", "127.0.0.1", "--disable-eprt"]],
  ])("uploads, lists, downloads and renames with %s", async (_, mode) => {
    const { port, root } = await serve();
    const folder = await temporaryFolder();
    const content = randomBytes(700_000);
    writeFileSync(join(folder, "up"), content);
    const url = `ftp://127.0.0.1:${port}`;
    await curl(
      ...mode,
      "--ftp-create-dirs",
      "-T",
      join(folder, "up"),
      "-Q",
      "-RNFR up.part",
      "-Q",
      "-RNTO up.bin",
      `${url}/a/b/up.part`,
    );
    expect(readFileSync(join(root, "a/b/up.bin")).equals(content)).toBe(true);
    expect(await curl(...mode, `${url}/a/b/`)).toMatch(/^-rw-r--r-- 1 ftp ftp +700000 .* up\.bin\r?\n$/);
    await curl(...mode, "-o", join(folder, "down"), `${url}/a/b/up.bin`);
    expect(readFileSync(join(folder, "down")).equals(content)).toBe(true);
  });

  it("resumes a download and an upload", async () => {
    const { port, root } = await serve();
    const folder = await temporaryFolder();
    const content = randomBytes(300_000);
    writeFileSync(join(root, "file"), content);
    writeFileSync(join(folder, "file"), content.subarray(0, 100_000));
    await curl("-C", "-", "-o", join(folder, "file"), `ftp://127.0.0.1:${port}/file`);
    expect(readFileSync(join(folder, "file")).equals(content)).toBe(true);
    writeFileSync(join(root, "file"), content.subarray(0, 100_000));
    await curl("-C", "-", "-T", join(folder, "file"), `ftp://127.0.0.1:${port}/file`);
    expect(readFileSync(join(root, "file")).equals(content)).toBe(true);
  });

  it.each([
    ["explicit", "ftp", ["--ssl-reqd"]],
    ["implicit", "ftps", []],
  ] as const)("uploads and downloads over %s TLS, an empty file too", async (mode, scheme, args) => {
    const tls = { ...(await certificate()), mode };
    const { port, root } = await serve({ tls });
    const folder = await temporaryFolder();
    const content = randomBytes(700_000);
    writeFileSync(join(folder, "up"), content);
    writeFileSync(join(folder, "empty"), "");
    const url = `${scheme}://127.0.0.1:${port}`;
    await curl(...args, "-k", "-T", join(folder, "up"), `${url}/up`);
    await curl(...args, "-k", "-T", join(folder, "empty"), `${url}/empty`);
    await curl(...args, "-k", "-o", join(folder, "down"), `${url}/up`);
    expect(readFileSync(join(root, "up")).equals(content)).toBe(true);
    expect(readFileSync(join(root, "empty"))).toHaveLength(0);
    expect(readFileSync(join(folder, "down")).equals(content)).toBe(true);
  });
});

const hasLftp = await execute("lftp", ["--version"]).then(
  () => true,
  () => false,
);

describe.runIf(hasLftp)("lftp", () => {
  it.each(["clear", "TLS"])("mirrors a tree there and back in %s", async (protection) => {
    const tls =
      protection === "TLS" ? { tls: { ...(await certificate()), mode: "explicit" as const, required: true } } : {};
    const { port, root } = await serve(tls);
    const folder = await temporaryFolder();
    const names = ["one.csv", "été à la mer.txt", "три.dat"];
    await execute("mkdir", ["-p", join(folder, "tree/inner"), join(folder, "back")]);
    for (const name of names) writeFileSync(join(folder, "tree/inner", name), randomBytes(50_000));
    const script = [
      `set ssl:verify-certificate no; set ftp:ssl-force ${protection === "TLS"}; set net:max-retries 1; set file:charset UTF-8`,
      `open -u easy,secret ftp://127.0.0.1:${port}`,
      `mirror -R --parallel=3 ${join(folder, "tree")} /tree`,
      `mirror --parallel=3 /tree ${join(folder, "back")}`,
      "mv /tree/inner/one.csv /tree/renamed.csv",
      "rm -r /tree/inner",
      "bye",
    ].join("; ");
    await execute("lftp", ["-c", script], { timeout: 20_000 });
    for (const name of names) {
      expect(
        readFileSync(join(folder, "back/inner", name)).equals(readFileSync(join(folder, "tree/inner", name))),
      ).toBe(true);
    }
    expect(existsSync(join(root, "tree/renamed.csv"))).toBe(true);
    expect(existsSync(join(root, "tree/inner"))).toBe(false);
  });
});
