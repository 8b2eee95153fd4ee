import { stringify } from "csv-stringify/sync";
import type { Source } from "../../files/store.ts";
import type { Variable } from "../../vars/space.ts";

/** A plain variable as a CSV of one row (RFC 4180): its path, its value, and when that last changed (ISO 8601, UTC). */
export function renderVariable({ path, value, time }: Variable): string {
  return stringify([[path, String(value), new Date(time).toISOString()]], {
    header: true,
    columns: ["path", "value", "time"],
    record_delimiter: "\r\n",
    escape_formulas: true,
  });
}

/** A text as a file. */
export function textSource(text: string, modified: number): Source {
  const bytes = Buffer.from(text, "utf8");
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
