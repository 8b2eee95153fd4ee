import { isIP, isIPv6 } from "node:net";
import type { CommandTable } from "../commands.ts";
import { plainAddress } from "../control-connection.ts";
import { ActivePort, PassivePort } from "../data-connection.ts";
import type { Session } from "../session.ts";

/** How the next data connection comes about (RFC 959 §4.1.2, RFC 2428). */
export const dataPortCommands: CommandTable = {
  PASV: { needs: "login", run: listen },
  EPSV: { needs: "login", run: listenExtended },
  PORT: { needs: "login", run: dial },
  EPRT: { needs: "login", run: dialExtended },
};

const EXTENDED_ONLY = "503 EPSV ALL: only EPSV is accepted.";

async function listen(session: Session): Promise<string> {
  if (session.extendedOnly) return EXTENDED_ONLY;
  const { localAddress } = session.control;
  if (isIPv6(localAddress)) return "522 Use EPSV.";
  const { address = localAddress, port } = await openListener(session);
  const number = typeof port === "number" ? `${port >> 8},${port & 255}` : port;
  return `227 Entering Passive Mode (${address.replaceAll(".", ",")},${number}).`;
}

async function listenExtended(session: Session, argument: string): Promise<string> {
  if (/^ALL$/i.test(argument)) {
    session.extendedOnly = true;
    return "200 Only EPSV from now on.";
  }
  const family = isIPv6(session.control.localAddress) ? "2" : "1";
  if (argument !== "" && argument !== family) return `522 Network protocol not supported, use (${family}).`;
  const { port } = await openListener(session);
  return `229 Entering Extended Passive Mode (|||${port}|).`;
}

/** Opens a data listener; answers what the client is told of it, which a fault may twist. */
async function openListener(session: Session): Promise<{ address?: string; port: number | string }> {
  const { control, settings } = session;
  const { clock, passivePorts } = settings;
  const listener = await PassivePort.listen(control.localAddress, control.peerAddress, passivePorts, clock);
  session.dataPort = listener;
  const fault = await session.fault("passive");
  if (fault?.refuse) listener.refuse();
  const port = fault?.port === "control" ? control.localPort : (fault?.port ?? listener.port);
  return fault?.address === undefined ? { port } : { address: fault.address, port };
}

function dial(session: Session, argument: string): string {
  const numbers = argument.split(",").map((part) => (/^\d{1,3}$/.test(part.trim()) ? Number(part) : 256));
  if (numbers.length !== 6 || numbers.some((number) => number > 255)) return "501 h1,h2,h3,h4,p1,p2 is expected.";
  const [high = 0, low = 0] = numbers.slice(4);
  return setActivePort(session, numbers.slice(0, 4).join("."), high * 256 + low);
}

function dialExtended(session: Session, argument: string): string {
  const [, , family, address = "", port = ""] = /^([!-~])([12])\1([^|]+?)\1(\d{1,5})\1$/.exec(argument) ?? [];
  if (family === undefined) return "501 |1|address|port| is expected.";
  if (isIP(address) !== (family === "1" ? 4 : 6)) return "522 Network protocol not supported, use (1,2).";
  return setActivePort(session, plainAddress(address), Number(port));
}

/** Data goes to the control connection's peer and nowhere else (RFC 2577 §3). */
function setActivePort(session: Session, address: string, port: number): string {
  if (session.extendedOnly) return EXTENDED_ONLY;
  const { peerAddress, localAddress } = session.control;
  if (address !== peerAddress) return "504 Only your own address is accepted.";
  if (port < 1024 || port > 65_535) return "504 Only ports from 1024 to 65535 are accepted.";
  session.dataPort = new ActivePort(port, peerAddress, localAddress);
  return "200 Data port set.";
}
