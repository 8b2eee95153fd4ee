import { crc32, deflateSync, inflateSync } from "node:zlib";

/**
 * A PNG made small: of no more than 64 colours, each pixel one byte. Pages have few colours, and what smooth edges add
 * is not missed. Takes what Chromium makes: eight bits, RGB or RGBA, not interlaced, nothing transparent.
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = decoded(png);
  const { palette, indexOf } = paletteOf(pixels);
  // Each line begins with its filter: none, which suits a palette.
  const lines = Buffer.alloc(height * (width + 1));
  let [last, index] = [-1, 0];
  for (let at = 0; at < pixels.length; at += 1) {
    const colour = pixels[at] ?? 0;
    if (colour !== last) [last, index] = [colour, indexOf(colour)];
    lines[at + Math.floor(at / width) + 1] = index;
  }
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MAX_COLOURS = 64;
const FREQUENT_COLOURS = 44;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB, line by line. */
  readonly pixels: Uint32Array;
}

/** Raises an error for a PNG of another kind than `smallPng` takes, or of the kind that it makes. */
export function decoded(png: Buffer): Picture {
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === "IHDR")?.data ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colour, , , interlace] = header.subarray(8);
  const channels = new Map([
    [2, 3],
    [3, 1],
    [6, 4],
  ]).get(colour ?? -1);
  if (depth !== 8 || channels === undefined || interlace !== 0) throw new Error(`PNG of kind ${depth}/${colour}`);
  const data = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map((each) => each.data)));
  const palette = chunks.find(({ type }) => type === "PLTE")?.data;
  const bytes = unfiltered(data, width * channels, height, channels);
  const pixels = new Uint32Array(width * height);
  for (let at = 0; at < pixels.length; at += 1) {
    const from = palette ?? bytes;
    const place = palette === undefined ? at * channels : (bytes[at] ?? 0) * 3;
    pixels[at] = ((from[place] ?? 0) << 16) | ((from[place + 1] ?? 0) << 8) | (from[place + 2] ?? 0);
  }
  return { width, height, pixels };
}

function chunksOf(png: Buffer): { readonly type: string; readonly data: Buffer }[] {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error("this is no PNG");
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

/** Undoes the filters of PNG (ISO/IEC 15948, 9.2). */
function unfiltered(data: Buffer, lineBytes: number, height: number, step: number): Uint8Array {
  const bytes = new Uint8Array(lineBytes * height);
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (lineBytes + 1)] ?? 0;
    for (let x = 0; x < lineBytes; x += 1) {
      const at = y * lineBytes + x;
      const given = data[at + y + 1] ?? 0;
      if (filter === 0) {
        bytes[at] = given;
        continue;
      }
      const left = x < step ? 0 : (bytes[at - step] ?? 0);
      const up = y === 0 ? 0 : (bytes[at - lineBytes] ?? 0);
      const corner = x < step || y === 0 ? 0 : (bytes[at - lineBytes - step] ?? 0);
      bytes[at] = given + predicted(filter, left, up, corner);
    }
  }
  return bytes;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, corner);
    default:
      return 0;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/**
 * The most frequent colours, and those that are least like them: a red lamp is small, and must stay red. Each of the
 * others becomes the nearest of these.
 */
function paletteOf(pixels: Uint32Array): {
  readonly palette: readonly number[];
  readonly indexOf: (colour: number) => number;
} {
  const counts = new Map<number, number>();
  // Most pixels are like the one before: what is alike is counted at once.
  let [last, run] = [pixels[0] ?? 0, 0];
  for (const colour of pixels) {
    if (colour !== last) {
      counts.set(last, (counts.get(last) ?? 0) + run);
      [last, run] = [colour, 0];
    }
    run += 1;
  }
  counts.set(last, (counts.get(last) ?? 0) + run);
  const byCount = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour);
  const palette = byCount.slice(0, FREQUENT_COLOURS);
  const rest = byCount.slice(FREQUENT_COLOURS);
  while (palette.length < MAX_COLOURS && rest.length > 0) {
    const strangest = rest.reduce((one, other) =>
      strangeness(palette, other) > strangeness(palette, one) ? other : one,
    );
    if (strangeness(palette, strangest) === 0) break;
    palette.push(strangest);
  }
  const indices = new Map(palette.map((colour, index) => [colour, index]));
  return {
    palette,
    indexOf: (colour) => {
      const index = indices.get(colour) ?? nearest(palette, colour);
      indices.set(colour, index);
      return index;
    },
  };
}

function strangeness(palette: readonly number[], colour: number): number {
  return distance(palette[nearest(palette, colour)] ?? 0, colour);
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  for (let index = 1; index < palette.length; index += 1) {
    if (distance(palette[index] ?? 0, colour) < distance(palette[best] ?? 0, colour)) best = index;
  }
  return best;
}

function distance(one: number, other: number): number {
  return (
    ((one >> 16) - (other >> 16)) ** 2 +
    (((one >> 8) & 255) - ((other >> 8) & 255)) ** 2 +
    ((one & 255) - (other & 255)) ** 2
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
