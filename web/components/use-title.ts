import { useEffect } from "preact/hooks";

/** What the browser's tab is called. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – Relais`;
  }, [title]);
}
