import type { Address } from "./address.ts";
import type { ControlChannel } from "./control.ts";
import { dial } from "./dial.ts";
import { failed, loginRefusal, refusal } from "./failure.ts";
import type { Reply } from "./reply.ts";
import type { ConnectionConfig } from "./schema.ts";
import { HANDSHAKE_MS, secure, tlsOptions } from "./tls.ts";

const GREETING_MS = 10_000;

/** Connects and waits for the greeting, under TLS from the first byte when it is implicit. */
export async function connect(channel: ControlChannel, config: ConnectionConfig, address: Address): Promise<void> {
  const socket = await dial(address, channel.signal);
  const greetingMs = Math.min(GREETING_MS, channel.replyDelayMs);
  if (config.security !== "implicit-tls") {
    await channel.greet(socket, greetingMs);
    return;
  }
  const options = tlsOptions(config, address.host);
  await channel.greet(await secure(socket, options, HANDSHAKE_MS, channel.signal), greetingMs);
  channel.tlsOptions = options;
}

/** Explicit TLS (RFC 4217 §4). Refused means failed: the password never travels in clear where TLS is asked for. */
export async function startTls(channel: ControlChannel, config: ConnectionConfig, address: Address): Promise<void> {
  if (config.security !== "explicit-tls") return;
  const [auth] = await channel.exchange("AUTH TLS");
  if (auth.code >= 400) throw failed("protectionRefused", auth);
  await channel.upgrade(tlsOptions(config, address.host));
}

/** USER and PASS, already encoded for the wire. */
export async function logIn(channel: ControlChannel, user: string, password: string): Promise<void> {
  const [welcome] = await channel.exchange(`USER ${user}`);
  if (welcome.code !== 331) return loggedIn(channel, welcome);
  const [answer] = await channel.exchange(`PASS ${password}`);
  return loggedIn(channel, answer);
}

/** 332 asks for an account, which the product does not know. */
function loggedIn(channel: ControlChannel, reply: Reply): void {
  if (reply.code >= 300) throw loginRefusal(reply);
  channel.opened();
}

/** What the server offers, and the settings that all transfers want. Answers the features. */
export async function settle(channel: ControlChannel, config: ConnectionConfig): Promise<ReadonlySet<string>> {
  const [offer] = await channel.exchange("FEAT");
  const features = featuresOf(offer);
  channel.together = features.size > 0;
  const settings = ["TYPE I"];
  if (channel.hasTLS) settings.push("PBSZ 0", "PROT P");
  if (config.encoding === "utf-8" && features.has("utf8")) settings.push("OPTS UTF8 ON");
  const [type, ...protections] = await channel.exchange(...settings);
  if (type !== undefined && type.code >= 400) throw refusal(type);
  // OPTS may be refused: servers that offer UTF-8 speak it anyway.
  const refused = protections.find((reply, at) => reply.code >= 400 && settings[at + 1] !== "OPTS UTF8 ON");
  if (refused !== undefined) throw failed("protectionRefused", refused);
  return features;
}

/** One feature per line between the first and the last (RFC 2389 §3.2); some servers put the code before each. */
function featuresOf(reply: Reply): ReadonlySet<string> {
  if (reply.code >= 400) return new Set();
  const names = reply.lines.slice(1, -1).map((line) => line.replace(/^211-/, "").trim().split(" ", 1)[0] ?? "");
  return new Set(names.filter((name) => name !== "").map((name) => name.toLowerCase()));
}
