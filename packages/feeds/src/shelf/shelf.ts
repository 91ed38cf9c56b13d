import { reason } from '@slipway/core/reasons';
import type { FormatContext } from '../format.ts';
import { FeedRefused } from '../refused.ts';

/**
 * Characters on one shelf, in files that may be held whole. What Debian's 8,940 advisories of 20 years fixed takes 1.4
 * million (measured), a listed RPM about 100.
 */
const WHOLE_FILES = 2;

/** What a short text costs beside its characters. */
const OVERHEAD = 64;

/**
 * Values under keys, as JSON text: a word that was cut out of a chunk keeps the whole chunk in memory, and a hostile feed
 * would put one word on the shelf out of each.
 */
export class Shelf<T> {
  readonly #feed: string;
  readonly #lengthMax: number;
  readonly #texts = new Map<string, string[]>();
  #length = 0;

  constructor({ source, limits }: Pick<FormatContext, 'source' | 'limits'>) {
    this.#feed = source.name;
    this.#lengthMax = WHOLE_FILES * limits.wholeBytesMax;
  }

  /** Throws FeedRefused where the shelf is full. */
  put(key: string, value: T): void {
    const text = JSON.stringify(value);
    this.#length += key.length + text.length + OVERHEAD;
    if (this.#length > this.#lengthMax)
      throw new FeedRefused(
        reason('feed-too-large', { feed: this.#feed, detail: `more than ${this.#lengthMax} characters to put aside` }),
      );
    const others = this.#texts.get(key);
    if (others === undefined) this.#texts.set(ownCopy(key), [text]);
    else others.push(text);
  }

  has(key: string): boolean {
    return this.#texts.has(key);
  }

  /** In the order in which they were put there. */
  at(key: string): readonly T[] {
    return (this.#texts.get(key) ?? []).map((text) => JSON.parse(text) as T);
  }

  keys(): Iterable<string> {
    return this.#texts.keys();
  }
}

const ownCopy = (text: string): string => Buffer.from(text).toString();
