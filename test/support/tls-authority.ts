import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A private certificate authority with one server certificate, so that tests keep certificate checks on. */
export interface TlsAuthority {
  /** The authority's own certificate, PEM: what a client has to trust. */
  readonly certificateAuthority: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Key and certificate in one file, as some servers want them. */
  readonly combinedFile: string;
  remove(): Promise<void>;
}

/** Makes an authority whose certificate is valid for `localhost` and 127.0.0.1, with the `openssl` command. */
export async function makeTlsAuthority(): Promise<TlsAuthority> {
  const folder = await mkdtemp(join(tmpdir(), "relais-authority-"));
  const file = (name: string) => join(folder, name);
  const openssl = (args: string) => run("openssl", args.split(" "), { cwd: folder });
  // RSA, because it is the one kind of key that all the servers of the tests take.
  const newKey = "-newkey rsa:2048 -nodes";
  await openssl(`req -x509 -days 2 -subj /CN=Authority ${newKey} -keyout ca.key -out ca.crt`);
  await openssl(`req -new -subj /CN=localhost ${newKey} -keyout server.key -out server.csr`);
  await writeFile(file("server.ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n");
  const signer = "-CA ca.crt -CAkey ca.key -CAcreateserial";
  await openssl(`x509 -req -days 2 -in server.csr -extfile server.ext ${signer} -out server.crt`);
  const certificate = await readFile(file("server.crt"), "utf8");
  await writeFile(file("combined.pem"), (await readFile(file("server.key"), "utf8")) + certificate, { mode: 0o600 });
  return {
    certificateAuthority: await readFile(file("ca.crt"), "utf8"),
    certificateFile: file("server.crt"),
    keyFile: file("server.key"),
    combinedFile: file("combined.pem"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
