import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventQuery, EventRecord } from "../../src/journal/records.ts";
import { journalFile, openedJournal } from "./opened-journal.ts";
import { event } from "./samples.ts";

test("an event comes back as it was appended, numbered and dated", () => {
  const { journal, clock } = openedJournal();
  const given = event({ parameters: { files: 3, subject: 'a "b"\n' }, error: undefined });
  const record = journal.append(given);
  expect(record).toEqual({ ...given, id: 1, time: clock.now(), acknowledgedAt: undefined, acknowledgedBy: undefined });
  expect(journal.events({})).toEqual([record]);
});

test("ids have no gaps, whatever failed in between, and are not given again after a restart", () => {
  const file = journalFile();
  const first = openedJournal({ file }).journal;
  first.append(event());
  expect(() => first.conclude(99, {} as never, event())).toThrow();
  expect(first.append(event()).id).toBe(2);
  first.close();
  expect(openedJournal({ file }).journal.append(event()).id).toBe(3);
});

test("the first acknowledgement is kept, and told once", () => {
  const { journal, clock } = openedJournal();
  const { id } = journal.append(event());
  const told: EventRecord[] = [];
  journal.events$.subscribe((record) => told.push(record));
  clock.advance(1000);
  const acknowledged = journal.acknowledge(id, "anne");
  expect(acknowledged).toMatchObject({ acknowledgedAt: clock.now(), acknowledgedBy: "anne" });
  clock.advance(1000);
  expect(journal.acknowledge(id, "boris")).toEqual(acknowledged);
  expect(journal.acknowledge(77, "anne")).toBeUndefined();
  expect(told).toEqual([acknowledged]);
});

test("any filter gives the newest matches, and pages join without gap or overlap, whatever the clock did", () => {
  const types = ["commandSucceeded", "commandFailed", "loggedIn"] as const;
  const resources = ["", "R00001", "R00002"];
  const severities = ["info", "warning", "error"] as const;
  const appended = fc.record({
    type: fc.constantFrom(...types),
    resource: fc.constantFrom(...resources),
    severity: fc.constantFrom(...severities),
    clockStepMs: fc.integer({ min: 0, max: 3 }),
    acknowledged: fc.boolean(),
  });
  const asked = fc.record(
    {
      type: fc.constantFrom(...types),
      resource: fc.constantFrom(...resources),
      severity: fc.constantFrom(...severities),
      pending: fc.boolean(),
      from: fc.integer({ min: 0, max: 40 }),
      to: fc.integer({ min: 0, max: 40 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.array(appended, { maxLength: 30 }),
      asked,
      fc.integer({ min: 1, max: 7 }),
      (events, query, limit) => {
        const { journal, clock } = openedJournal();
        const start = clock.now();
        const all = events.map(({ type, resource, severity, clockStepMs, acknowledged }) => {
          clock.advance(clockStepMs);
          const record = journal.append(event({ type, resource, severity }));
          return acknowledged ? (journal.acknowledge(record.id, "anne") ?? record) : record;
        });
        const filter: EventQuery = {
          ...query,
          ...(query.from === undefined ? {} : { from: start + query.from }),
          ...(query.to === undefined ? {} : { to: start + query.to }),
        };
        const matching = all.filter((record) => matches(record, filter)).reverse();

        const pages: EventRecord[] = [];
        for (let before: number | undefined; ; before = pages.at(-1)?.id) {
          const page = journal.events({ ...filter, limit, ...(before === undefined ? {} : { before }) });
          pages.push(...page);
          if (page.length < limit) break;
        }
        expect(pages).toEqual(matching);
        journal.close();
      },
    ),
    { numRuns: 60 },
  );
});

test("a query gives 100 events unless told, and never more than 1000", () => {
  const { journal } = openedJournal();
  for (let i = 0; i < 1100; i += 1) journal.append(event());
  expect(journal.events({})).toHaveLength(100);
  expect(journal.events({ limit: 5000 })).toHaveLength(1000);
});

function matches(record: EventRecord, query: EventQuery): boolean {
  if (query.type !== undefined && record.type !== query.type) return false;
  if (query.resource !== undefined && record.resource !== query.resource) return false;
  if (query.severity !== undefined && record.severity !== query.severity) return false;
  if (query.pending && record.acknowledgedAt !== undefined) return false;
  return record.time >= (query.from ?? 0) && record.time <= (query.to ?? Infinity);
}
