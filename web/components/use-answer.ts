import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../api/client.ts";

/** What the API answers, once; `waiting` until then. */
export type Answer<T> =
  | { readonly at: "waiting" }
  | { readonly at: "here"; readonly body: T }
  | { readonly at: "refused"; readonly error: unknown };

export function useAnswer<T>(path: string): ReadonlySignal<Answer<T>> {
  const answer = useSignal<Answer<T>>({ at: "waiting" });
  useEffect(() => {
    let left = false;
    const show = (next: Answer<T>) => {
      if (!left) answer.value = next;
    };
    get<T>(path).then(
      (body) => show({ at: "here", body }),
      (error: unknown) => show({ at: "refused", error }),
    );
    return () => {
      left = true;
    };
  }, [path]);
  return answer;
}
