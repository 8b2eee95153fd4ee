import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Recipe, SERVER_USER, unpacked } from "./real-recipe.ts";

const run = promisify(execFile);

/** ProFTPD with an account file of its own. With TLS it wants data connections to re-use the session (its default). */
export const proftpd: Recipe = {
  user: "easy",
  password: "releve-2026",
  async prepare({ port, home, folder, tls, requireTls, maxClients, uploadRate, authority }) {
    const accounts = join(folder, "accounts");
    const { stdout: hash } = await run("openssl", ["passwd", "-6", this.password]);
    const { uid, gid } = SERVER_USER;
    await writeFile(accounts, `${this.user}:${hash.trim()}:${uid}:${gid}::${home}:/bin/false\n`, { mode: 0o600 });
    const lines = [
      `ModulePath ${unpacked("proftpd", "usr/lib/proftpd")}`,
      "ServerType standalone",
      "UseIPv6 off",
      "DefaultAddress 127.0.0.1",
      "SocketBindTight on",
      `Port ${port}`,
      `User ${SERVER_USER.name}`,
      `Group ${SERVER_USER.name}`,
      "AuthOrder mod_auth_file.c",
      `AuthUserFile ${accounts}`,
      "RequireValidShell off",
      "DefaultRoot ~",
      "AllowOverwrite on",
      "Umask 022",
      "UseReverseDNS off",
      "DelayEngine off",
      "WtmpLog off",
      "TransferLog none",
      `SystemLog ${join(folder, "proftpd.log")}`,
      `PidFile ${join(folder, "proftpd.pid")}`,
      `ScoreboardFile ${join(folder, "scoreboard")}`,
    ];
    if (maxClients !== undefined) lines.push(`MaxClients ${maxClients}`);
    if (uploadRate !== undefined) lines.push(`TransferRate STOR ${uploadRate}`);
    if (authority !== undefined) {
      lines.push(
        "LoadModule mod_tls.c",
        "TLSEngine on",
        `TLSRequired ${requireTls ? "on" : "off"}`,
        `TLSRSACertificateFile ${authority.certificateFile}`,
        `TLSRSACertificateKeyFile ${authority.keyFile}`,
        `TLSLog ${join(folder, "tls.log")}`,
      );
      if (tls === "implicit") lines.push("TLSOptions UseImplicitSSL");
    }
    const file = join(folder, "proftpd.conf");
    await writeFile(file, `${lines.join("\n")}\n`);
    return [unpacked("proftpd", "usr/sbin/proftpd"), "--nodaemon", "--config", file];
  },
};
