import type { Socket } from "node:net";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { FTPContext } from "basic-ftp";
import { systemClock } from "../clock.ts";
import { Failure, type FailureName } from "../errors.ts";
import { answers, isTransfer } from "./answers.ts";
import { controlFailure, failed } from "./failure.ts";
import { type Reply, ReplyReader, type WireReply } from "./reply.ts";
import { HANDSHAKE_MS, secure } from "./tls.ts";
import type { WireText } from "./wire-text.ts";

const KEEP_ALIVE_MS = 30_000;
/** More preliminary replies than that before the final one are no answer. */
const MAX_PRELIMINARY = 16;

/** A command that has been sent, or the greeting, as long as its final reply has not come. */
interface Due {
  readonly verb: string;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: unknown) => void;
  readonly begun: (reply: Reply) => void;
  preliminary: number;
  /** Data is still to be moved: once that has begun, the data connection is timed and the control connection is not. */
  moving: boolean;
}

/** A transfer under way: `begun` with its 125 or 150, or with the final reply when there is none before it. */
export interface Order {
  readonly begun: Promise<Reply>;
  readonly final: Promise<Reply>;
  /** The data has gone, or come: from now on the final reply is waited for. */
  readonly moved: () => void;
}

/**
 * The control connection: basic-ftp's context, guarded. Replies are whole, bounded, and each belongs to the command that
 * was sent for it, with exactly the codes that answer it; everything else closes the connection with the first reason.
 * Every reply has an absolute deadline, counted from when the one before it was complete.
 */
export class ControlChannel extends FTPContext {
  readonly text: WireText;
  readonly replyDelayMs: number;
  /** Whether commands may follow each other before their replies: a very simple server reads one per packet. */
  together = false;
  readonly #reader = new ReplyReader();
  readonly #due: Due[] = [];
  #phase: "greeting" | "login" | "open" = "greeting";
  #failure: Failure | undefined;
  #lastReply = "";
  #attached: AbortSignal;
  #interruption = new AbortController();
  readonly #ending = new AbortController();
  #detach: () => void = () => {};
  #cancelDeadline: () => void = () => {};

  constructor(text: WireText, replyDelayMs: number, signal: AbortSignal) {
    super(0, "latin1");
    this.text = text;
    this.replyDelayMs = replyDelayMs;
    this.#attached = signal;
    this.attach(signal);
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
    return this.#due.some((due) => isTransfer(due.verb));
  }

  attach(signal: AbortSignal): void {
    this.#detach();
    this.#attached = signal;
    if (this.#failure) return;
    if (this.signal.aborted) this.#interruption = new AbortController();
    const onAbort = () => this.#interrupt(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    this.#detach = () => signal.removeEventListener("abort", onAbort);
  }

  /** Makes the socket the control connection and waits for the greeting. */
  async greet(socket: Socket, ms: number): Promise<Reply> {
    this.#carry(socket);
    return this.#expect("greeting", ms).final;
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
    const order = this.#expect(verbOf(line), this.replyDelayMs);
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
    this.#due.length = 0;
  }

  protected override _onControlSocketData(piece: string): void {
    try {
      for (const reply of this.#reader.push(piece)) {
        this.#take(reply);
        if (this.#failure) return;
      }
    } catch (garbled) {
      const reply = this.text.show((garbled as Failure).reply ?? "");
      this.closeWithError(new Failure(this.#phase === "greeting" ? "notFtp" : "replyGarbled", { reply }));
    }
  }

  /** basic-ftp's single task is replaced by the queue of what is due. */
  protected override _passToHandler(): void {}

  #carry(socket: Socket): void {
    if (this.signal.aborted) socket.destroy();
    this.signal.throwIfAborted();
    this.socket = socket;
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
  }

  async #send(lines: readonly string[], signal: AbortSignal): Promise<readonly Reply[]> {
    signal.throwIfAborted();
    const replies = lines.map((line) => this.#expect(verbOf(line), this.replyDelayMs).final);
    this.socket.cork();
    for (const line of lines) this.send(line);
    this.socket.uncork();
    return Promise.all(replies);
  }

  #expect(verb: string, ms: number): Order {
    const begun = Promise.withResolvers<Reply>();
    const final = Promise.withResolvers<Reply>();
    for (const { promise } of [begun, final]) promise.catch(() => {});
    const due: Due = {
      verb,
      begun: begun.resolve,
      resolve: (reply) => {
        begun.resolve(reply);
        final.resolve(reply);
      },
      reject: (reason) => {
        begun.reject(reason);
        final.reject(reason);
      },
      preliminary: 0,
      moving: isTransfer(verb),
    };
    this.#due.push(due);
    if (this.#due.length === 1) this.#setDeadline(ms);
    const moved = () => {
      due.moving = false;
      if (this.#due[0] === due && !this.signal.aborted) this.#setDeadline();
    };
    return { begun: begun.promise, final: final.promise, moved };
  }

  #take(wire: WireReply): void {
    const reply: Reply = { ...wire, shown: this.text.showReply(wire) };
    this.#lastReply = reply.shown;
    const due = this.#due[0];
    const wrong = this.#wrongWith(due, reply);
    if (due === undefined || wrong !== undefined) {
      this.closeWithError(failed(wrong ?? "replyGarbled", reply));
    } else if (reply.code < 200) {
      due.preliminary += 1;
      if (reply.code !== 125 && reply.code !== 150) return;
      if (due.moving) this.#cancelDeadline();
      due.begun(reply);
    } else {
      if (this.#phase === "greeting") this.#phase = "login";
      this.#due.shift();
      this.#cancelDeadline();
      if (this.#due.length > 0 && !this.signal.aborted) this.#setDeadline();
      due.resolve(reply);
    }
  }

  /** Why this reply ends the session, if it does. */
  #wrongWith(due: Due | undefined, { code }: WireReply): FailureName | undefined {
    if (code === 421) return this.#phase === "open" ? "sessionClosedByServer" : "serverBusy";
    if (due === undefined) return "replyGarbled"; // nobody asked
    if (code < 200) return due.preliminary >= MAX_PRELIMINARY ? "replyGarbled" : undefined;
    if (this.#phase === "greeting") return code === 220 ? undefined : greetingRefusal(code);
    return code >= 400 || answers(due.verb, code) ? undefined : "replyGarbled";
  }

  #setDeadline(ms = this.replyDelayMs): void {
    this.#cancelDeadline();
    this.#cancelDeadline = systemClock.after(ms, () => {
      const due = this.#due[0];
      let name: FailureName = "replyTimeout";
      if (due?.verb === "greeting") name = due.preliminary > 0 ? "serverBusy" : "greetingTimeout";
      this.closeWithError(new Failure(name, { ...(this.#lastReply !== "" && { reply: this.#lastReply }) }));
    });
  }

  /** Ends the waits at once. What is due stays due: its replies belong to nobody else. */
  #interrupt(reason: unknown): void {
    this.#cancelDeadline();
    this.#interruption.abort(reason);
    for (const due of this.#due) due.reject(reason);
  }
}

/** RFC 959 knows no refusal in place of a greeting but 421; servers that keep some hosts out send 530. */
function greetingRefusal(code: number): FailureName {
  if (code < 400) return "notFtp";
  return code < 500 ? "serverBusy" : "loginRejected";
}

function verbOf(line: string): string {
  return line.split(" ", 1)[0] as string;
}
