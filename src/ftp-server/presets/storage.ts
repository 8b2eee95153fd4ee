import type { Rule } from "../fault-rules.ts";
import type { Presets } from "./preset.ts";

/** Faults of the files on the server. */
export const storagePresets: Presets = {
  "file-busy": {
    description: "Answers STOR and RETR with 450.",
    rules: [{ when: { event: "command", command: ["STOR", "RETR"] }, do: { reply: "450 File busy." } }],
  },
  "local-error": {
    description: "Breaks STOR after 100 bytes with a reset, then answers 451.",
    rules: [storageFailure("451 Local error in processing.")],
  },
  "disk-full": {
    description: "Breaks STOR after 100 bytes with a reset, then answers 452.",
    rules: [storageFailure("452 Insufficient storage space.")],
  },
  "quota-exceeded": {
    description: "Breaks STOR after 100 bytes with a reset, then answers 552.",
    rules: [storageFailure("552 Storage allocation exceeded.")],
  },
  "name-refused": {
    description: "Refuses STOR with 553.",
    rules: [{ when: { event: "command", command: "STOR" }, do: { reply: "553 File name not allowed." } }],
  },
  "retrieve-refused": {
    description: "Refuses RETR with 550, although the file is there.",
    rules: [{ when: { event: "command", command: "RETR" }, do: { reply: "550 Permission denied." } }],
  },
  "rename-no-overwrite": {
    description: "Refuses RNTO when the target exists, as servers on Windows do.",
    rules: [
      {
        when: { event: "command", command: "RNTO", exists: true },
        do: { reply: "550 Cannot create a file when that file already exists." },
      },
    ],
  },
  "rename-lost": {
    description: "Closes the session when RNTO comes, and does not rename.",
    rules: [{ when: { event: "command", command: "RNTO" }, do: { end: "close" } }],
  },
  "rename-reply-lost": {
    description: "Renames, then closes the session instead of answering RNTO.",
    rules: [{ when: { event: "reply", command: "RNTO" }, do: { silent: true, end: "close" } }],
  },
  "delete-refused": {
    description: "Refuses DELE with 550.",
    rules: [{ when: { event: "command", command: "DELE" }, do: { reply: "550 Permission denied." } }],
  },
  "delete-reply-lost": {
    description: "Removes the file, then closes the session instead of answering DELE.",
    rules: [{ when: { event: "reply", command: "DELE" }, do: { silent: true, end: "close" } }],
  },
  "restart-ignored": {
    description: "Accepts REST and transfers from the beginning all the same.",
    rules: [{ when: { event: "command", command: "REST" }, do: { reply: "350 Restarting." } }],
  },
  "restart-refused": {
    description: "Knows no REST.",
    rules: [{ when: { event: "command", command: "REST" }, do: { reply: "502 Command not implemented." } }],
  },
  "restart-misunderstood": {
    description: "Answers REST with 200.",
    rules: [{ when: { event: "command", command: "REST" }, do: { reply: "200 OK." } }],
  },
  "size-negative": { description: "Tells a size below zero.", rules: [sizeTold("213 -5")] },
  "size-exponent": { description: "Tells a size of 1e20.", rules: [sizeTold("213 1e20")] },
  "size-with-text": { description: "Tells a size with letters behind it.", rules: [sizeTold("213 12abc")] },
  "size-hexadecimal": { description: "Tells a size in hexadecimal.", rules: [sizeTold("213 0x10")] },
  "size-wrong": { description: "Tells that every file has 1 byte.", rules: [sizeTold("213 1")] },
  "size-unknown": { description: "Knows no SIZE.", rules: [sizeTold("500 Unknown command.")] },
  "time-unknown": {
    description: "Knows no MDTM.",
    rules: [{ when: { event: "command", command: "MDTM" }, do: { reply: "500 Unknown command." } }],
  },
  "huge-listing": {
    description: "Lists a million files, more than 40 MiB.",
    rules: listings(["file{n}.dat"], 1_000_000),
  },
  "hostile-names": {
    description: "Lists names that lead out of the folder, are not names at all, or look like others.",
    rules: listings([
      "../outside",
      "../../etc/passwd",
      "/etc/passwd",
      "..",
      "C:\\Windows\\win.ini",
      "nul\0byte",
      "carriage\rreturn",
      "\u202Etxt.exe",
      "-laR",
      "__proto__",
      "x".repeat(5000),
    ]),
  },
  "malformed-facts": {
    description: "Lists files with facts that cannot be true.",
    rules: [
      listed(
        "MLSD",
        [
          "type=file;size=1;modify=99999999999999; impossible-time",
          "type=file;size=-1;modify=20260102030405; negative-size",
          "type=file;size=1;__proto__=1;constructor=2;modify=; prototype",
          "type=file;size=1;modify=yesterday; no-time",
          "no facts at all",
        ],
        1,
      ),
    ],
  },
};

function storageFailure(reply: string): Rule {
  return { when: { event: "data", command: ["STOR", "APPE"] }, do: { afterBytes: 100, end: "reset", reply } };
}

function sizeTold(reply: string): Rule {
  return { when: { event: "command", command: "SIZE" }, do: { reply } };
}

/** These names, whichever command asks for a listing. */
function listings(names: readonly string[], repeat = 1): readonly Rule[] {
  const before = (text: string) => names.map((name) => `${text} ${name}`);
  return [
    listed("MLSD", before("type=file;size=1;modify=20260102030405;"), repeat),
    listed("LIST", before("-rw-r--r-- 1 ftp ftp 1 Jan 02 2026"), repeat),
    listed("NLST", names, repeat),
  ];
}

function listed(command: string, lines: readonly string[], repeat: number): Rule {
  return { when: { event: "data", command }, do: { content: lines.map((line) => `${line}\r\n`).join(""), repeat } };
}
