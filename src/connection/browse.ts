import { Failure } from "../errors.ts";
import type { Connection } from "./connection.ts";
import type { Login, RemoteEntry } from "./session.ts";

/** Before a session that is stopped is dropped. */
const GRACE_MS = 1_000;

/**
 * The entries of a folder of the server, over one of the connection's own sessions: who walks from folder to folder
 * finds it open still. Nothing travels while the connection is off.
 */
export async function browse(
  connection: Connection,
  login: Login,
  folder: string,
  signal: AbortSignal,
): Promise<readonly RemoteEntry[]> {
  if (!connection.config.valid) throw new Failure("connectionDisabled", { subject: connection.id });
  const stop = AbortSignal.any([signal, connection.disabled]);
  const lease = await connection.lease(login, stop, () => {});
  try {
    return await lease.session.list(folder);
  } catch (error) {
    if (stop.aborted) await lease.session.abandon(undefined, GRACE_MS);
    throw error;
  } finally {
    lease.release();
  }
}
