import type { Socket } from "node:net";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { FTPContext } from "basic-ftp";
import { Failure } from "../errors.ts";
import { DueReplies, GREETING, type Order } from "./due-replies.ts";
import { controlFailure, failed } from "./failure.ts";
import { type Reply, ReplyReader, type WireReply } from "./reply.ts";
import type { OnLine } from "./session.ts";
import { HANDSHAKE_MS, secure } from "./tls.ts";
import type { WireText } from "./wire-text.ts";

const KEEP_ALIVE_MS = 30_000;

/** How many channels there were: each has its number. */
let channels = 0;

/**
 * The control connection: basic-ftp's context, guarded. Replies are whole, bounded, and each belongs to the command that
 * was sent for it, with exactly the codes that answer it; everything else closes the connection with the first reason.
 */
export class ControlChannel extends FTPContext {
  readonly text: WireText;
  readonly replyDelayMs: number;
  /** Whether commands may follow each other before their replies: a very simple server reads one per packet. */
  together = false;
  readonly #reader = new ReplyReader();
  readonly #due: DueReplies;
  #phase: "greeting" | "login" | "open" = "greeting";
  #failure: Failure | undefined;
  #lastReply = "";
  readonly #number: number;
  #attached: AbortSignal;
  #hear: OnLine | undefined;
  #interruption = new AbortController();
  readonly #ending = new AbortController();
  #detach: () => void = () => {};

  constructor(text: WireText, replyDelayMs: number, signal: AbortSignal, hear?: OnLine) {
    super(0, "latin1");
    channels += 1;
    this.#number = channels;
    this.text = text;
    this.replyDelayMs = replyDelayMs;
    this.#due = new DueReplies(replyDelayMs, (name) => this.closeWithError(new Failure(name)));
    this.#attached = signal;
    this.attach(signal, hear);
  }

  /** Why the connection is closed; `undefined` while it is open. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** The last reply, secrets removed. */
  get lastReply(): string {
    return this.#lastReply;
  }

  /** The owner's signal. */
  get attached(): AbortSignal {
    return this.#attached;
  }

  /** Ends every wait of this session: aborted with the attached signal, and with the failure that closes the channel. */
  get signal(): AbortSignal {
    return this.#interruption.signal;
  }

  /** Aborted once, when the channel closes. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  /** Whether data may be on its way. */
  get transferring(): boolean {
    return this.#due.transferring;
  }

  attach(signal: AbortSignal, hear?: OnLine): void {
    this.#detach();
    this.#attached = signal;
    this.#hear = hear;
    if (this.#failure) return;
    if (this.signal.aborted) this.#interruption = new AbortController();
    this.#due.resume();
    const onAbort = () => this.#interrupt(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    this.#detach = () => signal.removeEventListener("abort", onAbort);
  }

  override send(line: string): void {
    // To the socket before it is connected, and to one that the server closed, basic-ftp says QUIT all the same.
    if (this.#hear !== undefined && !this.socket.pending) this.#tell("sent", this.text.showCommand(line));
    super.send(line);
  }

  /** Makes the socket the control connection and waits for the greeting. */
  async greet(socket: Socket, ms: number): Promise<Reply> {
    this.#carry(socket);
    return this.#due.expect(GREETING, ms).final;
  }

  /** Goes on with TLS over the present connection. What came already was never protected, and ends the session. */
  async upgrade(options: ConnectionOptions): Promise<void> {
    if (!this.#reader.empty) this.closeWithError(new Failure("replyGarbled"));
    this.signal.throwIfAborted();
    const bare = this.socket;
    this._removeSocketListeners(bare);
    bare.on("error", () => {}); // TLS reports it
    this.#carry(await secure(bare, options, HANDSHAKE_MS, this.signal));
    this.tlsOptions = options;
  }

  /** TLS over a data connection when the control connection has it, with the same session: servers insist on that. */
  async protect(socket: Socket): Promise<Socket> {
    if (!this.hasTLS) return socket;
    const session = this.tlsSessionStore ?? (this.socket as TLSSocket).getSession();
    const options = { ...this.tlsOptions, ...(session !== undefined && { session }) };
    // Some servers shake hands before they say 150, others after: the wait includes that for 150.
    const secured = await secure(socket, options, Math.max(HANDSHAKE_MS, this.replyDelayMs), this.signal);
    secured.on("session", (ticket) => {
      this.tlsSessionStore = ticket; // TLS 1.3 tickets are good for one connection each
    });
    return secured;
  }

  /** The log-in is over: 421 no longer means that the server is full. */
  opened(): void {
    this.#phase = "open";
  }

  /** Sends commands together and collects their final replies in order: each is as expected, or 400 and above. */
  async exchange<const Lines extends readonly string[]>(...lines: Lines): Promise<{ [K in keyof Lines]: Reply }> {
    if (this.together) return (await this.#send(lines, this.signal)) as { [K in keyof Lines]: Reply };
    const replies: Reply[] = [];
    for (const line of lines) replies.push(...(await this.#send([line], this.signal)));
    return replies as { [K in keyof Lines]: Reply };
  }

  /** As `exchange`, for tidying up after an interruption: only the caller ends the wait. */
  lastWords(...lines: readonly string[]): Promise<readonly Reply[]> {
    return this.#send(lines, this.ended);
  }

  /** Sends a transfer command. */
  order(line: string): Order {
    this.signal.throwIfAborted();
    const order = this.#due.expect(verbOf(line));
    this.send(line);
    return order;
  }

  /** Ends the session with the first reason, closing all that belongs to it. */
  override closeWithError(cause: Error): void {
    if (this.#failure) return;
    this.#failure = controlFailure(cause, this.#phase !== "greeting");
    super.closeWithError(this.#failure);
    this.#detach();
    this.#interrupt(this.#failure);
    this.#ending.abort(this.#failure);
  }

  protected override _onControlSocketData(piece: string): void {
    try {
      for (const reply of this.#reader.push(piece)) {
        this.#take(reply);
        if (this.#failure) return;
      }
    } catch (garbled) {
      const reply = this.text.show((garbled as Failure).reply ?? "");
      this.#tell("received", reply);
      this.closeWithError(new Failure(this.#phase === "greeting" ? "notFtp" : "replyGarbled", { reply }));
    }
  }

  /** basic-ftp's single task is replaced by what is due. */
  protected override _passToHandler(): void {}

  #carry(socket: Socket): void {
    if (this.signal.aborted) socket.destroy();
    this.signal.throwIfAborted();
    this.socket = socket;
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
  }

  async #send(lines: readonly string[], signal: AbortSignal): Promise<readonly Reply[]> {
    signal.throwIfAborted();
    const replies = lines.map((line) => this.#due.expect(verbOf(line)).final);
    this.socket.cork();
    for (const line of lines) this.send(line);
    this.socket.uncork();
    return Promise.all(replies);
  }

  #take(wire: WireReply): void {
    const reply: Reply = { ...wire, shown: this.text.showReply(wire) };
    this.#lastReply = reply.shown;
    if (this.#hear !== undefined) for (const line of wire.lines) this.#tell("received", this.text.show(line));
    if (reply.code === 421) {
      this.closeWithError(failed(this.#phase === "open" ? "sessionClosedByServer" : "serverBusy", reply));
      return;
    }
    const wrong = this.#due.take(reply);
    if (wrong !== undefined) this.closeWithError(failed(wrong, reply));
    else if (this.#phase === "greeting" && reply.code === 220) this.#phase = "login";
  }

  #tell(direction: "sent" | "received", text: string): void {
    this.#hear?.({ session: this.#number, direction, text });
  }

  /** Ends the waits at once. */
  #interrupt(reason: unknown): void {
    this.#interruption.abort(reason);
    this.#due.interrupt(reason);
  }
}

function verbOf(line: string): string {
  return line.split(" ", 1)[0] as string;
}
