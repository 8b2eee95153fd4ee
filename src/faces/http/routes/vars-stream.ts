import { Type } from "typebox";
import type { Commit, Space } from "../../../vars/space.ts";
import { type EventStream, eventFrame, lastEventId } from "../event-stream.ts";
import type { App, Face } from "../face.ts";
import { isoTime } from "../iso-time.ts";
import { matcherOf } from "../mask.ts";
import { closed, Mask, Text } from "../schemas.ts";
import { showSnapshot } from "../shown-variable.ts";

/** The live values: a snapshot, then every commit that touches what the client asked for, in order and without a gap. */
export function varsStreamRoute(app: App, { controller: { space }, streams }: Face): void {
  const audiences = new Map<string | undefined, Audience>();
  const watching = space.commits$.subscribe((commit) => {
    for (const audience of audiences.values()) audience.tell(commit);
  });
  app.addHook("onClose", () => watching.unsubscribe());

  app.get(
    "/vars/stream",
    {
      config: { level: "guest" },
      exposeHeadRoute: false,
      schema: {
        tags: ["vars"],
        produces: ["text/event-stream"],
        response: { 200: Text },
        summary: "Variables as they change (text/event-stream)",
        description:
          "First `event: snapshot` in the form of GET /vars, then `event: commit` {seq, time, vars: [{path, value}]}; `id:` is the seq. " +
          "`Last-Event-ID` resumes without a gap, or brings a new snapshot when that is too old. A client that does not read for 5 s is cut off.",
        querystring: closed({ match: Type.Optional(Mask) }),
      },
    },
    async (request, reply) => {
      const { match } = request.query;
      const audience = audiences.get(match) ?? new Audience(space, match);
      const stream = streams.open(request, reply);
      audiences.set(match, audience);
      audience.join(stream, lastEventId(request));
      reply.raw.on("close", () => {
        if (audience.leave(stream) === 0) audiences.delete(match);
      });
    },
  );
}

/** The clients that asked for the same variables: a commit is turned into bytes once for all of them. */
class Audience {
  readonly #space: Space;
  readonly #matches: (path: string) => boolean;
  /** Each client with the last commit it was told, or that did not concern it. */
  readonly #told = new Map<EventStream, number>();
  #last: { readonly commit: Commit; readonly frame: Buffer | undefined } | undefined;

  constructor(space: Space, match: string | undefined) {
    this.#space = space;
    this.#matches = matcherOf(match);
  }

  join(stream: EventStream, resumeAfter: number | undefined): void {
    stream.onRoom = () => this.#catchUp(stream);
    if (resumeAfter !== undefined && this.#space.since(resumeAfter) !== undefined) {
      this.#told.set(stream, resumeAfter);
      this.#catchUp(stream);
    } else {
      const snapshot = this.#space.snapshot(this.#matches);
      this.#told.set(stream, snapshot.seq);
      stream.send(eventFrame("snapshot", showSnapshot(snapshot), snapshot.seq));
    }
  }

  /** Answers how many are left. */
  leave(stream: EventStream): number {
    this.#told.delete(stream);
    return this.#told.size;
  }

  tell(commit: Commit): void {
    for (const [stream, seq] of this.#told) {
      // A client that is behind reads on from the history when it has room.
      if (!stream.full && seq === commit.seq - 1) this.#send(stream, commit);
    }
  }

  #catchUp(stream: EventStream): void {
    const seq = this.#told.get(stream);
    if (seq === undefined) return;
    const missed = this.#space.since(seq);
    // Further behind than the history: it comes back with its Last-Event-ID and gets a snapshot.
    if (missed === undefined) stream.cut();
    for (const commit of missed ?? []) {
      if (stream.full) return;
      this.#send(stream, commit);
    }
  }

  #send(stream: EventStream, commit: Commit): void {
    this.#told.set(stream, commit.seq);
    const frame = this.#frameOf(commit);
    if (frame !== undefined) stream.send(frame);
  }

  /** `undefined` when the commit touches nothing of what was asked for. */
  #frameOf(commit: Commit): Buffer | undefined {
    if (this.#last?.commit !== commit) {
      const { seq, time, changes } = commit;
      const vars = changes.filter(({ path }) => this.#matches(path)).map(({ path, value }) => ({ path, value }));
      const frame = vars.length === 0 ? undefined : eventFrame("commit", { seq, time: isoTime(time), vars }, seq);
      this.#last = { commit, frame };
    }
    return this.#last.frame;
  }
}
