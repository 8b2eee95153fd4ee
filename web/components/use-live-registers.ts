import { useEffect, useMemo } from "preact/hooks";
import { LiveRegisters } from "../live/live-registers.ts";

/** The registers that match, for as long as the component is shown. */
export function useLiveRegisters(match: string): LiveRegisters {
  const live = useMemo(() => new LiveRegisters(match), [match]);
  useEffect(() => () => live.close(), [live]);
  return live;
}
