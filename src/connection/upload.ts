import { Failure } from "../errors.ts";
import type { Source } from "../files/store.ts";
import type { DataConnection } from "./data-connection.ts";

/** Sends exactly `source.size` bytes and the end; the next piece is read while one is written. */
export async function upload(data: DataConnection, source: Source, buffers: readonly [Buffer, Buffer]): Promise<void> {
  // A TLS 1.3 server sends tickets on this connection: left unread, they would turn our end into a reset.
  data.socket.resume();
  let position = 0;
  let reading = read(source, buffers[0], position);
  try {
    for (let turn = 1; ; turn += 1) {
      data.hold();
      const piece = await reading;
      position += piece.length;
      if (position >= source.size) {
        await finish(data, piece);
        return;
      }
      reading = read(source, buffers[turn % 2 === 0 ? 0 : 1], position);
      reading.catch(() => {}); // raised above, unless the connection breaks first
      await data.wait<void>((resolve, reject) => {
        data.socket.write(piece, (error) => (error ? reject(error) : resolve()));
      });
      data.count(piece.length);
    }
  } finally {
    data.hold();
    // The buffers belong to the next transfer only when nothing is read into them any more.
    await reading.catch(() => {});
  }
}

async function finish(data: DataConnection, piece: Uint8Array): Promise<void> {
  await data.wait<void>((resolve, reject) => {
    data.socket.once("error", reject);
    data.socket.end(piece, resolve);
  });
  data.count(piece.length);
}

async function read(source: Source, buffer: Buffer, position: number): Promise<Uint8Array> {
  const left = source.size - position;
  if (left === 0) return buffer.subarray(0, 0);
  const piece = buffer.subarray(0, Math.min(buffer.length, left));
  const bytes = await source.read(piece, position);
  if (bytes === 0) throw new Failure("fileShrank");
  return piece.subarray(0, bytes);
}
