import type { Client } from "./client.ts";
import type { Outputs } from "./counters.ts";
import { unknownResource } from "./unknown.ts";
import type { WireCommit, WireSnapshot } from "./wire.ts";

/** How long the controller may be away while a resource is watched: time enough to start it again. */
const PATIENCE_MS = 60_000;

/** The variables of a resource by name, first as they are, then after each commit that changes one, until `signal`. */
export async function* watchOutputs(client: Client, resource: string, signal: AbortSignal): AsyncGenerator<Outputs> {
  // What is not an id would be read as a mask.
  if (!/^[A-Za-z0-9_.-]+$/.test(resource)) throw await unknownResource(client, resource);
  let outputs: Outputs = {};
  const stream = client.stream("/vars/stream", { match: `${resource}.*` }, { patienceMs: PATIENCE_MS, signal });
  for await (const event of stream) {
    if (event.type !== "snapshot" && event.type !== "commit") continue;
    const { vars } = JSON.parse(event.data) as WireSnapshot | WireCommit;
    const news = Object.fromEntries(vars.map(({ path, value }) => [path.slice(path.lastIndexOf(".") + 1), value]));
    outputs = event.type === "snapshot" ? news : { ...outputs, ...news };
    if (Object.keys(outputs).length === 0) throw await unknownResource(client, resource);
    yield outputs;
  }
}
