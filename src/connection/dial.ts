import { isIP, Socket, type SocketConstructorOpts } from "node:net";
import { systemClock } from "../clock.ts";
import { Failure } from "../errors.ts";
import type { Address } from "./address.ts";
import { connectFailure } from "./failure.ts";
import { isForbidden } from "./forbidden-address.ts";
import { lookup } from "./lookup.ts";
import { wait } from "./wait.ts";

const CONNECT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;

/**
 * Connects to the server, trying all addresses of its name within one deadline. Raises `addressForbidden` when it may go
 * to none of them, else a failure of "no connection", that of the last address.
 */
export async function dial({ host, port }: Address, signal: AbortSignal): Promise<Socket> {
  const named = isIP(host) === 0;
  const found = named ? await lookup(host, signal) : [host];
  const addresses = found.filter((address) => !isForbidden(address, { named }));
  if (found.length > addresses.length && addresses.length === 0)
    throw new Failure("addressForbidden", { subject: host });
  const deadline = systemClock.monotonic() + CONNECT_MS;
  let failure = new Failure("nameNotFound", { subject: host });
  for (const [tried, address] of addresses.entries()) {
    // A dead address leaves the others their share.
    const ms = (deadline - systemClock.monotonic()) / (addresses.length - tried);
    const late = () => new Failure("connectTimeout", { subject: address });
    try {
      return await connectTo({ host: address, port }, { ms, late, signal });
    } catch (error) {
      signal.throwIfAborted();
      failure = error instanceof Failure ? error : connectFailure(error, address);
    }
  }
  throw failure;
}

/** One TCP connection to an IP address. Rejects with the socket's own error. */
export function connectTo(
  { host, port }: Address,
  limits: { readonly ms: number; readonly late: () => Error; readonly signal: AbortSignal },
  options: SocketConstructorOpts = {},
): Promise<Socket> {
  return wait(limits, (resolve, reject) => {
    const socket = new Socket(options);
    if (options.onread) socket.pause();
    socket.on("error", reject); // stays: a late error of a socket that nobody uses any more must not end the process
    socket.once("connect", () => resolve(socket));
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.connect({ host, port });
    return (succeeded) => {
      if (!succeeded) socket.destroy();
    };
  });
}
