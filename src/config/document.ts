import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { below, type FaultCode, fault } from "./faults.ts";
import type { ConfigFault } from "./schema.ts";

/** Bytes of a configuration. */
export const MAX_BYTES = 4 << 20;
/** Enough for a person's anchors, far too few for a bomb. */
const MAX_ALIASES = 100;

/** A configuration as text: its YAML document, and where things stand in it. */
export interface ConfigDocument {
  readonly document: Document;
  /** What the text says, as plain data; `undefined` when it is faulty or empty. */
  readonly value: unknown;
  readonly faults: readonly ConfigFault[];
  /** Line, from 1, of what a JSON pointer names, or of what it would stand in. */
  lineOf(path: string): number;
}

export function readDocument(text: string): ConfigDocument {
  const lines = new LineCounter();
  // The library compares every key with every other; our own check below is linear.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
  }) as Document;
  const lineAt = (offset: number) => lines.linePos(offset).line;
  let positions: Positions | undefined;
  const place = () => {
    positions ??= new Positions(document.contents);
    return positions;
  };
  const repeated = repeatsKeys(document.contents) ? place().repeated : [];
  const faults = [
    ...syntaxFaults([...document.errors, ...document.warnings], lineAt),
    ...repeated.map(({ path, offset }) => ({ ...fault("duplicateKey", path), line: lineAt(offset) })),
  ];
  const value = faults.length === 0 ? plainValue(document) : undefined;
  if (value === UNRESOLVED) faults.push({ ...fault("yamlAlias", ""), line: lineAt(offsetOfAlias(document)) });
  return {
    document,
    value: faults.length === 0 ? value : undefined,
    faults,
    lineOf: (path) => lineAt(place().offsetOf(path)),
  };
}

const UNRESOLVED = Symbol("an alias without its anchor, or too many of them");

function plainValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES }) ?? undefined;
  } catch (error) {
    if (error instanceof ReferenceError) return UNRESOLVED;
    throw error;
  }
}

/** The first alias without its anchor; else, because there are too many, the last one. */
function offsetOfAlias(document: Document): number {
  const anchors = new Set<string | undefined>();
  let offset = 0;
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node)) anchors.add(node.anchor);
      else {
        offset = node.range?.[0] ?? 0;
        if (!anchors.has(node.source)) return visit.BREAK;
      }
      return undefined;
    },
  });
  return offset;
}

const SYNTAX: Partial<Record<YAMLError["code"], FaultCode>> = {
  TAB_AS_INDENT: "yamlTab",
  BAD_INDENT: "yamlIndent",
  BLOCK_AS_IMPLICIT_KEY: "yamlIndent",
  MULTILINE_IMPLICIT_KEY: "yamlIndent",
  MISSING_CHAR: "yamlMissing",
  MULTIPLE_DOCS: "yamlDocuments",
  RESOURCE_EXHAUSTION: "yamlDepth",
};

/** The library's messages may quote the text, and so a password: only its codes go on. */
function syntaxFaults(errors: readonly YAMLError[], lineAt: (offset: number) => number): ConfigFault[] {
  const tooDeep = errors.find((error) => error.code === "RESOURCE_EXHAUSTION");
  const faults = (tooDeep === undefined ? errors : [tooDeep]).map((error) => {
    const code = SYNTAX[error.code] ?? "yamlSyntax";
    const parameters = code === "yamlSyntax" ? { reason: error.code } : {};
    return { ...fault(code, "", parameters), line: lineAt(error.pos[0]) };
  });
  // One mistake often gives several errors; the first in its line says it.
  const lines = new Set<number>();
  return faults.filter(({ line }) => !lines.has(line) && lines.add(line));
}

/** Looked for first: where everything stands takes a sixth of the time that reading the text does, and is seldom asked. */
function repeatsKeys(node: unknown): boolean {
  if (isSeq(node)) return node.items.some(repeatsKeys);
  if (!isMap(node)) return false;
  const keys = new Set(node.items.map(({ key }) => String(isScalar(key) ? key.value : key)));
  return keys.size < node.items.length || node.items.some(({ value }) => repeatsKeys(value));
}

/** Where everything of a document stands in its text, by JSON pointer: a member at its key. */
class Positions {
  readonly repeated: { path: string; offset: number }[] = [];
  readonly #offsets = new Map<string, number>();

  constructor(root: Node | null) {
    this.#add("", root, root?.range?.[0] ?? 0);
  }

  /** Of what the pointer names, or of the nearest thing around it that exists. */
  offsetOf(path: string): number {
    const offset = this.#offsets.get(path);
    return offset ?? (path === "" ? 0 : this.offsetOf(path.slice(0, path.lastIndexOf("/"))));
  }

  #add(path: string, node: unknown, offset: number): void {
    if (this.#offsets.has(path)) {
      this.repeated.push({ path, offset });
      return;
    }
    this.#offsets.set(path, offset);
    if (isMap(node)) {
      for (const { key, value } of node.items as Pair<Node>[]) {
        this.#add(below(path, String(isScalar(key) ? key.value : key)), value, key.range?.[0] ?? offset);
      }
    } else if (isSeq(node)) {
      for (const [index, item] of (node.items as Node[]).entries()) {
        this.#add(below(path, index), item, item.range?.[0] ?? offset);
      }
    }
  }
}
