import { join } from "node:path";
import { type Recipe, SERVER_USER } from "./real-recipe.ts";

/** pyftpdlib, by the script beside this file. Debian's own Python, because its packages are there. */
export const pyftpdlib: Recipe = {
  user: "easy",
  password: "releve-2026",
  async prepare({ port, home, tls, requireTls, maxClients, uploadRate, authority }) {
    const settings = {
      port,
      home,
      user: this.user,
      password: this.password,
      uid: SERVER_USER.uid,
      gid: SERVER_USER.gid,
      tls,
      requireTls,
      certificate: authority?.combinedFile,
      maxClients,
      uploadRate,
    };
    return ["/usr/bin/python3", join(import.meta.dirname, "real-pyftpdlib.py"), JSON.stringify(settings)];
  },
};
