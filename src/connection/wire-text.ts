import iconv from "iconv-lite";
import { Failure } from "../errors.ts";
import { textOf, type WireReply } from "./reply.ts";
import type { ConnectionConfig } from "./schema.ts";

type Encoding = ConnectionConfig["encoding"];

/**
 * Text between the product and the wire. The control connection carries one character per byte (latin1), whatever the
 * server's encoding, so that no byte is lost on the way; this converts at both ends and removes the secrets.
 */
export class WireText {
  readonly #encoding: Encoding;
  readonly #secret: string;

  constructor(encoding: Encoding, secret: string) {
    this.#encoding = encoding;
    this.#secret = secret;
  }

  /**
   * Raises `remoteNameRefused` for what cannot travel: line ends, NUL, characters that the encoding does not have. Byte 255
   * (`я` in windows-1251) goes once: doubled, as Telnet has it, it stays doubled on most servers.
   */
  encode(text: string): string {
    const bytes = iconv.encode(text, this.#encoding);
    if (/\r|\n|\0/.test(text) || iconv.decode(bytes, this.#encoding, { stripBOM: false }) !== text) {
      throw new Failure("remoteNameRefused", { subject: text });
    }
    return bytes.toString("latin1");
  }

  /** A path as an argument. One that begins with `-` would be an option to servers that hand it to `ls`. */
  path(path: string): string {
    return this.encode(path.startsWith("-") ? `./${path}` : path);
  }

  decode(bytes: Uint8Array): string {
    return iconv.decode(bytes, this.#encoding, { stripBOM: false });
  }

  /** A reply as one line: the closing one, or the first where that one says nothing. */
  showReply(reply: WireReply): string {
    return this.show((textOf(reply).trim() === "" ? reply.lines[0] : reply.lines.at(-1)) ?? "");
  }

  /** A command as people may see it. */
  showCommand(line: string): string {
    return line.startsWith("PASS ") ? "PASS ***" : this.show(line);
  }

  /** What the server said, fit to be shown: decoded, without secrets and control characters, bounded. */
  show(wire: string): string {
    let text = /^[ -~]*$/.test(wire) ? wire : this.decode(Buffer.from(wire, "latin1"));
    if (this.#secret !== "") text = text.replaceAll(this.#secret, "***");
    return text.replace(/\p{Cc}+/gu, " ").slice(0, 300);
  }
}
