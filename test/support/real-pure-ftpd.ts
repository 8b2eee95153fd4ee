import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Recipe, SERVER_USER, unpacked, unpackedEnvironment } from "./real-recipe.ts";

const run = promisify(execFile);

/** Pure-FTPd with a virtual account in a database of its own. It has no implicit TLS. */
export const pureFtpd: Recipe = {
  user: "easy",
  password: "releve-2026",
  async prepare({ port, home, folder, tls, requireTls, maxClients, uploadRate, authority }) {
    if (tls === "implicit") throw new Error("Pure-FTPd has no implicit TLS");
    const accounts = join(folder, "accounts");
    const database = join(folder, "accounts.pdb");
    const { stdout: hash } = await run("openssl", ["passwd", "-6", this.password]);
    const { uid, gid } = SERVER_USER;
    await writeFile(accounts, `${this.user}:${hash.trim()}:${uid}:${gid}::${home}/./::::::::::::\n`, { mode: 0o600 });
    const env = unpackedEnvironment("pure-ftpd");
    await run(unpacked("pure-ftpd", "usr/bin/pure-pw"), ["mkdb", database, "-f", accounts], { env });
    const options = ["--bind", `127.0.0.1,${port}`, "--ipv4only", "--dontresolve", "--umask", "022:022"];
    options.push("--login", `puredb:${database}`, "--noanonymous", "--pidfile", join(folder, "pure-ftpd.pid"));
    if (maxClients !== undefined) options.push("--maxclientsnumber", String(maxClients));
    if (uploadRate !== undefined) options.push("--userbandwidth", `${uploadRate}:`);
    if (authority !== undefined) options.push("--tls", requireTls ? "2" : "1", "--certfile", authority.combinedFile);
    return [unpacked("pure-ftpd", "usr/sbin/pure-ftpd"), ...options];
  },
};
