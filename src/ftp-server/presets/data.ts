import type { Presets } from "./preset.ts";

const TRANSFERS = ["STOR", "APPE", "RETR"];

/** Faults of data connections. */
export const dataPresets: Presets = {
  "no-epsv": {
    description: "Knows no EPSV.",
    rules: [{ when: { event: "command", command: "EPSV" }, do: { reply: "500 Unknown command." } }],
  },
  "foreign-passive-address": {
    description: "Tells an address in PASV that cannot be reached, as servers behind NAT do; knows no EPSV.",
    rules: [
      { when: { event: "command", command: "EPSV" }, do: { reply: "500 Unknown command." } },
      { when: { event: "passive" }, do: { address: "10.11.12.13" } },
    ],
  },
  "passive-port-zero": {
    description: "Sends the client to port 0.",
    rules: [{ when: { event: "passive" }, do: { port: 0 } }],
  },
  "passive-port-too-high": {
    description: "Sends the client to port 99999.",
    rules: [{ when: { event: "passive" }, do: { port: 99_999 } }],
  },
  "passive-port-text": {
    description: "Tells a port that is no number.",
    rules: [{ when: { event: "passive" }, do: { port: "soon" } }],
  },
  "passive-port-control": {
    description: "Sends the client to the control port, where the greeting looks like data.",
    rules: [{ when: { event: "passive" }, do: { port: "control" } }],
  },
  "data-refused": {
    description: "Nobody listens where PASV and EPSV send the client.",
    rules: [{ when: { event: "passive" }, do: { refuse: true } }],
  },
  "no-data-connection": {
    description: "Answers transfers with 425.",
    rules: [{ when: { event: "command", command: TRANSFERS }, do: { reply: "425 Cannot open data connection." } }],
  },
  "aborted-after-data": {
    description: "Answers 426 once all data has passed.",
    rules: [{ when: { event: "reply", command: TRANSFERS }, do: { reply: "426 Transfer aborted." } }],
  },
  "aborted-mid-data": {
    description: "Closes the data connection after 100 bytes and answers 426.",
    rules: [
      {
        when: { event: "data", command: TRANSFERS },
        do: { afterBytes: 100, end: "close", reply: "426 Transfer aborted." },
      },
    ],
  },
  "no-preliminary": {
    description: "Transfers without 150; the 226 comes alone.",
    rules: [{ when: { event: "data", command: TRANSFERS }, do: { preliminary: "" } }],
  },
  "two-preliminaries": {
    description: "Begins transfers with both 125 and 150.",
    rules: [{ when: { event: "data", command: TRANSFERS }, do: { preliminary: "125 Already open.\n150 Beginning." } }],
  },
  "success-lost": {
    description: "Transfers all data and never says 226.",
    rules: [{ when: { event: "reply", command: TRANSFERS }, do: { silent: true } }],
  },
  "truncated-data": {
    description: "Closes the data connection after 100 bytes and answers 226 as if all were well.",
    rules: [{ when: { event: "data", command: TRANSFERS }, do: { afterBytes: 100, end: "close" } }],
  },
  "endless-data": {
    description: "Sends data for ever, whatever the file's size.",
    rules: [{ when: { event: "data", command: "RETR" }, do: { content: "endless ", repeat: "forever" } }],
  },
  "reset-mid-data": {
    description: "Resets the data connection after 100 bytes, then answers 552.",
    rules: [
      {
        when: { event: "data", command: TRANSFERS },
        do: { afterBytes: 100, end: "reset", reply: "552 Storage allocation exceeded." },
      },
    ],
  },
  "refused-with-reset": {
    description: "Refuses transfers with 550 after it has reset their data connection.",
    rules: [
      {
        when: { event: "data", command: TRANSFERS },
        do: { preliminary: "", end: "reset", reply: "550 Permission denied." },
      },
    ],
  },
  "slow-data": {
    description: "One byte of data every 500 ms.",
    rules: [{ when: { event: "data", command: TRANSFERS }, do: { everyMs: 500 } }],
  },
  "stalled-data": {
    description: "Neither sends nor takes data any more after 100 bytes.",
    rules: [{ when: { event: "data", command: TRANSFERS }, do: { afterBytes: 100, end: "stall" } }],
  },
  "preliminary-lost": {
    description: "Never answers STOR, APPE and RETR.",
    rules: [{ when: { event: "command", command: TRANSFERS }, do: { silent: true } }],
  },
};
