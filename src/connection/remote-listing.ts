import { Failure } from "../errors.ts";
import { Dialogue } from "./dialogue.ts";
import { type Listing, parseListing } from "./listing.ts";
import type { RemoteEntry } from "./session.ts";

const MAX_BYTES = 1024 * 1024;
const MAX_ENTRIES = 20_000;

/**
 * A folder's entries: MLSD where it is offered, else LIST, always of the folder entered just before, because servers
 * list a missing folder as an empty one, and take `-` at the start of a name for options.
 */
export async function listFolder(dialogue: Dialogue, folder: string): Promise<readonly RemoteEntry[]> {
  Dialogue.require(await dialogue.folder.enter(folder), folder);
  if (dialogue.features.has("mlst") || dialogue.features.has("mlsd")) {
    try {
      return await list(dialogue, folder, "MLSD");
    } catch (error) {
      const unknown = error instanceof Failure && error.failure === "commandNotSupported";
      if (!unknown || dialogue.channel.failure !== undefined) throw error;
    }
  }
  return list(dialogue, folder, "LIST");
}

async function list(dialogue: Dialogue, folder: string, format: "MLSD" | "LIST"): Promise<readonly RemoteEntry[]> {
  const pieces: Buffer[] = [];
  const sink = { write: async (piece: Uint8Array) => void pieces.push(Buffer.from(piece)) };
  let listing: Listing;
  try {
    await dialogue.fetch(format, folder, sink, MAX_BYTES);
    listing = parseListing(dialogue.channel.text.decode(Buffer.concat(pieces)), format, MAX_ENTRIES);
  } catch (error) {
    const tooLarge = error instanceof RangeError || (error instanceof Failure && error.failure === "sizeMismatch");
    throw tooLarge ? new Failure("listingUnusable", { subject: folder, cause: error }) : error;
  }
  if (listing.entries.length === 0 && listing.unreadable > 0) throw new Failure("listingUnusable", { subject: folder });
  return listing.entries;
}
