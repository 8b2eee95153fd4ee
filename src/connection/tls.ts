import { isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { Failure } from "../errors.ts";
import { tlsFailure } from "./failure.ts";
import type { ConnectionConfig } from "./schema.ts";
import { wait } from "./wait.ts";

/** How long a handshake may take. */
export const HANDSHAKE_MS = 10_000;

/** How the server's certificate is checked, on the control connection and on every data connection. */
export function tlsOptions(config: ConnectionConfig, host: string): ConnectionOptions {
  return {
    host, // the name or address that the certificate must carry
    ...(isIP(host) === 0 && { servername: host }),
    ...(config.certificateAuthority !== undefined && { ca: config.certificateAuthority }),
    rejectUnauthorized: config.verifyCertificate,
    minVersion: "TLSv1.2",
  };
}

/**
 * Puts TLS over a connected socket, as client whoever called whom (RFC 4217 §7). Raises `certificateRejected` or
 * `tlsFailed`, and leaves no socket open then.
 */
export function secure(
  socket: Socket,
  options: ConnectionOptions,
  ms: number,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const late = () => new Failure("tlsFailed");
  return wait({ ms, late, signal }, (resolve, reject) => {
    let secured: TLSSocket;
    try {
      // A fresh object each time: an `options` used twice would verify the second server under the first one's name.
      secured = connect({ ...options, socket });
    } catch (cause) {
      socket.destroy();
      reject(new Failure("certificateRejected", { cause })); // the configured authority is no certificate
      return () => {};
    }
    const onClose = () => reject(new Failure("tlsFailed"));
    secured.on("error", (cause) => reject(tlsFailure(cause)));
    secured.once("close", onClose);
    secured.once("secureConnect", () => resolve(secured));
    return (succeeded) => {
      secured.off("close", onClose);
      if (succeeded) return;
      secured.destroy();
      socket.destroy();
    };
  });
}
