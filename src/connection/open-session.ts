import { asFailure, Failure } from "../errors.ts";
import { parseAddress } from "./address.ts";
import { ControlChannel } from "./control.ts";
import { DataRoute } from "./data-route.ts";
import { Dialogue } from "./dialogue.ts";
import { FtpSession } from "./ftp-session.ts";
import { connect, logIn, settle, startTls } from "./login.ts";
import type { ConnectionConfig } from "./schema.ts";
import type { Login, OpenSession } from "./session.ts";
import { orAborted } from "./wait.ts";
import { WireText } from "./wire-text.ts";

/**
 * Opens a guarded session on basic-ftp's context. Whatever goes wrong, and whenever `signal` aborts, nothing stays open.
 */
export const openSession: OpenSession = async (config, login, signal, hear) => {
  signal.throwIfAborted();
  const channel = new ControlChannel(new WireText(config.encoding, login.password), login.replyDelayMs, signal, hear);
  try {
    return await orAborted(open(channel, config, login), signal);
  } catch (error) {
    channel.closeWithError(asFailure(error));
    signal.throwIfAborted();
    throw channel.failure;
  }
};

async function open(channel: ControlChannel, config: ConnectionConfig, login: Login): Promise<FtpSession> {
  const { user, password } = credentials(channel.text, login);
  const address = parseAddress(config.address, config.port);
  await connect(channel, config, address);
  await startTls(channel, config, address);
  await logIn(channel, user, password);
  const features = await settle(channel, config);
  return new FtpSession(new Dialogue(channel, new DataRoute(channel, config, login.passive, features), features));
}

/** As they travel. Checked before any traffic. */
function credentials(text: WireText, login: Login): { user: string; password: string } {
  if (login.user === "") throw new Failure("userMissing");
  const user = text.encode(login.user);
  try {
    return { user, password: text.encode(login.password) };
  } catch {
    throw new Failure("passwordUnusable"); // the cause would carry it
  }
}
