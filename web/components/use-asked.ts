import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import { get } from "../api/client.ts";
import type { Answer } from "./use-answer.ts";

/** What the API answers, and a way to ask again. While it is asked again the last answer stays. */
export interface Asked<T> {
  readonly answer: ReadonlySignal<Answer<T>>;
  /** Resolves when the new answer shows. Never raises: a refusal is an answer. */
  readonly ask: () => Promise<void>;
}

export function useAsked<T>(path: string): Asked<T> {
  const answer = useSignal<Answer<T>>({ at: "waiting" });
  // Answers may overtake each other: only that to the last question counts.
  const last = useRef(0);
  const ask = useCallback(async () => {
    last.current += 1;
    const own = last.current;
    const next = await get<T>(path).then(
      (body) => ({ at: "here", body }) as const,
      (error: unknown) => ({ at: "refused", error }) as const,
    );
    if (own === last.current) answer.value = next;
  }, [path, answer]);
  useEffect(() => {
    void ask();
    return () => {
      last.current += 1;
    };
  }, [ask]);
  return { answer, ask };
}
