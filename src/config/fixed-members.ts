import { fault } from "./faults.ts";
import type { ConfigFault } from "./schema.ts";

/** What the source text shows on a connection's page but leaves no choice about. */
const FIXED = { mode: "client", application: "FTP" } as const;

/**
 * Takes out of the data what an import may carry along but a configuration does not store: `mode`, `application` and
 * `autoStart` of a connection (source: "AutoStart: Dévalidé !"), and sections left empty.
 */
export function setFixedAside(data: unknown): ConfigFault[] {
  if (!isObject(data)) return [];
  for (const [section, value] of Object.entries(data)) if (value === null) delete data[section];
  if (!Array.isArray(data.connections)) return [];
  return data.connections.flatMap((connection, index) =>
    isObject(connection) ? takeOut(connection, `/connections/${index}`) : [],
  );
}

function takeOut(connection: Record<string, unknown>, path: string): ConfigFault[] {
  const faults: ConfigFault[] = [];
  for (const [member, value] of Object.entries(FIXED)) {
    if (!(member in connection)) continue;
    const given = connection[member];
    if (typeof given !== "string" || given.toLowerCase() !== value.toLowerCase()) {
      faults.push(fault("fixedMember", `${path}/${member}`, { value }));
    }
    delete connection[member];
  }
  if ("autoStart" in connection) {
    if (connection.autoStart === true) faults.push(fault("autoStart", `${path}/autoStart`));
    else if (connection.autoStart !== false) faults.push(fault("booleanExpected", `${path}/autoStart`));
    delete connection.autoStart;
  }
  return faults;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
