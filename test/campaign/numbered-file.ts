/** Files of a campaign carry their number at both ends, so that each is known again, and known to be whole. */
export function numberedFile(kind: string, number: number, bytes: number): string {
  const [head, tail] = [`${kind} ${number}\n`, `end ${number}\n`];
  const line = `${"x".repeat(62)}\n`;
  const lines = Math.ceil(Math.max(0, bytes - head.length - tail.length) / line.length);
  return head + line.repeat(lines) + tail;
}

/** Its number, or `undefined` when it is not whole. */
export function numberOf(kind: string, text: string): number | undefined {
  const head = new RegExp(`^${kind} (\\d+)\\n`).exec(text);
  const tail = /\nend (\d+)\n$/.exec(text);
  return head?.[1] !== undefined && head[1] === tail?.[1] ? Number(head[1]) : undefined;
}
