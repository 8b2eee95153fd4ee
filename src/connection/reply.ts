import { Failure } from "../errors.ts";

/** A complete reply of the server (RFC 959 §4.2), as it came on the wire: one character per byte. */
export interface WireReply {
  readonly code: number;
  /** All its lines, codes included. */
  readonly lines: readonly string[];
}

/** A reply with the one line of it that people are shown: decoded, secrets removed. */
export interface Reply extends WireReply {
  readonly shown: string;
}

/** What follows the code on the line that closes the reply. */
export function textOf(reply: WireReply): string {
  return (reply.lines.at(-1) ?? "").slice(4);
}

const MAX_LINE = 4096;
const MAX_REPLY = 16 * 1024;
const MAX_LINES = 200;
const REPLY_LINE = /^([1-5]\d\d)(?:([ -])|$)/;

/**
 * Puts replies together from whatever pieces the network makes of them, within bounds. A line may end with LF alone;
 * what is not a reply raises `replyGarbled`, at the first line, or at its first characters when the line does not end.
 */
export class ReplyReader {
  #line = "";
  #lines: string[] = [];
  #length = 0;
  #blank = 0;
  #code = "";

  /** Nothing of a further reply has arrived. */
  get empty(): boolean {
    return this.#line === "" && this.#lines.length === 0;
  }

  /** The replies that this piece completes, in order. */
  *push(piece: string): Generator<WireReply> {
    let start = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", start)) {
      this.#grow(piece.slice(start, end));
      start = end + 1;
      const line = this.#line.replace(/\r+$/, "");
      this.#line = "";
      const reply = this.#take(line);
      if (reply) yield reply;
    }
    this.#grow(piece.slice(start));
    // A server that is no FTP server may never end its line: four characters tell.
    const begun = this.#line.replace(/\r+$/, "");
    if (this.#code === "" && begun.length >= 4 && !REPLY_LINE.test(begun)) throw garbled(begun);
  }

  #grow(piece: string): void {
    this.#line += piece;
    if (this.#line.length > MAX_LINE || /\r[^\r]/.test(this.#line)) throw garbled(this.#line);
  }

  #take(line: string): WireReply | undefined {
    if (this.#code === "" && line === "") {
      // A line without a code can be mistaken for nothing; some servers send one after their greeting.
      this.#blank += 1;
      if (this.#blank > MAX_LINES) throw garbled(line);
      return undefined;
    }
    const [, code, mark] = REPLY_LINE.exec(line) ?? [];
    if (this.#code === "" && code === undefined) throw garbled(line);
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length > MAX_REPLY || this.#lines.length > MAX_LINES) throw garbled(line);
    if (this.#code === "" && mark === "-") {
      this.#code = code as string;
      return undefined;
    }
    if (this.#code !== "" && (code !== this.#code || mark === "-")) return undefined;
    const reply = { code: Number(code), lines: this.#lines };
    this.#lines = [];
    this.#length = 0;
    this.#blank = 0;
    this.#code = "";
    return reply;
  }
}

function garbled(line: string): Failure {
  return new Failure("replyGarbled", { reply: line.slice(0, 200) });
}
