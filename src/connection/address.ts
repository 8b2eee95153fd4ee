import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { Failure } from "../errors.ts";

export interface Address {
  /** An IP address, without brackets, or a name. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads an address as people write it: IPv4, IPv6 with or without brackets, a name, or `ftp://host[:port]`, whose port
 * wins over `port`. Raises `addressUnusable`.
 */
export function parseAddress(address: string, port: number): Address {
  const [, scheme, bracketed, bare, ownPort] =
    /^(ftp:\/\/)?(?:\[([^\]]*)\]|([^:/[\]]+))(?::(\d{1,5}))?\/?$/i.exec(address) ?? [];
  if (scheme === undefined && isIP(address) === 6) return { host: address, port };
  const host = bracketed ?? bare;
  const usablePort = ownPort === undefined ? port : Number(ownPort);
  if (host === undefined || (ownPort !== undefined && scheme === undefined) || !isPort(usablePort))
    throw unusable(address);
  if (bracketed !== undefined) {
    if (isIP(bracketed) !== 6) throw unusable(address);
    return { host: bracketed, port: usablePort };
  }
  if (isIP(host) === 4) return { host, port: usablePort };
  const name = domainToASCII(host);
  if (!isName(name)) throw unusable(address);
  return { host: name, port: usablePort };
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

/** Names that end in a number are other spellings of an IPv4 address (`0x7f.1`, `2130706433`), and refused. */
function isName(name: string): boolean {
  const labels = name.replace(/\.$/, "").split(".");
  if (name.length > 253 || /^(?:\d+|0x[0-9a-f]*)$/i.test(labels.at(-1) ?? "")) return false;
  return labels.every((label) => /^(?!-)[A-Za-z0-9_-]{1,63}$/.test(label));
}

function unusable(address: string): Failure {
  return new Failure("addressUnusable", { subject: address });
}
