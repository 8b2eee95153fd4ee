import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Failure } from "../errors.ts";
import { writeDurably } from "./durable-file.ts";

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX = "enc:v1:";
const VARIABLE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/**
 * Passwords at rest: AES-256-GCM with a key in a file of its own (mode 0600), made when it is first needed. The place
 * of a secret is authenticated with it: moved to another place, it can no longer be read.
 */
export class Secrets {
  readonly #keyFile: string;
  #key: Buffer | undefined;

  constructor(keyFile: string) {
    this.#keyFile = keyFile;
  }

  /** `enc:v1:` and base64url of iv, tag and ciphertext. */
  async encrypt(clear: string, place: string): Promise<string> {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#readKey() ?? (await this.#makeKey()), iv);
    cipher.setAAD(Buffer.from(place));
    const text = Buffer.concat([cipher.update(clear, "utf8"), cipher.final()]);
    return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64url");
  }

  /** Raises `passwordUnusable` when the key, the place or the text is not the one it was encrypted with. */
  decrypt(secret: string, place: string): string {
    try {
      const key = this.#readKey();
      if (key === undefined) throw new Error("the key file is missing");
      if (!secret.startsWith(PREFIX)) throw new Error("encrypted in a way that this version does not know");
      const bytes = Buffer.from(secret.slice(PREFIX.length), "base64url");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
    } catch (cause) {
      throw new Failure("passwordUnusable", { subject: place, cause });
    }
  }

  #readKey(): Buffer | undefined {
    try {
      this.#key ??= readFileSync(this.#keyFile);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return undefined;
    }
    if (this.#key.length === KEY_BYTES) return this.#key;
    this.#key = undefined;
    throw new Error(`${this.#keyFile} does not hold a key of ${KEY_BYTES} bytes`);
  }

  async #makeKey(): Promise<Buffer> {
    const key = randomBytes(KEY_BYTES);
    await writeDurably(this.#keyFile, key);
    this.#key = key;
    return key;
  }
}

/** A password in clear as it is stored at a place: plain, `${NAME}` or `enc:…`. Raises `passwordUnusable`. */
export function openPassword(stored: string, place: string, secrets: Secrets, environment: Environment): string {
  const name = variableOf(stored);
  // Any version: what a newer one encrypted is never mistaken for a password.
  if (name === undefined) return stored.startsWith("enc:") ? secrets.decrypt(stored, place) : stored;
  const clear = environment[name];
  if (clear === undefined || /[\0\r\n]/.test(clear)) throw new Failure("passwordUnusable", { subject: stored });
  return clear;
}

/** Where the password of a resource stands, for the authentication of its secret. */
export function passwordPlace(resource: string): string {
  return `resources/${resource}/password`;
}

/** Variables of the process, of which passwords may name one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The name in `${NAME}`, or `undefined` when a password is not of that form. */
export function variableOf(password: string): string | undefined {
  return VARIABLE.exec(password)?.[1];
}

/** Whether a password may be stored as it is: empty, `${NAME}`, or encrypted already. */
export function isStorable(password: string): boolean {
  return password === "" || variableOf(password) !== undefined || /^enc:v1:[A-Za-z0-9_-]{38,}$/.test(password);
}
