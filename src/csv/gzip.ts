import { pipeline } from "node:stream";
import { createGzip } from "node:zlib";

/** Pieces, compressed as they come (RFC 1952). The same pieces give the same bytes: the header holds no time and no name. */
export async function* gzip(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // What the pieces raise reaches the reader through the compressed stream.
  yield* pipeline(pieces, createGzip(), () => undefined) as AsyncIterable<Uint8Array>;
}
