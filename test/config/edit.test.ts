import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkText } from "../../src/config/check.ts";
import { ConfigRefused, openConfiguration, type Section } from "../../src/config/configuration.ts";

const ID = fc.constantFrom("A", "B", "C");
const LABEL = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom("yes", "12", "# no comment", "- a: b", " ", "é\ud800"),
);

const CONNECTION = fc.record(
  {
    id: ID,
    address: fc.constantFrom("gtb", "::1", "a b"),
    label: LABEL,
    port: fc.constantFrom(21, 2121, 0),
    activePorts: fc.constant([5000, 5009]),
  },
  { requiredKeys: ["id", "address"] },
);
const RESOURCE = fc.record(
  {
    id: fc.constantFrom("R00001", "R00002", "R00003"),
    kind: fc.constantFrom("ftp-folder", "ftp-set"),
    connection: ID,
    folder: fc.constant("easy.JRNL"),
    set: ID,
    password: fc.string({ maxLength: 10 }),
    events: fc.record({ success: fc.boolean(), error: fc.boolean() }, { requiredKeys: [] }),
  },
  { requiredKeys: ["id", "kind", "connection"] },
);
const SET = fc.record(
  { label: ID, elements: fc.uniqueArray(fc.constantFrom("easy.JRNL", "Net.FlashDisk", "Net.FlashDisk/a b")) },
  { requiredKeys: ["label"] },
);

type Change = { section: Section; item: unknown; mustExist: boolean } | { section: Section; remove: string };
const put = (section: Section, item: fc.Arbitrary<unknown>): fc.Arbitrary<Change> =>
  fc.record({ section: fc.constant(section), item, mustExist: fc.boolean() });
const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  put("connections", CONNECTION),
  put("resources", RESOURCE),
  put("sets", SET),
  fc.record({
    section: fc.constantFrom<Section>("connections", "resources", "sets"),
    remove: fc.constantFrom("A", "B", "R00001", "R00002"),
  }),
);

/** Comments that belong to no item. */
const LASTING = ["# of the site", "# of the connections", "# of the sets", "# of the end"];
const START = `\
# of the site

# of the connections
connections:
  - id: A # of A
    address: gtb
  - id: B # of B
    address: gtb
# of the sets
sets:
  - label: A # of set A
    elements:
      - easy.JRNL # of the element

# of the end
`;

test("whatever changes come, the file stays valid, says what is running, and keeps its comments", async () => {
  const folder = await mkdtemp(join(tmpdir(), "relais-edit-"));
  const file = join(folder, "config.yaml");
  const options = { file, secretKeyFile: join(folder, "secret.key"), environment: {} };
  let taken = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(CHANGE, { minLength: 1, maxLength: 12 }), async (changes) => {
        await writeFile(file, START);
        const configuration = await openConfiguration(options);
        for (const change of changes) {
          const [before, text] = [configuration.current, await readFile(file, "utf8")];
          try {
            if ("remove" in change) await configuration.remove(change.section, change.remove, "test");
            else await configuration.put(change.section, change.item, "test", change);
            taken += 1;
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigRefused);
            expect(configuration.current).toBe(before);
            expect(await readFile(file, "utf8")).toBe(text);
          }
        }
        const text = await readFile(file, "utf8");
        expect(checkText(text, options).config).toEqual(configuration.current);
        for (const comment of LASTING) expect(text).toContain(comment);
        for (const { id } of configuration.current.connections) {
          const touched = changes.some((change) => "remove" in change && change.remove === id);
          if (!touched && id !== "C") expect(text).toContain(`id: ${id} # of ${id}\n`);
        }
      }),
      { numRuns: 150 },
    );
    expect(taken).toBeGreaterThan(100);
  } finally {
    await rm(folder, { recursive: true });
  }
});
