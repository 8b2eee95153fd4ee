import type { Presets } from "./preset.ts";

/** Faults before the login. */
export const greetingPresets: Presets = {
  "no-banner": {
    description: "Accepts the connection and never says a word.",
    rules: [{ when: { event: "greeting" }, do: { silent: true, end: "stall" } }],
  },
  "slow-banner": {
    description: "Says the greeting one byte every 10 s.",
    rules: [{ when: { event: "greeting" }, do: { dripMs: 10_000 } }],
  },
  "busy-banner": {
    description: "Greets with 421 and closes.",
    rules: [{ when: { event: "greeting" }, do: { reply: "421 Too many connections.", end: "close" } }],
  },
  "delayed-banner": {
    description: "Announces with 120 that the greeting will come, then greets.",
    rules: [{ when: { event: "greeting" }, do: { before: "120 Ready in a moment." } }],
  },
  "ssh-banner": {
    description: "Greets like an SSH server.",
    rules: [{ when: { event: "greeting" }, do: { raw: "SSH-2.0-OpenSSH_9.6\r\n", end: "stall" } }],
  },
  "http-banner": {
    description: "Greets like a web server and closes.",
    rules: [{ when: { event: "greeting" }, do: { raw: "HTTP/1.1 400 Bad Request\r\n\r\n", end: "close" } }],
  },
  "huge-banner": {
    description: "Greets with a reply of 128 KiB.",
    rules: [
      {
        when: { event: "greeting" },
        do: { raw: `220-${"Welcome! ".repeat(13)}\r\n`, repeat: 1100, after: "220 Ready." },
      },
    ],
  },
  "reset-on-connect": {
    description: "Resets every connection as soon as it is accepted.",
    rules: [{ when: { event: "connect" }, do: { end: "reset" } }],
  },
  "max-sessions": {
    description: "Greets with 421 while two sessions are open already.",
    rules: [
      {
        when: { event: "greeting", sessions: 3 },
        do: { reply: "421 Too many connections from your address.", end: "close" },
      },
    ],
  },
};
