import type { CommandResult, FileResult, NewEvent, PlannedFile } from "../../src/journal/records.ts";

export const SEND = { resource: "R00001", verb: "send", cause: "http:admin" } as const;

export const event = (more: Partial<NewEvent> = {}): NewEvent => ({
  type: "commandSucceeded",
  severity: "info",
  resource: "R00001",
  origin: "http:admin",
  parameters: { verb: "send", files: 2 },
  error: 0,
  ...more,
});

export const plannedFiles = (count: number): PlannedFile[] =>
  Array.from({ length: count }, (_, index) => ({
    index,
    path: `folder/file-${index}.csv`,
    size: index,
    modified: 1_700_000_000_000.25 + index,
  }));

export const fileResult = (index: number, more: Partial<FileResult> = {}): FileResult => ({
  index,
  state: "done",
  bytes: index,
  durationMs: 1.5,
  failure: undefined,
  reply: undefined,
  ...more,
});

export const commandResult = (more: Partial<CommandResult> = {}): CommandResult => ({
  error: 0,
  failure: undefined,
  subject: undefined,
  reply: "226 Transfer complete",
  filesTotal: 2,
  filesDone: 2,
  bytesTotal: 30,
  bytesDone: 30,
  durationMs: 12.5,
  ...more,
});
