import { createHash, timingSafeEqual } from "node:crypto";
import type { CommandTable } from "../commands.ts";
import type { Session } from "../session.ts";

/** Who the client is, and what protects the dialogue (RFC 959 §4.1.1, RFC 4217). */
export const accessCommands: CommandTable = {
  USER: { needs: "nothing", run: nameUser },
  PASS: { needs: "nothing", run: logIn },
  ACCT: { needs: "login", run: () => "202 No account is needed." },
  AUTH: { needs: "nothing", run: startTls },
  PBSZ: { needs: "nothing", run: setBufferSize },
  PROT: { needs: "nothing", run: setProtection },
  QUIT: { needs: "nothing", run: quit },
};

const MAX_FAILED_LOGINS = 5;

function nameUser(session: Session, name: string): string {
  if (session.settings.tls?.required && !session.control.secured) return "534 TLS is required: use AUTH TLS first.";
  if (name === "") return "501 A user name is expected.";
  session.user = undefined;
  session.userName = name;
  return "331 Password required.";
}

async function logIn(session: Session, password: string): Promise<string | undefined> {
  if (session.userName === "") return "503 Use USER first.";
  const user = session.settings.users.get(session.userName);
  if (same(password, user?.password ?? "") && user !== undefined) {
    session.user = user;
    return "230 Logged in.";
  }
  session.failedLogins += 1;
  if (session.failedLogins < MAX_FAILED_LOGINS) return "530 Login incorrect.";
  await session.say("421 Too many failed logins.");
  session.control.close();
  return undefined;
}

async function startTls(session: Session, mechanism: string): Promise<string | undefined> {
  const { control, settings } = session;
  if (settings.tls === undefined) return "502 TLS is not available.";
  if (control.secured) return "503 Already under TLS.";
  if (!/^(TLS|TLS-C|SSL)$/i.test(mechanism)) return "504 Unknown security mechanism.";
  control.hold();
  await session.say("234 Begin the TLS handshake.");
  control.secure(settings.tls.context);
  // What was said in clear is forgotten: somebody else may have said it (RFC 4217 §12.3).
  session.user = undefined;
  session.userName = "";
  return undefined;
}

function setBufferSize(session: Session): string {
  if (!session.control.secured) return "503 Use AUTH TLS first.";
  session.bufferSized = true;
  return "200 PBSZ=0";
}

function setProtection(session: Session, level: string): string {
  if (!session.bufferSized) return "503 Use PBSZ first.";
  const wanted = level.toUpperCase();
  if (wanted === "S" || wanted === "E") return "536 Only C and P are supported.";
  if (wanted !== "P" && wanted !== "C") return "504 Unknown protection level.";
  session.protectsData = wanted === "P";
  return "200 Protection level set.";
}

async function quit(session: Session): Promise<undefined> {
  await session.say("221 Goodbye.");
  session.control.close();
}

function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
