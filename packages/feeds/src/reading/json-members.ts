// The members of one large JSON object or array, one by one: Debian's tracker is 80 MB in a single object, and holding
// it parsed takes half a gigabyte.

import { type Outcome, ok, type Reason, reason } from '@slipway/core/reasons';
import type { FeedFile, FormatContext } from '../format.ts';
import { FeedRefused } from '../refused.ts';
import { type Json, objectOf, parseJson } from './json.ts';

export interface JsonMember {
  /** `null` in an array, and where the member could not be parsed. */
  readonly key: string | null;
  /** Counted from 0, to tell members apart that have no key. */
  readonly index: number;
  readonly value: Outcome<Json>;
}

/**
 * Refuses the feed where the file is no single object or array, or ends before that does. A member that is balanced
 * and yet no JSON is an outcome of its own.
 */
export async function* jsonMembers(file: FeedFile, context: FormatContext): AsyncIterable<JsonMember> {
  const splitter = new Splitter(context.limits.wholeBytesMax);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let index = 0;
  try {
    for await (const chunk of file.chunks())
      for (const text of splitter.take(decoder.decode(chunk, { stream: true })))
        yield memberOf(text, { root: splitter.root, index: index++, depthMax: context.limits.jsonDepthMax });
    splitter.take(decoder.decode());
    splitter.end();
  } catch (error) {
    if (error instanceof NotSplit)
      throw new FeedRefused(error.reasonFor(context.source.name, file.name), { cause: error });
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new FeedRefused(unreadable(context.source.name, `${file.name} is not UTF-8`), { cause: error });
    throw error;
  }
}

const unreadable = (feed: string, detail: string): Reason => reason('feed-unreadable', { feed, detail });

const memberOf = (
  text: string,
  place: { readonly root: Root; readonly index: number; readonly depthMax: number },
): JsonMember => {
  const { root, index, depthMax } = place;
  if (root === 'array') return { key: null, index, value: parseJson(text, depthMax) };
  const parsed = parseJson(`{${text}}`, depthMax + 1);
  if (!parsed.ok) return { key: null, index, value: parsed };
  const [entry] = Object.entries(objectOf(parsed.value) ?? {});
  // A trailing comma leaves an empty member: JSON.parse of the whole would refuse it, too.
  if (entry?.[1] === undefined) return { key: null, index, value: parseJson('', depthMax) };
  return { key: entry[0], index, value: ok(entry[1]) };
};

type Root = 'object' | 'array';

class NotSplit extends Error {
  readonly truncated: boolean;

  constructor(message: string, truncated: boolean) {
    super(message);
    this.truncated = truncated;
  }

  reasonFor(feed: string, file: string): Reason {
    return this.truncated ? reason('feed-truncated', { feed, file }) : unreadable(feed, `${file} ${this.message}`);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = { object: 0x7b, array: 0x5b } as const;
const CLOSE = { object: 0x7d, array: 0x5d } as const;
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Finds the commas at depth 1; whether what lies between them is JSON, JSON.parse says. */
class Splitter {
  root: Root = 'object';
  readonly #memberLengthMax: number;
  #place: 'before' | 'inside' | 'after' = 'before';
  #depth = 0;
  #inString = false;
  #escaped = false;
  #member = '';
  #members = 0;

  constructor(memberLengthMax: number) {
    this.#memberLengthMax = memberLengthMax;
  }

  /** The members that are complete with this text. */
  take(text: string): readonly string[] {
    const complete: string[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#place !== 'inside') {
        this.#outside(code);
        start = at + 1;
      } else if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) this.#inString = false;
      } else if (this.#endsMember(code)) {
        const member = this.#member + text.slice(start, at);
        this.#member = '';
        start = at + 1;
        // `[]` and `{}` have no member; an empty one elsewhere is passed on and is no JSON.
        if (this.#place === 'inside' || this.#members > 0 || member.trim() !== '') complete.push(member);
        this.#members += 1;
      }
    }
    if (this.#place === 'inside') this.#member += text.slice(start);
    if (this.#member.length > this.#memberLengthMax) throw new NotSplit('has a value that is too large', false);
    return complete;
  }

  end(): void {
    if (this.#place === 'before') throw new NotSplit('is empty', false);
    if (this.#place === 'inside') throw new NotSplit('ends in the middle', true);
  }

  #outside(code: number): void {
    if (BLANKS.has(code)) return;
    const root = this.#place === 'before' ? ROOTS.find((kind) => OPEN[kind] === code) : undefined;
    if (root === undefined) throw new NotSplit('is no single JSON object or array', false);
    this.root = root;
    this.#place = 'inside';
  }

  /** Follows strings and depth; true at the comma or bracket that ends a member. */
  #endsMember(code: number): boolean {
    if (code === QUOTE) this.#inString = true;
    else if (code === OPEN.object || code === OPEN.array) this.#depth += 1;
    else if (code === CLOSE.object || code === CLOSE.array) {
      if (this.#depth === 0) {
        if (code !== CLOSE[this.root]) throw new NotSplit('closes with the wrong bracket', false);
        this.#place = 'after';
        return true;
      }
      this.#depth -= 1;
    } else if (code === COMMA) return this.#depth === 0;
    return false;
  }
}

const ROOTS = ['object', 'array'] as const;
