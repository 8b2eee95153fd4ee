import { createHash } from "node:crypto";
import type { Source } from "../files/store.ts";

/** Bytes at hand as something to send. */
export function bytesSource(bytes: Uint8Array, modified: number): Source {
  return {
    size: bytes.length,
    modified,
    read: async (buffer, position) => {
      const piece = bytes.subarray(position, position + buffer.length);
      buffer.set(piece);
      return piece.length;
    },
    close: async () => {},
  };
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
