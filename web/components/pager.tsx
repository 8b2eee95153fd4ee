import { text } from "../texts/texts.ts";

/** One page of a long list: which of how many are shown, and the ways to the others. Nothing when all are shown. */
export function Pager({
  page,
  perPage,
  total,
  goTo,
}: {
  /** From 0. */
  readonly page: number;
  readonly perPage: number;
  readonly total: number;
  readonly goTo: (page: number) => void;
}) {
  if (total <= perPage) return null;
  const last = Math.ceil(total / perPage) - 1;
  const [from, to] = [page * perPage + 1, Math.min((page + 1) * perPage, total)];
  return (
    <nav class="pager" aria-label={text("page.pager")}>
      <button type="button" class="secondary outline small" disabled={page === 0} onClick={() => goTo(page - 1)}>
        ‹ {text("page.pager.previous")}
      </button>
      <span role="status">{text("page.pager.range", { from, to, total })}</span>
      <button type="button" class="secondary outline small" disabled={page >= last} onClick={() => goTo(page + 1)}>
        {text("page.pager.next")} ›
      </button>
    </nav>
  );
}

/** The page that can be shown of those asked for: a list may have become shorter. */
export function pageWithin(page: number, perPage: number, total: number): number {
  return Math.max(0, Math.min(page, Math.ceil(total / perPage) - 1));
}
