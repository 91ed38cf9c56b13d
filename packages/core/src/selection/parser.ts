// From text to a tree, by recursive descent: one function per line of grammar.md.

import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { parseDebVersion, parseRpmVersion } from '../version/index.ts';
import { tokensOf } from './lexer.ts';
import { TokenReader } from './token-reader.ts';
import type { Comparison, Named, Ordering, Selector } from './types.ts';
import { FACT_VALUES, isTextFact, RESERVED } from './words.ts';

/** A page of text: nobody writes more by hand, and it bounds what one request can make us do. */
export const SELECTOR_LENGTH_MAX = 4096;
/** Parentheses and `not`: keeps the recursion far from the stack's end, and more is not readable anyway. */
export const SELECTOR_DEPTH_MAX = 32;
/** Nine digits of minutes are 1900 years, and still a safe integer. */
const MINUTES = /^\d{1,9}$/;

/** Stands where nothing could be read; never leaves {@link parseSelector}. */
const NOTHING: Selector = { kind: 'or', parts: [] };

/** Reads a selector, or says at which character it stops making sense. Never throws, whatever the text. */
export function parseSelector(text: string): Outcome<Selector> {
  if (text.length > SELECTOR_LENGTH_MAX) {
    const detail = `it is longer than ${SELECTOR_LENGTH_MAX} characters`;
    return refuse('selector-invalid', { at: SELECTOR_LENGTH_MAX + 1, detail });
  }
  const tokens = tokensOf(text);
  if (!tokens.ok) return tokens;
  const reader = new TokenReader(tokens.value);
  const selector = readSelector(reader, 0);
  if (reader.next.kind !== 'end') reader.fail('expected `and`, `or` or the end');
  return reader.failure === null ? ok(selector) : { ok: false, reason: reader.failure };
}

const readSelector = (reader: TokenReader, depth: number): Selector => readParts(reader, depth, 'or', readConjunction);

const readConjunction = (reader: TokenReader, depth: number): Selector => readParts(reader, depth, 'and', readNegation);

function readParts(
  reader: TokenReader,
  depth: number,
  kind: 'and' | 'or',
  readPart: (reader: TokenReader, depth: number) => Selector,
): Selector {
  const first = readPart(reader, depth);
  const parts = [first];
  while (reader.takeIf(kind)) parts.push(readPart(reader, depth));
  return parts.length === 1 ? first : { kind, parts };
}

function readNegation(reader: TokenReader, depth: number): Selector {
  if (depth > SELECTOR_DEPTH_MAX) {
    reader.fail(`more than ${SELECTOR_DEPTH_MAX} levels of parentheses and \`not\``);
    return NOTHING;
  }
  return reader.takeIf('not') ? { kind: 'not', part: readNegation(reader, depth + 1) } : readPrimary(reader, depth);
}

function readPrimary(reader: TokenReader, depth: number): Selector {
  if (reader.takeIf('(')) {
    const inner = readSelector(reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  if (reader.takeIf('exists')) return { kind: 'label-exists', label: readBracketed(reader, 'a label') };
  if (reader.takeIf('label')) return readNamed(reader, { kind: 'label', label: readBracketed(reader, 'a label') });
  if (reader.takeIf('package')) return readPackage(reader);
  if (reader.takeIf('kernel')) {
    return { kind: 'kernel', operator: readComparison(reader), version: readVersion(reader) };
  }
  if (reader.takeIf('stale')) {
    return { kind: 'stale', operator: readOrdering(reader), minutes: readMinutes(reader) };
  }
  const { kind, text } = reader.next;
  if (kind !== 'word' || RESERVED.has(text)) {
    reader.fail('expected a condition, for example `environment = prod`');
    return NOTHING;
  }
  reader.take();
  return readNamed(reader, isTextFact(text) ? { kind: 'fact', fact: text } : { kind: 'label', label: text });
}

function readPackage(reader: TokenReader): Selector {
  const name = readBracketed(reader, 'a package');
  if (!isComparison(reader.next.text) || reader.next.kind !== 'symbol')
    return { kind: 'package-installed', package: name };
  const operator = readComparison(reader);
  return { kind: 'package-version', package: name, operator, version: readVersion(reader) };
}

function readNamed(reader: TokenReader, of: Named): Selector {
  for (const operator of ['=', '!='] as const) {
    if (reader.takeIf(operator)) return { kind: 'is', of, operator, value: readValue(reader, of) };
  }
  const isNegated = reader.takeIf('not');
  if (!reader.takeIf('in')) {
    reader.fail(isNegated ? 'expected `in`' : 'expected `=`, `!=`, `in` or `not in`');
    return NOTHING;
  }
  reader.expect('(');
  const values = [readValue(reader, of)];
  while (reader.takeIf(',')) values.push(readValue(reader, of));
  reader.expect(')');
  const membership: Selector = { kind: 'in', of, values };
  return isNegated ? { kind: 'not', part: membership } : membership;
}

function readValue(reader: TokenReader, of: Named): string {
  const { at } = reader.next;
  const value = reader.takeText('a value');
  const allowed = of.kind === 'fact' ? FACT_VALUES[of.fact] : undefined;
  if (allowed !== undefined && !allowed.includes(value)) reader.fail(`expected ${allowed.join(' or ')}`, at);
  return value;
}

function readVersion(reader: TokenReader): string {
  const { at } = reader.next;
  const version = reader.takeText('a version');
  if (!isSomeVersion(version)) reader.fail(`"${version}" is not a version`, at);
  return version;
}

/** Which of the formats it must be decides only the host that is asked. */
const isSomeVersion = (text: string): boolean => parseDebVersion(text).ok || parseRpmVersion(text).ok;

function readMinutes(reader: TokenReader): number {
  const { at } = reader.next;
  const minutes = reader.takeText('minutes');
  if (!MINUTES.test(minutes)) reader.fail('expected minutes, at most 9 digits', at);
  return Number(minutes);
}

function readBracketed(reader: TokenReader, what: string): string {
  reader.expect('(');
  const text = reader.takeText(what);
  reader.expect(')');
  return text;
}

function readComparison(reader: TokenReader): Comparison {
  const { kind, text } = reader.next;
  if (kind === 'symbol' && isComparison(text)) {
    reader.take();
    return text;
  }
  reader.fail('expected `=`, `!=`, `<`, `<=`, `>` or `>=`');
  return '=';
}

function readOrdering(reader: TokenReader): Ordering {
  const { kind, text } = reader.next;
  if (kind === 'symbol' && isOrdering(text)) {
    reader.take();
    return text;
  }
  reader.fail('expected `<`, `<=`, `>` or `>=`');
  return '<';
}

const isOrdering = (text: string): text is Ordering => ['<', '<=', '>', '>='].includes(text);
const isComparison = (text: string): text is Comparison => text === '=' || text === '!=' || isOrdering(text);
