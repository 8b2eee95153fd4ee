import { expect, it } from "vitest";
import { openSession } from "../../src/connection/open-session.ts";
import type { DialogueLine } from "../../src/connection/session.ts";
import { LOCAL_CONNECTION } from "../support/local-connection.ts";
import { ScriptedServer } from "../support/scripted-server.ts";

const PASSWORD = "Grüße-canary";

it("tells every line, both ways, and no secret, whoever says it", async () => {
  const server = await ScriptedServer.start({
    on: {
      PASS: ({ session }) =>
        session.say(`230-Welcome\r\n you said ${Buffer.from(PASSWORD).toString("latin1")}\r\n230 Go`),
      NOOP: ({ session }) => session.say(`200 ${"x".repeat(2000)}`),
    },
  });
  const heard: DialogueLine[] = [];
  const later: DialogueLine[] = [];
  const signal = new AbortController().signal;
  const login = { user: "easy", password: PASSWORD, passive: true, replyDelayMs: 2_000 };
  const session = await openSession({ ...LOCAL_CONNECTION, port: server.port }, login, signal, (line) =>
    heard.push(line),
  );
  try {
    const lines = heard.map(({ direction, text }) => `${direction === "sent" ? ">" : "<"} ${text}`);
    expect(lines.slice(0, 5)).toEqual([
      "< 220 Scripted",
      "> USER easy",
      "< 331 Password?",
      "> PASS ***",
      "< 230-Welcome",
    ]);
    expect(lines.filter((line) => line.startsWith("< ") && line.includes("you said"))).toHaveLength(1);
    expect(JSON.stringify(heard)).not.toContain("canary");
    expect(new Set(heard.map((line) => line.session)).size).toBe(1);

    const before = heard.length;
    session.attach(signal, (line) => later.push(line));
    await session.ping();
    expect(heard).toHaveLength(before);
    expect(later.map(({ direction }) => direction)).toEqual(["sent", "received"]);
    expect(later[1]?.text).toHaveLength(300);

    session.attach(signal);
    await session.ping();
    expect(later).toHaveLength(2);
  } finally {
    session.close();
    await server.stop();
  }
});
