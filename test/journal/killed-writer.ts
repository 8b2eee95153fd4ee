/** Writes to the journal named on the command line until it is killed, and prints what is durable as soon as it is. */
import { writeSync } from "node:fs";
import { systemClock } from "../../src/clock.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { commandResult, event, fileResult, plannedFiles, SEND } from "./samples.ts";

const journal = openJournal({
  file: process.argv[2] ?? "",
  clock: systemClock,
  retention: { days: 1, maxBytes: 1e9 },
});
const print = (what: string, ...ids: number[]) => writeSync(1, `${[what, ...ids].join(" ")}\n`);

// Nothing is awaited between the end of a file and its promised delay but that delay itself.
async function send(files: number): Promise<void> {
  const { id } = journal.accept(SEND);
  print("accepted", id);
  journal.plan(id, plannedFiles(files));
  print("planned", id, files);
  for (let index = 0; index < files; index += 1) {
    journal.fileEnded(id, fileResult(index));
    void systemClock.sleep(50).then(() => print("file", id, index));
    await systemClock.sleep(index % 7);
  }
  journal.conclude(id, commandResult(), event({ parameters: { command: id } }));
  print("concluded", id);
}

for (let round = 0; ; round += 1) await Promise.all([send(1 + (round % 40)), send(5)]);
