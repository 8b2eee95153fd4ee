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

// Two at once, then a long one, in whose midst only the delay makes results durable.
for (;;) {
  await Promise.all([send(10), send(5)]);
  await send(300);
}
