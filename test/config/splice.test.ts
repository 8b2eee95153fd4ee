import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { checkData, checkText } from "../../src/config/check.ts";
import { type ConfigChange, ConfigRefused, openConfiguration, type Section } from "../../src/config/configuration.ts";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/** The same things, written in ways that people and programs write them. */
const LAYOUTS: Readonly<Record<string, string>> = {
  usual: "connections:\n  - id: A\n    address: gtb\n  - id: B\n    address: gtb\nsets:\n  - label: A\n",
  "dashes without indent": "connections:\n- id: A\n  address: gtb\n\n- address: gtb\n  id: B\nsets:\n- label: A\n",
  "wide dashes, no last line end":
    "sets:\n    -   label: A\nconnections:\n    -   id: A\n        address: gtb # x\n    -   id: B\n        address: gtb",
  "flow items":
    "connections:\n  - { id: A, address: gtb } # of A\n  - { id: B, address: gtb }\nsets: [ { label: A } ]\n",
  comments:
    "# top\nconnections: # all\n  # of A\n  - id: A\n    # of the address\n    address: gtb\n    # after A\n  # of B\n  - id: B\n    address: gtb\n# sets\nsets:\n  - label: A\n# end\n",
  "texts of several lines": `connections:\n  - id: A\n    address: gtb\n    certificateAuthority: |+\n      ${PEM.trimEnd().replaceAll("\n", "\n      ")}\n\n\n  - id: B\n    address: gtb\n    label: "a\n      b"\nsets:\n  - label: A\n`,
  anchors:
    "connections:\n  - &a\n    id: A\n    address: gtb\n    label: &l x\n  - id: B\n    address: gtb\n    label: *l\nsets:\n  - label: A\n",
  "carriage returns":
    "connections:\r\n  - id: A\r\n    address: gtb\r\n  - id: B\r\n    address: gtb\r\nsets:\r\n  - label: A\r\n",
  "a document mark":
    "---\nconnections:\n  - id: A\n    address: gtb\n  - id: B\n    address: gtb\nsets:\n  - label: A\n...\n",
  "a dash alone": "connections:\n  -\n    id: A\n    address: gtb\n  - id: B\n    address: gtb\nsets:\n  - label: A\n",
};

const LABEL = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("é", "# no", "- a: b", "x: y", "&a", "*a", " ", "'", '"', "|", "a\u0085b", "a\u2028b"),
);
const CONNECTION = fc.record(
  {
    id: fc.constantFrom("A", "B", "C", "D"),
    address: fc.constantFrom("gtb", "::1", "a b"),
    label: LABEL,
    port: fc.constantFrom(21, 2121, 0),
    certificateAuthority: fc.constant(PEM),
    activePorts: fc.constant([5000, 5009]),
  },
  { requiredKeys: ["id", "address"] },
);
const SET = fc.record(
  { label: fc.constantFrom("A", "B"), elements: fc.uniqueArray(fc.constantFrom("easy.JRNL", "Net.FlashDisk/a b")) },
  { requiredKeys: ["label"] },
);
type Change =
  | { readonly section: Section; readonly item: object; readonly mustExist: boolean }
  | { readonly section: Section; readonly remove: string };
const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ section: fc.constant<Section>("connections"), item: CONNECTION, mustExist: fc.boolean() }),
  fc.record({ section: fc.constant<Section>("sets"), item: SET, mustExist: fc.boolean() }),
  fc.record({
    section: fc.constantFrom<Section>("connections", "sets"),
    remove: fc.constantFrom("A", "B", "C"),
  }),
);

async function opened(text: string) {
  const folder = await mkdtemp(join(tmpdir(), "relais-splice-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "config.yaml");
  const reopen = async (content: string) => {
    await writeFile(file, content);
    return openConfiguration({ file, secretKeyFile: join(folder, "secret.key"), environment: {} });
  };
  return { configuration: await reopen(text), reopen, onDisk: () => readFile(file, "utf8") };
}

test.each(Object.entries(LAYOUTS))("%s: whatever changes come, the file says what is running", async (_, start) => {
  const { reopen, onDisk } = await opened(start);
  await fc.assert(
    fc.asyncProperty(fc.array(CHANGE, { minLength: 1, maxLength: 8 }), async (changes) => {
      const configuration = await reopen(start);
      for (const change of changes) {
        const before = configuration.current;
        try {
          if ("remove" in change) await configuration.remove(change.section, change.remove, "test");
          else await configuration.put(change.section, change.item, "test", change);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigRefused);
          expect(configuration.current).toBe(before);
        }
        const { config, faults } = checkText(await onDisk(), { environment: {} });
        expect(faults).toEqual([]);
        expect(configuration.current).toEqual(config);
      }
    }),
    { numRuns: 60 },
  );
});

test("a wrong item is refused with the faults that a look at the whole finds", async () => {
  const { configuration } = await opened(LAYOUTS.usual ?? "");
  const wrong = [
    { id: "B", address: "a b", port: 0, further: 1, autoStart: 3, mode: "server" },
    { id: "B", address: "gtb", label: "a\nb", activePorts: [9, 5] },
    { id: "", address: 5 },
  ];
  for (const item of wrong) {
    const { connections, ...rest } = configuration.current;
    const index = Math.max(
      connections.findIndex(({ id }) => id === item.id),
      0,
    );
    const whole = checkData({ ...rest, connections: connections.with(index, item as never) }, { environment: {} });
    const named = { ...item, id: connections[index]?.id };
    const faults = await configuration
      .put("connections", item.id === "" ? named : item, "test", { mustExist: true })
      .then(
        () => [],
        (refused: ConfigRefused) => refused.faults,
      );
    const expected = whole.faults.filter(({ path }) => item.id !== "" || !path.endsWith("/id"));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults).toEqual(expected);
  }
});

test("a link that loses its source's type is refused, although the resource of the link is not touched", async () => {
  const points = [
    { id: "R00001", kind: "point", type: "text" },
    { id: "R00002", kind: "point", type: "text", inputs: { Value: { link: "R00001.Value" } } },
  ];
  const { configuration } = await opened(JSON.stringify({ resources: points }));
  const change = configuration.put("resources", { ...points[0], type: "digital" }, "test", { mustExist: true });
  await expect(change).rejects.toThrow("/resources/1/inputs/Value/link");
});

test.each(["usual", "dashes without indent", "comments"])(
  "%s: a change touches the lines of its item only",
  async (name) => {
    const start = LAYOUTS[name] ?? "";
    const { configuration, onDisk } = await opened(start);
    const told: ConfigChange[] = [];
    configuration.changes$.subscribe((change) => told.push(change));
    const { connections, sets } = configuration.current;
    await configuration.put("connections", { ...connections[1], port: 2121 }, "test", { mustExist: true });
    await configuration.put("connections", { id: "C", address: "::1" }, "test", { mustExist: false });
    await configuration.remove("connections", "C", "test");
    await configuration.put("connections", { ...connections[1] }, "test", { mustExist: true });
    expect(told.map(({ readWhole }) => readWhole)).toEqual([false, false, false, false]);
    expect(configuration.current.sets[0]).toBe(sets[0]);
    expect((await onDisk()).replace(/\n *port: \d+/, "")).toBe(start);
  },
);
