// YAML with a place for every value. Values are those of YAML 1.2 and JSON; anchors, aliases and tags are refused: a policy
// says what it says where it stands.

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type Scalar } from 'yaml';
import { beyondLimits } from './limits.ts';
import type { PlacedProblem } from './problem.ts';
import { syntaxProblem } from './syntax.ts';

export interface ReadYaml {
  readonly problems: readonly PlacedProblem[];
  /** `false`: the text cannot be read as YAML, and nothing can be said of what is in it. */
  readonly isReadable: boolean;
  readonly value: unknown;
  readonly places: Places;
}

export interface Places {
  /** Of what stands at a path, or of the nearest thing around it; `at`: a character of that text, from 1. */
  readonly ofValue: (path: Path, at: number | null) => Place;
  readonly ofKey: (path: Path) => Place;
}

type Path = readonly (string | number)[];
type Place = Pick<PlacedProblem, 'line' | 'column'>;

export const readYaml = (text: string): ReadYaml => {
  const nowhere: Places = { ofValue: () => ({ line: 1, column: 1 }), ofKey: () => ({ line: 1, column: 1 }) };
  const unread = (problems: readonly PlacedProblem[]): ReadYaml => ({
    problems,
    isReadable: false,
    value: null,
    places: nowhere,
  });
  const tooMuch = beyondLimits(text);
  if (tooMuch !== null) return unread([tooMuch]);
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', uniqueKeys: true, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings];
  const problems = faults.map((fault) => ({ ...placeOf(fault.pos[0]), ...syntaxProblem(fault, text) }));
  if (faults.some(({ code }) => code !== 'DUPLICATE_KEY')) return unread(problems);
  if (document.contents === null) {
    const instead = 'a policy: `slipway policy starter > FILE` begins one';
    return unread([{ line: 1, column: 1, place: null, what: 'the file is empty', instead }]);
  }
  const refused: PlacedProblem[] = [];
  const value = plainOf(document.contents, (node, what, instead) => {
    refused.push({ ...placeOf(node.range?.[0] ?? 0), place: null, what, instead });
  });
  return {
    problems: [...problems, ...refused],
    isReadable: true,
    value,
    places: placesIn(document.contents, { placeOf, text }),
  };
};

type Refuse = (node: Node, what: string, instead: string) => void;

const plainOf = (node: Node | null, refuse: Refuse): unknown => {
  if (node === null) return null;
  if (isAlias(node)) {
    refuse(node, 'an alias (*) is not read here', 'out what it stands for');
    return null;
  }
  if ('anchor' in node && node.anchor !== undefined) refuse(node, 'an anchor (&) is not read here', 'the value alone');
  if (node.tag !== undefined && !/^tag:yaml\.org,2002:(?:str|seq|map|int|float|bool|null)$/.test(node.tag))
    refuse(node, 'a tag (!) is not read here', 'the value alone');
  if (isScalar(node)) return node.value;
  if (isSeq<Node>(node)) return node.items.map((item) => plainOf(item, refuse));
  if (!isMap<Node, Node | null>(node)) return null;
  return Object.fromEntries(node.items.map(({ key, value }) => [nameOf(key), plainOf(value, refuse)]));
};

/** As JSON has it: every name is a text. */
const nameOf = (key: Node): string => (isScalar<string | number | boolean | null>(key) ? String(key.value ?? '') : '?');

interface Around {
  readonly placeOf: (offset: number) => Place;
  readonly text: string;
}

const placesIn = (root: Node, { placeOf, text }: Around): Places => ({
  ofValue: (path, at) => {
    const { node, key } = found(root, path);
    const here = node ?? key;
    const inside = at === null || !isScalar(here) ? null : offsetInside(here, at, text);
    return placeOf(inside ?? here?.range?.[0] ?? 0);
  },
  ofKey: (path) => {
    const { key, node } = found(root, path);
    return placeOf((key ?? node)?.range?.[0] ?? 0);
  },
});

/** The node at a path with its key, or the last one on the way there. */
const found = (root: Node, path: Path): { readonly node: Node | null; readonly key: Node | null } => {
  let [node, key]: [Node | null, Node | null] = [root, null];
  for (const part of path) {
    if (isMap<Node, Node | null>(node)) {
      const pair: Pair<Node, Node | null> | undefined = node.items.find((item) => nameOf(item.key) === part);
      // Something that is missing: what should have it begins with its first key.
      if (pair === undefined) return { node, key };
      [node, key] = [pair.value, pair.key];
    } else if (isSeq<Node>(node) && typeof part === 'number' && node.items[part] !== undefined) {
      [node, key] = [node.items[part], null];
    } else break;
  }
  return { node, key };
};

/** Where the nth character of a text stands in the file; `null` where it is written over several lines. */
const offsetInside = (scalar: Scalar, at: number, text: string): number | null => {
  const [start = 0, end = 0] = scalar.range ?? [];
  const source = text.slice(start, end);
  if (source.includes('\n')) return null;
  if (scalar.type === 'PLAIN') return start + at - 1;
  const piece = scalar.type === 'QUOTE_DOUBLE' ? /\\(?:x..|u.{4}|U.{8}|.)|[^\\]/suy : /''|[^']/suy;
  piece.lastIndex = 1;
  for (let passed = 1; passed < at && piece.lastIndex < source.length - 1; passed += 1) {
    if (!piece.test(source)) return null;
  }
  return start + piece.lastIndex;
};
