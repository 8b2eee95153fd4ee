import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Connection, type Lease } from "../../src/connection/connection.ts";
import { Connections } from "../../src/connection/connections.ts";
import type { ConnectionConfig } from "../../src/connection/schema.ts";
import type { Login, OpenSession, Session } from "../../src/connection/session.ts";
import { Failure } from "../../src/errors.ts";
import { LOCAL_CONNECTION } from "../support/local-connection.ts";
import { manualClock } from "../support/manual-clock.ts";

const config: ConnectionConfig = { ...LOCAL_CONNECTION, sessions: 2 };
const login: Login = { user: "easy", password: "secret", passive: true, replyDelayMs: 1000 };
const never = new AbortController().signal;
const nobody = () => {};

/** A server that allows `limit` sessions at once and counts them. */
function server(limit = Number.POSITIVE_INFINITY) {
  const open = new Set<object>();
  let opened = 0;
  let most = 0;
  const addresses: string[] = [];
  const openSession: OpenSession = async ({ address }) => {
    await Promise.resolve();
    if (open.size >= far.limit || far.lingers) throw new Failure("tooManyUsers", { reply: "530 too many users" });
    const session = {
      usable: true,
      attach: nobody,
      ping: async () => session.usable,
      close: () => {
        session.usable = false;
        open.delete(session);
      },
    };
    open.add(session);
    addresses.push(address);
    opened += 1;
    most = Math.max(most, open.size);
    await far.logIn;
    return session as unknown as Session;
  };
  const far = {
    limit,
    /** Counts a session that has gone. */
    lingers: false,
    /** Settles when log-ins are answered. */
    logIn: Promise.resolve(),
    openSession,
    addresses,
    get opened() {
      return opened;
    },
    get open() {
      return open.size;
    },
    get most() {
      return most;
    },
  };
  return far;
}

function setup(limit?: number, changes: Partial<ConnectionConfig> = {}) {
  const clock = manualClock();
  const far = server(limit);
  return { clock, far, connection: new Connection({ ...config, ...changes }, far.openSession, clock) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a connection", () => {
  test("uses a fresh session again, and not one that went stale", async () => {
    const { connection, far, clock } = setup();
    (await connection.lease(login, never, nobody)).release();
    (await connection.lease(login, never, nobody)).release();
    expect(far.opened).toBe(1);
    clock.advance(21_000);
    expect(far.open).toBe(0);
    (await connection.lease(login, never, nobody)).release();
    expect(far.opened).toBe(2);
  });

  test("does not lend a session to another log-in", async () => {
    const { connection, far } = setup();
    (await connection.lease(login, never, nobody)).release();
    await connection.lease({ ...login, user: "other" }, never, nobody);
    expect(far.opened).toBe(2);
  });

  test("does not lend again a session that broke", async () => {
    const { connection, far } = setup();
    const lease = await connection.lease(login, never, nobody);
    lease.session.close();
    lease.release();
    await connection.lease(login, never, nobody);
    expect(far.opened).toBe(2);
  });

  test("lets a command wait while all sessions are taken, and says so", async () => {
    const { connection } = setup();
    const first = await connection.lease(login, never, nobody);
    await connection.lease(login, never, nobody);
    const told: boolean[] = [];
    const third = connection.lease(login, never, (on) => told.push(on));
    await settled();
    expect(told).toEqual([true]);
    expect(first.wanted).toBe(true);
    first.release();
    await third;
    expect(told).toEqual([true, false]);
  });

  test("gives nobody a place that an abort left", async () => {
    const { connection } = setup(undefined, { sessions: 1 });
    const first = await connection.lease(login, never, nobody);
    const abort = new AbortController();
    const second = connection.lease(login, abort.signal, nobody);
    const third = connection.lease(login, never, nobody);
    abort.abort(new Failure("aborted"));
    await expect(second).rejects.toThrow("aborted");
    first.release();
    await expect(third).resolves.toBeDefined();
  });

  test("goes on with the sessions it has when the server refuses a further one", async () => {
    const { connection } = setup(1, { sessions: 4 });
    await connection.lease(login, never, nobody);
    await expect(connection.leaseFurther(login, never)).resolves.toBeUndefined();
  });

  test("waits for a session of another command when the server refuses a further one", async () => {
    const { connection } = setup(1, { sessions: 4 });
    const first = await connection.lease(login, never, nobody);
    const told: boolean[] = [];
    const second = connection.lease(login, never, (on) => told.push(on));
    await settled();
    expect(told).toEqual([true]);
    first.release();
    await expect(second).resolves.toBeDefined();
  });

  test("uses the session that came free while the server was refusing a further one", async () => {
    const { connection, far } = setup(1, { sessions: 2 });
    const first = await connection.lease(login, never, nobody);
    const second = connection.lease(login, never, nobody);
    first.release();
    await expect(second).resolves.toBeDefined();
    expect(far.opened).toBe(1);
  });

  test("waits for who was just logging in when the server refused it the place", async () => {
    const { connection, far } = setup(1, { sessions: 4 });
    const told: boolean[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    far.logIn = promise;
    const first = connection.lease(login, never, nobody);
    const second = connection.lease({ ...login, user: "other" }, never, (on) => told.push(on));
    await settled();
    expect(told).toEqual([true]);
    resolve();
    (await first).release();
    await expect(second).resolves.toBeDefined();
    expect([told, far.most]).toEqual([[true, false], 1]);
  });

  test("tells both when the server is full with others", async () => {
    const { connection } = setup(0, { sessions: 4 });
    const both = [1, 2].map(() => connection.lease(login, never, nobody));
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("serves in the order of asking also those whom the server refused first", async () => {
    const { connection } = setup(1, { sessions: 4 });
    const holder = await connection.lease(login, never, nobody);
    const served: number[] = [];
    const others = [1, 2, 3].map(async (n) => {
      const lease = await connection.lease(login, never, nobody);
      served.push(n);
      await settled();
      lease.release();
    });
    await settled();
    holder.release();
    await Promise.all(others);
    expect(served).toEqual([1, 2, 3]);
  });

  test("asks again when the server may still count a session that was closed", async () => {
    const { connection, far, clock } = setup(1);
    const lease = await connection.lease(login, never, nobody);
    far.lingers = true;
    lease.session.close();
    lease.release();
    const next = connection.lease(login, never, nobody);
    await settled();
    far.lingers = false;
    clock.advance(500);
    await expect(next).resolves.toBeDefined();
  });

  test("asks for a further session again after a minute, also for those that wait", async () => {
    const { connection, far, clock } = setup(1, { sessions: 2 });
    await connection.lease(login, never, nobody);
    const second = connection.lease(login, never, nobody);
    await settled();
    far.limit = 2;
    clock.advance(60_000);
    await expect(second).resolves.toBeDefined();
  });

  test("goes on as the command began when it is changed, and keeps no session of before", async () => {
    const { connection, far } = setup();
    const before = connection.config;
    const changed = { ...config, address: "elsewhere" };
    const opening = connection.lease(login, never, nobody);
    connection.update(changed);
    (await opening).release();
    (await connection.lease(login, never, nobody, before)).release();
    (await connection.lease(login, never, nobody)).release();
    expect(far.addresses).toEqual([config.address, config.address, "elsewhere"]);
    expect(far.open).toBe(1);
  });

  test("raises busy when the server refuses the only session", async () => {
    const { connection } = setup(0);
    await expect(connection.lease(login, never, nobody)).rejects.toThrow("tooManyUsers");
  });

  test("tells those at work when Valid goes off, and works again when it comes back", async () => {
    const { connection } = setup();
    const { disabled } = connection;
    connection.update({ ...config, valid: false });
    expect(disabled.reason).toMatchObject({ failure: "connectionDisabled" });
    connection.update(config);
    expect(connection.disabled.aborted).toBe(false);
  });

  test("never exceeds its sessions, and serves everybody in order of asking", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
        async (sessions, limit, holds) => {
          const { connection, far, clock } = setup(limit, { sessions });
          const served: number[] = [];
          const all = Promise.all(
            holds.map(async (turns, index) => {
              const lease: Lease = await connection.lease(login, never, nobody);
              served.push(index);
              for (let n = 0; n < turns; n += 1) await settled();
              lease.release();
            }),
          );
          while (served.length < holds.length) {
            await settled();
            clock.advance(100);
          }
          await all;
          expect(far.most).toBeLessThanOrEqual(Math.min(sessions, limit));
          expect(served).toHaveLength(holds.length);
          if (sessions === 1) expect(served).toEqual(holds.map((_, index) => index));
        },
      ),
    );
  });
});

test("no place is lost, whoever leaves while waiting or opening", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.record({ hold: fc.nat(3), leave: fc.option(fc.nat(4)), user: fc.constantFrom("a", "b") }), {
        minLength: 1,
        maxLength: 10,
      }),
      async (sessions, limit, commands) => {
        const { connection, far, clock } = setup(limit, { sessions });
        let left = commands.length;
        const run = async ({ hold, leave, user }: (typeof commands)[number]) => {
          const abort = new AbortController();
          const lease = connection.lease({ ...login, user }, abort.signal, nobody);
          const turns = async (count: number) => {
            for (let n = 0; n < count; n += 1) await settled();
          };
          const leaving = leave === null ? undefined : turns(leave).then(() => abort.abort(new Failure("aborted")));
          const got = await lease.catch(() => undefined);
          await turns(hold);
          got?.release();
          await leaving;
          left -= 1;
        };
        const all = Promise.all(commands.map(run));
        while (left > 0) {
          await settled();
          clock.advance(100);
        }
        await all;
        clock.advance(60_000);
        expect(far.open).toBe(0);
        far.limit = sessions;
        for (let n = 0; n < sessions; n += 1) await connection.lease(login, never, nobody);
        expect(far.open).toBe(sessions);
      },
    ),
  );
});

test("connections tell once when a server goes away, and once when it is back", async () => {
  const told: boolean[] = [];
  let up = true;
  const far = server();
  const open: OpenSession = (...args) =>
    up ? far.openSession(...args) : Promise.reject(new Failure("connectionRefused"));
  const connections = new Connections(open, manualClock(), (_, away) => told.push(away));
  connections.apply([config]);
  const attempt = () =>
    connections
      .get("LAN01")
      ?.lease(login, never, nobody)
      .then((lease) => {
        lease.session.close();
        lease.release();
      }, nobody);
  await attempt();
  up = false;
  await attempt();
  await attempt();
  up = true;
  await attempt();
  await attempt();
  expect(told).toEqual([true, false]);
});
