import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { FolderNode } from "../api/folders.ts";
import { text } from "../texts/texts.ts";
import { type FolderLine, OpenFolders } from "./open-folders.ts";
import { refusalText } from "./refusal-text.ts";

/**
 * The explorer of the device's folders: a tree whose folders are asked for when they are opened. With the keys of every
 * tree: arrows to go and to open or close, Home and End, Enter or Space to choose.
 */
export function FolderTree({
  label,
  chosen,
  choose,
  withFiles = false,
}: {
  /** What the tree is called, for those who do not see it. */
  readonly label: string;
  /** The path that is chosen now; its folders stand open at first. */
  readonly chosen: string;
  readonly choose: (node: FolderNode) => void;
  /** Whether files are shown, and may be chosen; otherwise only folders. */
  readonly withFiles?: boolean;
}) {
  const folders = useMemo(() => new OpenFolders({ withFiles }), [withFiles]);
  const tree = useRef<HTMLDivElement>(null);
  /** The line that the keys are at. */
  const visited = useSignal("");
  useEffect(() => void folders.reveal(chosen), [folders, chosen]);

  const lines = folders.lines();
  const at = (path: string) => lines.find(({ node }) => node.path === path);
  const present = at(visited.value) ?? at(chosen) ?? lines[0];

  function goTo(line: FolderLine | undefined): void {
    if (line === undefined) return;
    visited.value = line.node.path;
    const index = lines.indexOf(line);
    tree.current?.querySelectorAll<HTMLElement>("[role=treeitem]")[index]?.focus();
  }

  function press(event: KeyboardEvent): void {
    if (present === undefined) return;
    const index = lines.indexOf(present);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(lines[index + 1]),
      ArrowUp: () => goTo(lines[index - 1]),
      Home: () => goTo(lines[0]),
      End: () => goTo(lines.at(-1)),
      ArrowRight: () => (present.open === false ? void folders.open(present.node.path) : goInto(present, index)),
      ArrowLeft: () => (present.open === true ? folders.close(present.node.path) : goTo(parentOf(lines, index))),
      Enter: () => choose(present.node),
      " ": () => choose(present.node),
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    move();
  }

  function goInto(line: FolderLine, index: number): void {
    const next = lines[index + 1];
    if (line.open === true && next !== undefined && next.level > line.level) goTo(next);
  }

  return (
    <div class="folder-tree" aria-busy={folders.waiting.value > 0}>
      <div {...(lines.length > 0 ? { role: "tree", "aria-label": label } : {})} ref={tree}>
        {lines.map((line) => (
          <Line
            key={line.node.path}
            line={line}
            isChosen={line.node.path === chosen}
            isPresent={line === present}
            toggle={() => (line.open === true ? folders.close(line.node.path) : void folders.open(line.node.path))}
            press={press}
            choose={() => {
              visited.value = line.node.path;
              choose(line.node);
            }}
          />
        ))}
      </div>
      {!folders.isLoaded && folders.refused.value === undefined && <p aria-busy="true">{text("page.loading")}</p>}
      <p role="alert" class="refusal">
        {folders.refused.value !== undefined && refusalText(folders.refused.value)}
      </p>
    </div>
  );
}

function Line({
  line: { node, level, position, siblings, open },
  isChosen,
  isPresent,
  toggle,
  choose,
  press,
}: {
  readonly line: FolderLine;
  readonly isChosen: boolean;
  readonly isPresent: boolean;
  readonly toggle: () => void;
  readonly choose: () => void;
  readonly press: (event: KeyboardEvent) => void;
}) {
  return (
    <div
      role="treeitem"
      class={open === undefined ? "file" : "folder"}
      style={{ "--level": level }}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={isChosen}
      {...(open === undefined ? {} : { "aria-expanded": open })}
      data-path={node.path}
      tabIndex={isPresent ? 0 : -1}
      onClick={({ target }) => ((target as Element).matches(".mark") ? toggle() : choose())}
      onKeyDown={press}
      onDblClick={open === undefined ? undefined : toggle}
    >
      <span class="mark" aria-hidden="true" />
      <span class="name">{node.name}</span>
      {node.label !== node.name && node.label !== node.path && <small>{node.label}</small>}
    </div>
  );
}

/** The line of the folder that a line stands in. */
function parentOf(lines: readonly FolderLine[], index: number): FolderLine | undefined {
  const level = lines[index]?.level ?? 1;
  return lines.slice(0, index).findLast((line) => line.level < level);
}
