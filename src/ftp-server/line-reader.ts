/** Cuts what arrives on a control connection into lines, none longer than `MAX_LINE_BYTES`. */
export class LineReader {
  #partial: Buffer = Buffer.alloc(0);

  /** The lines that are whole now, without their ends; `undefined` once one is too long. */
  take(chunk: Buffer): readonly Buffer[] | undefined {
    const lines: Buffer[] = [];
    let rest = this.#partial.length === 0 ? chunk : Buffer.concat([this.#partial, chunk]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      if (end > MAX_LINE_BYTES) return undefined;
      lines.push(trimmed(rest.subarray(0, end)));
      rest = rest.subarray(end + 1);
    }
    this.#partial = rest;
    return rest.length > MAX_LINE_BYTES ? undefined : lines;
  }

  /** Forgets what came of a line that is not whole. */
  clear(): void {
    this.#partial = Buffer.alloc(0);
  }
}

const MAX_LINE_BYTES = 8192;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const TELNET_IAC = 0xff;
const FIRST_TELNET_COMMAND = 0xf0;

/** Clients announce ABOR with the telnet signals IP and Synch (RFC 959 §4.1.3), of which TCP may lose the last byte. */
function trimmed(line: Buffer): Buffer {
  let text = line;
  while (text[0] === TELNET_IAC) text = text.subarray((text[1] ?? 0) >= FIRST_TELNET_COMMAND ? 2 : 1);
  return text.at(-1) === CARRIAGE_RETURN ? text.subarray(0, -1) : text;
}
