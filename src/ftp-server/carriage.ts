import type { Session } from "./session.ts";
import { Transfer } from "./transfer.ts";

/**
 * Carries one transfer from its preliminary reply to the end of its data connection, with the faults that strike it.
 * Answers the final reply, which `run` gives when all went well.
 */
export async function carry(
  session: Session,
  preliminary: string,
  run: (transfer: Transfer) => Promise<string>,
): Promise<string> {
  const { settings, control } = session;
  if (settings.tls?.required && !session.protectsData) return "521 Data must be protected: use PROT P.";
  const fault = await session.fault("data");
  const reply = await session.transfer(async (port, signal) => {
    const socket = await port.connect(signal);
    const invitation = fault?.preliminary ?? preliminary;
    if (invitation !== "") await session.say(invitation);
    const { clock, idleMs, tls } = settings;
    const secureContext = session.protectsData && control.secured ? tls?.context : undefined;
    const transfer = new Transfer(socket, { fault, secureContext, clock, signal, idleMs });
    try {
      const success = await run(transfer);
      return transfer.faultyReply ?? success;
    } finally {
      transfer.close();
    }
  });
  return reply ?? "425 Use PASV, EPSV, PORT or EPRT first.";
}
