import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type BackOfficeCommandOptions, runBackOfficeCommand } from "../../src/back-office/command.ts";
import type { DropKind, LedgerLine } from "../../src/back-office/happening.ts";

/** A back office at work in this process. */
export interface PlayedOffice {
  /** Folder of its ledger and reports. */
  readonly folder: string;
  readonly lines: readonly LedgerLine[];
  want(kind: DropKind): Promise<void>;
  /** Resolves with the first line that matches, now or later. */
  line(pattern: object): Promise<LedgerLine>;
  /** Ends it as SIGTERM does; answers whether everybody kept to the protocol. */
  stop(): Promise<boolean>;
  readonly ended: Promise<boolean>;
}

export interface Place {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export async function playOffice(
  { port, user, password }: Place,
  options: Partial<BackOfficeCommandOptions>,
  folder?: string,
): Promise<PlayedOffice> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), "back-office-")));
  if (folder === undefined) onTestFinished(() => rm(home, { recursive: true, force: true }));
  const stop = new AbortController();
  const lines: LedgerLine[] = [];
  let changed = Promise.withResolvers<void>();
  const listening = Promise.withResolvers<(kind: DropKind) => void>();
  const ended = runBackOfficeCommand(
    {
      address: "127.0.0.1",
      security: "none",
      encoding: "utf-8",
      period: 0.02,
      limit: 900,
      items: 10,
      catalogEvery: 0,
      profile: "source",
      requestEvery: 0,
      folder: join(home, "reports"),
      ledger: join(home, "ledger"),
      port,
      user,
      password,
      ...options,
    },
    listening.resolve,
    stop.signal,
    (line) => {
      lines.push(line);
      changed.resolve();
      changed = Promise.withResolvers();
    },
  );
  onTestFinished(async () => {
    stop.abort();
    await ended.catch(() => {});
  });
  return {
    folder: home,
    lines,
    want: async (kind) => (await listening.promise)(kind),
    line: async (pattern) => {
      for (;;) {
        const found = lines.find((line) => matches(line, pattern));
        if (found !== undefined) return found;
        const over = await Promise.race([changed.promise, ended]);
        if (over !== undefined) throw new Error(`the office ended: ${JSON.stringify(lines)}`);
      }
    },
    stop: () => {
      stop.abort();
      return ended;
    },
    ended,
  };
}

function matches(value: unknown, pattern: unknown): boolean {
  if (typeof pattern !== "object" || pattern === null) return value === pattern;
  return Object.entries(pattern).every(([name, part]) => matches((value as Record<string, unknown>)[name], part));
}
