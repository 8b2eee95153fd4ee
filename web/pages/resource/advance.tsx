import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { durationText } from "../../components/duration-text.ts";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { bytesText } from "../../components/register-text.ts";
import type { Register } from "../../live/register.ts";
import { text } from "../../texts/texts.ts";
import { Pace } from "./pace.ts";

/** How far the command is, how quickly it goes, and how long it will take; after its end, how it went. */
export function Advance({ named }: { readonly named: (name: string) => Register | undefined }) {
  const count = (name: string) => Number(named(name)?.value.value ?? 0);
  const [bytesDone, bytesTotal] = [count("BytesDone"), count("BytesTotal")];
  const isRunning = count("Action") !== 0;
  const pace = useRef(new Pace());
  const now = useSignal(performance.now());
  useEffect(() => {
    if (!isRunning) return;
    pace.current = new Pace();
    // Where nothing moves, the speed falls all the same.
    const tick = setInterval(() => {
      now.value = performance.now();
    }, 500);
    return () => clearInterval(tick);
  }, [isRunning, now]);
  if (isRunning) pace.current.note(performance.now(), bytesDone);
  const speed = isRunning ? pace.current.bytesPerSecond(Math.max(now.value, performance.now())) : undefined;
  return (
    <div class="advance">
      <ProgressBar
        filesDone={count("FilesDone")}
        filesTotal={count("FilesTotal")}
        bytesDone={bytesDone}
        bytesTotal={bytesTotal}
      />
      <small class="pace">
        {isRunning ? paceText(speed, bytesTotal - bytesDone) : lastText(bytesDone, count("LastDuration"))}
      </small>
    </div>
  );
}

function paceText(speed: number | undefined, left: number): string {
  if (speed === undefined || speed < 1) return text("page.pace.waiting");
  const said = { speed: bytesText(speed) };
  return left <= 0
    ? text("page.pace", said)
    : text("page.pace.left", { ...said, left: durationText((left / speed) * 1000) });
}

function lastText(bytes: number, ms: number): string {
  if (ms === 0) return "";
  const said = { duration: durationText(ms) };
  return bytes === 0
    ? text("page.pace.last", said)
    : text("page.pace.lastSpeed", { ...said, speed: bytesText((bytes / ms) * 1000) });
}
