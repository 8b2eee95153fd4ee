import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type CollectGarbage = (options: { type: "major"; flavor: "last-resort"; execution: "sync" }) => void;

/**
 * Gives memory that is no longer used back to the system. V8 keeps what it once needed for as long as the process is
 * busy: a large configuration takes several times its running size to read. Holds everything up meanwhile, for about
 * 0.4 s with ten thousand points.
 */
export function returnFreedMemory(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as CollectGarbage;
  collect({ type: "major", flavor: "last-resort", execution: "sync" });
}
