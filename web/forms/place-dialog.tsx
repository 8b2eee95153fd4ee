import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { bytesText } from "../components/register-text.ts";
import { text } from "../texts/texts.ts";
import type { Place, PlaceEntry } from "./place.ts";
import { PlaceRefusal } from "./place-refusal.tsx";

/** Beyond, the filter leads to the rest. */
const SHOWN = 200;
const FILTER_FROM = 12;

type Listing =
  | { readonly at: "waiting" }
  | { readonly at: "here"; readonly entries: readonly PlaceEntry[] }
  | { readonly at: "refused"; readonly error: unknown };

export interface PlaceDialogProps {
  readonly title: string;
  readonly place: Place;
  /** Where it opens. */
  readonly start: string;
  /** What may be chosen: the folder that is open, or anything in it too. */
  readonly wanted: "folder" | "file" | "any";
  readonly choose: (path: string) => void;
  readonly close: () => void;
}

/** Walks through folders until one, or something in one, is chosen. */
export function PlaceDialog({ title, place, start, wanted, choose, close }: PlaceDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const folder = useSignal(start);
  const listing = useSignal<Listing>({ at: "waiting" });
  const filter = useSignal("");
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let left = false;
    listing.value = { at: "waiting" };
    filter.value = "";
    place.list(folder.value).then(
      (entries) => {
        if (!left) listing.value = { at: "here", entries };
      },
      (error: unknown) => {
        if (!left) listing.value = { at: "refused", error };
      },
    );
    return () => {
      left = true;
    };
  }, [place, folder.value]);

  function take(path: string): void {
    choose(path);
    dialog.current?.close();
  }

  const above = place.above(folder.value);
  return (
    <dialog ref={dialog} class="place" aria-labelledby={titleId} onClose={close}>
      <article>
        <h2 id={titleId}>{title}</h2>
        <p class="where" aria-live="polite">
          <button
            type="button"
            class="secondary outline"
            disabled={above === undefined}
            onClick={() => {
              folder.value = above ?? folder.value;
            }}
          >
            ↑ {text("page.place.above")}
          </button>
          <code>{folder.value === "" ? text("page.place.top") : folder.value}</code>
        </p>
        <Entries
          listing={listing.value}
          filter={filter.value}
          onFilter={(words) => {
            filter.value = words;
          }}
          wanted={wanted}
          open={(path) => {
            folder.value = path;
          }}
          take={take}
        />
        <div class="actions">
          <button type="button" class="secondary outline" onClick={() => dialog.current?.close()}>
            {text("page.cancel")}
          </button>
          {wanted !== "file" && (
            <button type="button" disabled={folder.value === ""} onClick={() => take(folder.value)}>
              {text("page.place.chooseFolder")}
            </button>
          )}
        </div>
      </article>
    </dialog>
  );
}

function Entries({
  listing,
  filter,
  onFilter,
  wanted,
  open,
  take,
}: Pick<PlaceDialogProps, "wanted"> & {
  readonly listing: Listing;
  readonly filter: string;
  readonly onFilter: (words: string) => void;
  readonly open: (path: string) => void;
  readonly take: (path: string) => void;
}) {
  if (listing.at === "waiting") return <p aria-busy="true">{text("page.loading")}</p>;
  if (listing.at === "refused") return <PlaceRefusal error={listing.error} />;
  const { entries } = listing;
  if (entries.length === 0) return <p>{text("page.place.empty")}</p>;
  const words = filter.toLowerCase();
  const found = entries.filter(({ name, label = "" }) => `${name} ${label}`.toLowerCase().includes(words));
  return (
    <>
      {entries.length > FILTER_FROM && (
        <input
          type="search"
          aria-label={text("page.filter")}
          placeholder={text("page.filter")}
          value={filter}
          onInput={({ currentTarget: { value } }) => onFilter(value)}
        />
      )}
      <ul class="entries">
        {found.slice(0, SHOWN).map((entry) => (
          <li key={entry.path} data-type={entry.type}>
            <Entry entry={entry} wanted={wanted} open={open} take={take} />
          </li>
        ))}
      </ul>
      {found.length > SHOWN && <p>{text("page.place.more", { count: found.length - SHOWN })}</p>}
    </>
  );
}

function Entry({
  entry: { path, name, label, type, size },
  wanted,
  open,
  take,
}: Pick<PlaceDialogProps, "wanted"> & {
  readonly entry: PlaceEntry;
  readonly open: (path: string) => void;
  readonly take: (path: string) => void;
}) {
  const said = (
    <>
      <span class="name">{name}</span>
      {label !== undefined && label !== name && <small>{label}</small>}
      {type === "file" && size !== undefined && <small class="size">{bytesText(size)}</small>}
      {type === "variable" && <small>{text("page.register")}</small>}
    </>
  );
  if (type === "folder") {
    return (
      <>
        <button type="button" class="entry" onClick={() => open(path)}>
          {said}
        </button>
        {wanted === "any" && (
          <button
            type="button"
            class="secondary outline"
            aria-label={text("page.place.choose.name", { name })}
            onClick={() => take(path)}
          >
            {text("page.place.choose")}
          </button>
        )}
      </>
    );
  }
  if (wanted === "folder" || type === "other") return <span class="entry">{said}</span>;
  return (
    <button type="button" class="entry" onClick={() => take(path)}>
      {said}
    </button>
  );
}
