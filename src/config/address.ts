import { isIP, isIPv4, isIPv6 } from "node:net";

const LABEL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$/u;
const URL_FORM = /^ftp:\/\/(?<host>\[[^\]]*\]|[^:[\]]+)(?::(?<port>[0-9]{1,5}))?$/i;

/** Whether an address is IPv4, IPv6, a host name, or `ftp://host[:port]` with IPv6 in brackets. */
export function isAddress(address: string): boolean {
  const url = URL_FORM.exec(address)?.groups;
  if (url === undefined) return isIP(address) !== 0 || isHostName(address);
  const { host = "", port } = url;
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65535)) return false;
  return host.startsWith("[") ? isIPv6(host.slice(1, -1)) : isIPv4(host) || isHostName(host);
}

function isHostName(name: string): boolean {
  const labels = name.replace(/\.$/, "").split(".");
  // A last label of digits only is a mistyped IPv4 address: no top-level domain has that form (RFC 3696 §2).
  return name.length <= 253 && labels.every((label) => LABEL.test(label)) && !/^[0-9]+$/.test(labels.at(-1) ?? "");
}
