import { readFileSync } from "node:fs";
import { placesIn } from "../places.ts";

/**
 * The header `Authorization` for the controller: the token of RELAIS_TOKEN, else the account of RELAIS_USER and
 * RELAIS_PASSWORD, else the token the controller leaves in its data folder for the command line of the same machine.
 */
export function authorization(env: Readonly<Record<string, string | undefined>>, data: string): string | undefined {
  const token = env.RELAIS_TOKEN;
  if (token) return `Bearer ${token}`;
  const user = env.RELAIS_USER;
  if (user) return `Basic ${Buffer.from(`${user}:${env.RELAIS_PASSWORD ?? ""}`).toString("base64")}`;
  const local = localToken(placesIn(data).localToken);
  return local && `Bearer ${local}`;
}

/** Absent for a controller of another machine, unreadable for another user of this one: the controller then says 401. */
function localToken(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}
