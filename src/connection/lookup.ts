import { Resolver, lookup as systemLookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { systemClock } from "../clock.ts";
import { Failure } from "../errors.ts";
import { lookupFailure } from "./failure.ts";
import { wait } from "./wait.ts";

const LOOKUP_MS = 5_000;
/** How long one family waits for the other once it has an answer (RFC 8305 §3). */
const OTHER_FAMILY_MS = 50;

/**
 * The addresses of a name, IPv4 first: the hosts file, then DNS by c-ares, which blocks no thread. Only where that knows
 * a short or `.local` name not, the system is asked, which also tries search domains and mDNS, one name at a time: its
 * look-ups each hold a thread of the pool for as long as a server is silent. Raises `nameNotFound`, `nameLookupTimeout`.
 */
export function lookup(
  name: string,
  signal: AbortSignal,
  resolver = new Resolver({ timeout: 1_500, tries: 3 }),
): Promise<readonly string[]> {
  const late = () => new Failure("nameLookupTimeout", { subject: name });
  return wait({ ms: LOOKUP_MS, late, signal }, (resolve, reject) => {
    find(name, resolver).then(resolve, reject);
    return () => resolver.cancel();
  });
}

async function find(name: string, resolver: Resolver): Promise<readonly string[]> {
  const known = await inHostsFile(name);
  if (known.length > 0) return known;
  try {
    return await inDns(name, resolver);
  } catch (error) {
    const failure = lookupFailure(error, name);
    if (failure.failure !== "nameNotFound" || !/^[^.]+\.?$|\.local\.?$/i.test(name)) throw failure;
    return await inSystem(name);
  }
}

async function inHostsFile(name: string): Promise<readonly string[]> {
  const windows = join(process.env.SystemRoot ?? "C:\\Windows", "System32", "drivers", "etc", "hosts");
  const path = process.platform === "win32" ? windows : "/etc/hosts";
  const text = await readFile(path, "utf8").catch(() => "");
  const addresses = text.split("\n").flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    const matches = names.some((known) => known.toLowerCase() === name.toLowerCase());
    return matches && address !== undefined && isIP(address) !== 0 ? [address] : [];
  });
  if (addresses.length === 0 && name.toLowerCase() === "localhost") return ["127.0.0.1", "::1"];
  return [...new Set(addresses)].sort((a, b) => isIP(a) - isIP(b));
}

async function inDns(name: string, resolver: Resolver): Promise<readonly string[]> {
  const families = [resolver.resolve4(name), resolver.resolve6(name)];
  const all = Promise.allSettled(families);
  const first = await Promise.any(families).catch((errors: AggregateError) => {
    // A server that does not answer for one family may still know the name: only when both say so it is absent.
    throw errors.errors.find((error) => lookupFailure(error, name).failure !== "nameNotFound") ?? errors.errors[0];
  });
  const both = await Promise.race([all, systemClock.sleep(OTHER_FAMILY_MS)]);
  return both === undefined ? first : both.flatMap((family) => (family.status === "fulfilled" ? family.value : []));
}

let systemQueue: Promise<unknown> = Promise.resolve();
const asked = new Map<string, Promise<readonly string[]>>();

function inSystem(name: string): Promise<readonly string[]> {
  const answer =
    asked.get(name) ??
    systemQueue.then(async () => {
      try {
        const found = await systemLookup(name, { all: true, order: "ipv4first" });
        return found.map(({ address }) => address);
      } catch (error) {
        throw lookupFailure(error, name);
      } finally {
        asked.delete(name);
      }
    });
  asked.set(name, answer);
  systemQueue = answer.catch(() => {});
  return answer;
}
