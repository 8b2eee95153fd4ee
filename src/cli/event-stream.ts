/** One message of a `text/event-stream` (HTML standard, section 9.2). */
export interface StreamEvent {
  /** The last `id` seen on the stream, "" before any. */
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/** Reads a body message by message until it ends. A message cut off by the end is dropped, as the standard asks. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  let id = "";
  let type = "message";
  let data: string[] = [];
  for await (const line of linesOf(body)) {
    if (line === "") {
      if (data.length > 0) yield { id, type, data: data.join("\n") };
      type = "message";
      data = [];
      continue;
    }
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "data") data.push(value);
    else if (field === "event") type = value;
    else if (field === "id") id = value;
  }
}

/** Not `node:readline`: it also ends a line at U+2028, which JSON leaves as it is. */
async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    // A CR at the end may be the first half of CR LF: it waits for the next chunk.
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
