import { text } from "../texts/texts.ts";
import { bytesText } from "./register-text.ts";

export interface Progress {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/** How far a command is: by bytes, or by files when they are all empty. */
export function ProgressBar({ filesDone, filesTotal, bytesDone, bytesTotal }: Progress) {
  const [done, total] = bytesTotal > 0 ? [bytesDone, bytesTotal] : [filesDone, filesTotal];
  const counts = text("page.progress.counts", {
    filesDone,
    filesTotal,
    bytesDone: bytesText(bytesDone),
    bytesTotal: bytesText(bytesTotal),
  });
  return (
    <div class="progress">
      <progress aria-label={text("page.progress")} value={Math.min(done, total)} max={Math.max(total, 1)} />
      <small>{counts}</small>
    </div>
  );
}
