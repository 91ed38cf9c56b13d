// YAML with a line for everything: texts, lists and named values, and nothing else. No anchors, no tags, no types: `1.10` is
// a version and not the number 1.1.

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

export interface WrittenProblem {
  readonly line: number;
  readonly detail: string;
}

export type Entry =
  | { readonly kind: 'text'; readonly line: number; readonly text: string }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Entry[] }
  | { readonly kind: 'map'; readonly line: number; readonly fields: ReadonlyMap<string, Field> };

export interface Field {
  /** Of the key. */
  readonly line: number;
  readonly value: Entry;
}

export type ReadYaml =
  | { readonly ok: true; readonly root: Entry }
  | { readonly ok: false; readonly problems: readonly WrittenProblem[] };

/** Ten thousand advisories: nobody keeps more of anything by hand. */
const CHARACTERS_MAX = 4 * 1024 * 1024;
/** A line of brackets or dashes nests as deep as it is long, and the parser calls itself for each. */
const NESTED_MAX = 32;
const LINE_LENGTH_MAX = 4096;

export const readYaml = (text: string): ReadYaml => {
  const tooMuch = beyondLimits(text);
  if (tooMuch !== null) return { ok: false, problems: [tooMuch] };
  const lines = new LineCounter();
  const lineOf = (node: Node | null | undefined): number => lines.linePos(node?.range?.[0] ?? 0).line;
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'failsafe',
    uniqueKeys: true,
    prettyErrors: false,
  });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map((fault) => ({ line: lines.linePos(fault.pos[0]).line, detail: fault.message }));
    return { ok: false, problems };
  }
  const problems: WrittenProblem[] = [];
  const root = entryOf(document.contents, { lineOf, problems });
  return root === null || problems.length > 0
    ? { ok: false, problems: problems.length > 0 ? problems : [{ line: 1, detail: 'the file is empty' }] }
    : { ok: true, root };
};

const beyondLimits = (text: string): WrittenProblem | null => {
  if (text.length > CHARACTERS_MAX) return { line: 1, detail: `has more than ${CHARACTERS_MAX} characters` };
  let depth = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const dashes = /^(?:\s*[-?]\s)+/.exec(line)?.[0] ?? '';
    // Brackets in a text count, too: more of them than this, open all at once, is nothing that a person wrote.
    for (const character of line.length > LINE_LENGTH_MAX ? '' : line) {
      if (character === '[' || character === '{') depth += 1;
      if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    }
    if (line.length > LINE_LENGTH_MAX)
      return { line: index + 1, detail: `is longer than ${LINE_LENGTH_MAX} characters` };
    if (depth > NESTED_MAX || dashes.replaceAll(/\s/g, '').length > NESTED_MAX || indentOf(line) > INDENT_MAX)
      return { line: index + 1, detail: `nests more than ${NESTED_MAX} deep` };
  }
  return null;
};

/** Every level of nesting by lines costs a blank at least. */
const INDENT_MAX = 200;
const indentOf = (line: string): number => line.search(/\S|$/);

interface Reading {
  readonly lineOf: (node: Node | null | undefined) => number;
  readonly problems: WrittenProblem[];
}

const entryOf = (node: Node | null, reading: Reading): Entry | null => {
  const line = reading.lineOf(node);
  if (node === null) return null;
  if (isAlias(node)) return told(reading, line, 'an alias (*) is not read here: write it out');
  if ('anchor' in node && node.anchor !== undefined) return told(reading, line, 'an anchor (&) is not read here');
  if (node.tag !== undefined && !/^tag:yaml\.org,2002:(?:str|seq|map)$/.test(node.tag))
    return told(reading, line, 'a tag (!) is not read here');
  if (isScalar(node)) return { kind: 'text', line, text: textOf(node.value) };
  if (isSeq<Node>(node)) {
    const items = node.items.flatMap((item) => entryOf(item, reading) ?? []);
    return { kind: 'list', line, items };
  }
  if (!isMap<Node, Node | null>(node)) return told(reading, line, 'neither a text, a list nor named values');
  const fields = new Map<string, Field>();
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? textOf(key.value) : '';
    const entry = entryOf(value, reading);
    if (entry !== null) fields.set(name, { line: reading.lineOf(key), value: entry });
  }
  return { kind: 'map', line, fields };
};

/** The schema knows no other values; an empty one is null. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const told = ({ problems }: Reading, line: number, detail: string): null => {
  problems.push({ line, detail });
  return null;
};
