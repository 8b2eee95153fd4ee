import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Recipe, SERVER_USER, unpacked } from "./real-recipe.ts";

/**
 * vsftpd. Its account is the anonymous one, with writing allowed and one password accepted: the only kind of account
 * that it keeps outside the machine's own accounts and PAM.
 */
export const vsftpd: Recipe = {
  user: "anonymous",
  password: "releve-2026",
  async prepare({ port, home, folder, tls, requireTls, maxClients, uploadRate, authority }) {
    const passwords = join(folder, "passwords");
    await writeFile(passwords, `${this.password}\n`);
    await mkdir(join(folder, "empty"));
    const settings: Record<string, string | number> = {
      listen: "YES",
      listen_address: "127.0.0.1",
      listen_port: port,
      background: "NO",
      seccomp_sandbox: "NO",
      isolate_network: "NO",
      secure_chroot_dir: join(folder, "empty"),
      local_enable: "NO",
      anonymous_enable: "YES",
      ftp_username: SERVER_USER.name,
      anon_root: home,
      allow_writeable_chroot: "YES",
      secure_email_list_enable: "YES",
      email_password_file: passwords,
      write_enable: "YES",
      anon_upload_enable: "YES",
      anon_mkdir_write_enable: "YES",
      anon_other_write_enable: "YES",
      anon_world_readable_only: "NO",
      anon_umask: "022",
      connect_from_port_20: "NO",
      xferlog_enable: "NO",
      syslog_enable: "NO",
      vsftpd_log_file: join(folder, "vsftpd.log"),
    };
    if (maxClients !== undefined) settings.max_clients = maxClients;
    if (uploadRate !== undefined) settings.anon_max_rate = uploadRate * 1024;
    if (authority !== undefined) {
      Object.assign(settings, {
        ssl_enable: "YES",
        implicit_ssl: tls === "implicit" ? "YES" : "NO",
        allow_anon_ssl: "YES",
        force_anon_logins_ssl: requireTls ? "YES" : "NO",
        force_anon_data_ssl: requireTls ? "YES" : "NO",
        require_ssl_reuse: "YES",
        ssl_ciphers: "HIGH",
        rsa_cert_file: authority.certificateFile,
        rsa_private_key_file: authority.keyFile,
      });
    }
    const file = join(folder, "vsftpd.conf");
    await writeFile(
      file,
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
    return [unpacked("vsftpd", "usr/sbin/vsftpd"), file];
  },
};
