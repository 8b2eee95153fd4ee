import { useEffect } from "preact/hooks";

/** Does something again and again while the page can be seen, and at once when it is seen again. */
export function useEvery(milliseconds: number, act: () => unknown): void {
  useEffect(() => {
    const again = () => {
      if (!document.hidden) act();
    };
    const timer = setInterval(again, milliseconds);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [milliseconds, act]);
}
