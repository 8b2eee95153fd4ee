import type { Client } from "./client.ts";
import { EXIT, Halt } from "./exit.ts";
import { itemsOf } from "./items.ts";

/** That there is no such resource, and which there are. */
export async function unknownResource(client: Client, resource: string): Promise<Halt> {
  const ids = (await itemsOf(client, "resources")).map((item) => String(item.id));
  return new Halt(EXIT.unknown, ids.length === 0 ? "cli.noResources" : "cli.unknownResource", {
    resource,
    resources: ids.join(", "),
  });
}
