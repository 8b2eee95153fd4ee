import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type FtpServer, type FtpServerOptions, startFtpServer } from "../../src/ftp-server/server.ts";
import { closeClients } from "./raw-client.ts";

export interface Served extends FtpServer {
  /** Its root directory. */
  readonly root: string;
}

/** A server on a fresh directory for one test. */
export async function serve(options: Partial<FtpServerOptions> = {}): Promise<Served> {
  const folder = await temporaryFolder();
  const root = join(folder, "root");
  const server = await startFtpServer({ root, users: { easy: { password: "secret" } }, ...options });
  onTestFinished(async () => {
    closeClients();
    await server.stop();
  });
  return Object.defineProperty(server, "root", { value: root }) as Served;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ftp-server-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A self-signed certificate for `localhost`, made anew. */
export async function certificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const folder = await temporaryFolder();
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", [...request, "-subj", "/CN=localhost", "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
}
