import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { systemClock } from "../../src/clock.ts";
import { isoTime } from "../../src/faces/http/iso-time.ts";
import { matcherOf } from "../../src/faces/http/mask.ts";
import { showSnapshot, showVariable } from "../../src/faces/http/shown-variable.ts";
import { refreshInput, sendInputs, transferOutputs } from "../../src/resources/rows.ts";
import type { Value } from "../../src/vars/definition.ts";
import { rose } from "../../src/vars/edge.ts";
import { type Commit, type Owner, Space, WriteRefused } from "../../src/vars/space.ts";

const rows = { ...sendInputs, ...refreshInput, ...transferOutputs };
export type Show = Owner<typeof rows>["show"];

/** The HTTP side of a controller as the command line sees it, over a real space of variables. */
export interface PlayedController {
  readonly url: string;
  readonly space: Space;
  /** Shows outputs of R00001. */
  readonly show: Show;
  /** What the resource does when one of its inputs rises. */
  onRise(name: "Send" | "Refresh" | "Abort", task: () => void): void;
  /** Answers to GET by path. */
  readonly answers: Map<string, unknown>;
  /** Items put or posted, as `METHOD /path`, in order. */
  readonly writes: { readonly call: string; readonly body: unknown }[];
  /** Appends an event and tells it to followers. */
  tell(event: Record<string, unknown>): void;
  /** Resolves once somebody follows the journal. */
  followed(): Promise<void>;
  /** Cuts every open stream, as a lost network does. */
  cutStreams(): void;
  stop(): Promise<void>;
}

export const TOKEN = "the-local-token";
const ACCOUNTS = new Map([
  [`Bearer ${TOKEN}`, "administrator"],
  [`Basic ${Buffer.from("marie:secret").toString("base64")}`, "operator"],
  [`Basic ${Buffer.from("guest:guest").toString("base64")}`, "guest"],
]);

export async function playController(): Promise<PlayedController> {
  const space = new Space(systemClock);
  const owner = space.declare("easy.RESS.R00001", rows);
  owner.show({ Status: 1 });
  const answers = new Map<string, unknown>([
    ["/resources", { resources: [{ id: "R00001" }, { id: "R00002" }] }],
    ["/transfers", { transfers: [] }],
    ["/journal", { events: [] }],
  ]);
  const writes: PlayedController["writes"] = [];
  const streams = new Set<ServerResponse>();
  const followers = new Set<ServerResponse>();
  const first = Promise.withResolvers<void>();

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "", "http://controller");
    const path = url.pathname.replace("/api/v1", "");
    const level = ACCOUNTS.get(request.headers.authorization ?? "");
    if (level === undefined) return refuse(response, 401, "unauthorized");
    if (level === "guest" && request.method !== "GET") return refuse(response, 403, "forbidden");
    if (path === "/vars/stream")
      return openVars(request, response, matcherOf(url.searchParams.get("match") ?? undefined));
    if (path === "/journal/stream") return openJournal(response);
    if (path === "/vars")
      return reply(response, showSnapshot(space.snapshot(matcherOf(url.searchParams.get("match") ?? undefined))));
    const name = /^\/vars\/([^/]+)(\/pulse)?$/.exec(path);
    if (name !== null) return onVariable(name[1] ?? "", name[2] !== undefined);
    if (request.method === "GET") {
      const prepared = answers.get(path);
      return prepared === undefined ? refuse(response, 404, "notFound") : reply(response, prepared);
    }
    const body = await bodyOf(request);
    writes.push({ call: `${request.method} ${path}`, body });
    if ((body as { address?: string }).address === "not an address") {
      return refuse(response, 400, "wrongConfiguration", [{ path: "/address", message: "no address" }]);
    }
    return reply(response, {});

    async function onVariable(path: string, pulse: boolean): Promise<void> {
      try {
        if (pulse) space.pulse(path, "http:test");
        else if (request.method === "PUT")
          space.write(path, ((await bodyOf(request)) as { value: unknown }).value, "http:test");
        const variable = space.read(path);
        if (variable === undefined) return refuse(response, 404, "unknownVariable");
        reply(response, showVariable(variable));
      } catch (error) {
        if (!(error instanceof WriteRefused)) throw error;
        refuse(response, error.refusal === "unknownVariable" ? 404 : 400, error.refusal, [], error.message);
      }
    }
  };
  const server = createServer((request, response) => void answer(request, response));

  function openVars(request: IncomingMessage, response: ServerResponse, matches: (path: string) => boolean): void {
    const send = ({ seq, time, changes }: Commit) => {
      const vars = changes.filter(({ path }) => matches(path)).map(({ path, value }) => ({ path, value }));
      if (vars.length > 0) event(response, "commit", { seq, time: isoTime(time), vars }, seq);
    };
    open(response);
    const missed =
      request.headers["last-event-id"] === undefined
        ? undefined
        : space.since(Number(request.headers["last-event-id"]));
    if (missed === undefined) event(response, "snapshot", showSnapshot(space.snapshot(matches)), space.seq);
    else for (const commit of missed) send(commit);
    const watching = space.commits$.subscribe(send);
    streams.add(response);
    response.on("close", () => {
      watching.unsubscribe();
      streams.delete(response);
    });
  }

  function openJournal(response: ServerResponse): void {
    open(response);
    followers.add(response);
    first.resolve();
    response.on("close", () => followers.delete(response));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    space,
    show: (values) => owner.show(values),
    onRise: (name, task) => {
      space.commits$.subscribe((commit) => {
        if (rose(commit, `easy.RESS.R00001.${name}`)) task();
      });
    },
    answers,
    writes,
    tell: (told) => {
      for (const follower of followers) event(follower, "event", told, Number(told.id));
    },
    followed: () => first.promise,
    cutStreams: () => {
      for (const stream of streams) stream.destroy();
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function open(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
}

function event(response: ServerResponse, type: string, data: unknown, id: number): void {
  response.write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}

function reply(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, details: unknown[] = [], message = code): void {
  reply(response, { error: { code, message, details } }, status);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  return json(request).catch(() => null);
}

/** The outputs of a command from its acceptance to its end, as a resource shows them. */
export function playCommand(show: Show, number: number, end: Readonly<Record<string, Value>>): void {
  show({ Action: 1, Status: 2, Commands: number, Error: 0, FilesTotal: 2, BytesTotal: 2000 });
  show({ FilesDone: 1, BytesDone: 1000 });
  show({ FilesDone: 2, BytesDone: 2000 });
  show({ Action: 0, Status: 1, LastDuration: 1500, ...end });
}
