import type { Presets } from "./preset.ts";

/** Faults of the control connection. */
export const replyPresets: Presets = {
  "split-replies": {
    description: "Sends every reply in two segments, cut within its code or text.",
    rules: [
      { when: { event: "greeting" }, do: { splitAt: 2 } },
      { when: { event: "reply" }, do: { splitAt: 6 } },
    ],
  },
  "byte-replies": {
    description: "Sends every reply one byte per segment.",
    rules: [
      { when: { event: "greeting" }, do: { dripMs: 1 } },
      { when: { event: "reply" }, do: { dripMs: 1 } },
    ],
  },
  "endless-line": {
    description: "Answers the password with a line of 10 MB.",
    rules: [{ when: { event: "command", command: "PASS" }, do: { raw: "230 Logged in. ", repeat: 700_000 } }],
  },
  "endless-reply": {
    description: "Answers the password with a reply whose last line never comes.",
    rules: [
      {
        when: { event: "command", command: "PASS" },
        do: { raw: "230-One moment.\r\n", repeat: "forever", everyMs: 200 },
      },
    ],
  },
  "wrong-last-line": {
    description: "Ends the reply to the password with another code than it began with.",
    rules: [{ when: { event: "command", command: "PASS" }, do: { reply: "230-Welcome.\n220 Logged in." } }],
  },
  "garbage-lines": {
    description: "Answers the password with lines that are no replies, for ever.",
    rules: [{ when: { event: "command", command: "PASS" }, do: { raw: "?#!*\r\n", repeat: "forever", everyMs: 50 } }],
  },
  "preliminary-only": {
    description: "Answers CWD, DELE and RNTO with 150 and nothing more.",
    rules: [{ when: { event: "command", command: ["CWD", "DELE", "RNTO"] }, do: { reply: "150 Please wait." } }],
  },
  "wrong-success-code": {
    description: "Answers SIZE, DELE and RNTO with the success of another command, and does nothing.",
    rules: [{ when: { event: "command", command: ["SIZE", "DELE", "RNTO"] }, do: { reply: "226 Transfer complete." } }],
  },
  "impossible-code": {
    description: "Answers SIZE, DELE and RNTO with a code that FTP does not know.",
    rules: [{ when: { event: "command", command: ["SIZE", "DELE", "RNTO"] }, do: { reply: "099 All is well." } }],
  },
  "stray-reply": {
    description: "Refuses DELE with 550, but a late 226 comes first.",
    rules: [
      {
        when: { event: "command", command: "DELE" },
        do: { before: "226 Transfer complete.", reply: "550 Permission denied." },
      },
    ],
  },
  "reply-flood": {
    description: "Says 200,000 replies instead of one when the password comes.",
    rules: [{ when: { event: "reply", command: "PASS" }, do: { repeat: 200_000 } }],
  },
  "session-timeout": {
    description: "Answers STOR and RETR with 421 and closes.",
    rules: [{ when: { event: "command", command: ["STOR", "RETR"] }, do: { reply: "421 Timeout.", end: "close" } }],
  },
  "session-closed": {
    description: "Closes the control connection when STOR or RETR comes.",
    rules: [{ when: { event: "command", command: ["STOR", "RETR"] }, do: { end: "close" } }],
  },
  "session-reset": {
    description: "Resets the control connection when STOR or RETR comes.",
    rules: [{ when: { event: "command", command: ["STOR", "RETR"] }, do: { end: "reset" } }],
  },
};
