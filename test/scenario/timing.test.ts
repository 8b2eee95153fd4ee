import { expect, test } from "vitest";
import { rehearse } from "../support/rehearsal.ts";

interface Timing {
  readonly now: string;
  readonly from: string;
  readonly variables: readonly { readonly name: string; readonly type: string; readonly code?: string }[];
  readonly before: readonly { readonly name: string; readonly value: unknown }[];
  readonly changes: readonly { readonly time: string; readonly name: string; readonly value: unknown }[];
  readonly dialogue: readonly {
    readonly time: string;
    readonly session: number;
    readonly direction: string;
    readonly text: string;
  }[];
}

test("a resource shows its registers and the dialogue of its own commands on one axis, sessions shared or not", async () => {
  const { device, commands } = await rehearse({
    local: { "a.csv": "a", "b.csv": "bb" },
    connection: { sessions: 1 },
    resources: [{ remoteFolder: "/in/1" }, { remoteFolder: "/in/2" }],
  });
  const timing = (id: string, query = "") => device.api<Timing>("GET", `/resources/${id}/timing${query}`);
  await device.command("R00001", "Send");
  await device.command("R00002", "Send");
  const [first, second] = [await timing("R00001"), await timing("R00002")];

  expect(first.variables.find(({ name }) => name === "Action")).toEqual({
    name: "Action",
    type: "code",
    code: "action",
    direction: "output",
  });
  expect(first.changes.filter(({ name }) => name === "Action").map(({ value }) => value)).toEqual([1, 0]);
  expect(first.changes.filter(({ name }) => name === "Send").map(({ value }) => value)).toEqual([true, false]);

  const sent = ({ dialogue }: Timing) => dialogue.filter(({ direction }) => direction === "sent");
  const verbs = (one: Timing, verb: string) => sent(one).filter(({ text }) => text.startsWith(verb));
  // The second one goes on with the session of the first, and hears none of its opening.
  expect([verbs(first, "PASS").map(({ text }) => text), verbs(second, "PASS")]).toEqual([["PASS ***"], []]);
  expect([verbs(first, "RNTO").length, verbs(second, "RNTO").length]).toEqual([2, 2]);
  expect(sent(first).length + sent(second).length).toBe(commands.length);
  expect(new Set([...first.dialogue, ...second.dialogue].map(({ session }) => session)).size).toBe(1);
  expect(JSON.stringify([first, second])).not.toContain("secret");

  const rise = first.changes.find(({ name, value }) => name === "Action" && value === 1)?.time ?? "";
  const fall = first.changes.findLast(({ name }) => name === "Action")?.time ?? "";
  for (const { time } of first.dialogue) expect(time >= rise && time <= fall, time).toBe(true);

  const empty = await timing("R00001", `?from=${first.now}`);
  expect(empty.from).toBe(first.now);
  await expect(timing("R00009")).rejects.toThrow("404");
  await expect(timing("R00001", "?from=now")).rejects.toThrow("400");
});
