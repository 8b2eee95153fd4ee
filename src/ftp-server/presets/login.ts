import type { Presets } from "./preset.ts";

/** Faults of the login and of TLS. Those of TLS need a certificate. */
export const loginPresets: Presets = {
  "login-refused": {
    description: "Refuses every password with 530.",
    rules: [{ when: { event: "command", command: "PASS" }, do: { reply: "530 Login incorrect." } }],
  },
  "login-locked": {
    description: "Refuses every password with 530 because too many failed.",
    rules: [
      { when: { event: "command", command: "PASS" }, do: { reply: "530 Too many login failures; try again later." } },
    ],
  },
  "account-required": {
    description: "Asks for an account (332) after the password.",
    rules: [{ when: { event: "command", command: "PASS" }, do: { reply: "332 Need account for login." } }],
  },
  "busy-login": {
    description: "Answers the password with 421 and closes.",
    rules: [{ when: { event: "command", command: "PASS" }, do: { reply: "421 Service not available.", end: "close" } }],
  },
  "password-echoed": {
    description: "Repeats the password in its refusal.",
    rules: [{ when: { event: "command", command: "PASS" }, do: { reply: "530 Wrong password {argument}." } }],
  },
  "tls-refused": {
    description: "Knows no TLS: refuses AUTH with 502.",
    rules: [{ when: { event: "command", command: "AUTH" }, do: { reply: "502 Command not implemented." } }],
  },
  "tls-stalled": {
    description: "Accepts AUTH TLS and never answers the handshake.",
    rules: [{ when: { event: "command", command: "AUTH" }, do: { reply: "234 Go ahead.", end: "stall" } }],
  },
  "tls-closed": {
    description: "Accepts AUTH TLS and closes instead of the handshake.",
    rules: [{ when: { event: "command", command: "AUTH" }, do: { reply: "234 Go ahead.", end: "close" } }],
  },
  "tls-plaintext": {
    description: "Accepts AUTH TLS and goes on in clear.",
    rules: [{ when: { event: "command", command: "AUTH" }, do: { reply: "234 Go ahead." } }],
  },
  "tls-injected": {
    description: "Slips a reply in clear in front of the TLS handshake.",
    rules: [{ when: { event: "reply", command: "AUTH" }, do: { after: "230 Logged in." } }],
  },
  "data-protection-refused": {
    description: "Refuses to protect data connections (PROT).",
    rules: [{ when: { event: "command", command: "PROT" }, do: { reply: "536 Protection level not supported." } }],
  },
  "data-tls-stalled": {
    description: "Never answers the TLS handshake of a data connection.",
    rules: [{ when: { event: "data" }, do: { tls: "stall" } }],
  },
  "data-tls-clear": {
    description: "Speaks in clear on data connections that should be protected.",
    rules: [{ when: { event: "data" }, do: { tls: "clear" } }],
  },
};
