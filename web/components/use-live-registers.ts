import { useEffect, useRef } from "preact/hooks";
import { LiveRegisters } from "../live/live-registers.ts";

/** The registers that match, for as long as the component is shown. */
export function useLiveRegisters(match: string): LiveRegisters {
  const kept = useRef<LiveRegisters>(undefined);
  kept.current ??= new LiveRegisters(match);
  const live = kept.current;
  useEffect(() => live.watch(match), [live, match]);
  useEffect(() => () => live.close(), [live]);
  return live;
}
