// What unpacking may still cost. One for the whole feed: a thousand small bombs are one.

import { reason } from '@slipway/core/reasons';
import type { FeedLimits } from '../limits.ts';
import { FeedRefused } from '../refused.ts';

export class Budget {
  readonly feed: string;
  readonly limits: FeedLimits;
  #packed = 0;
  #unpacked = 0;
  #files = 0;

  constructor(feed: string, limits: FeedLimits) {
    this.feed = feed;
    this.limits = limits;
  }

  /** A file that is opened, with its size as it lies there. */
  addPacked(bytes: number): void {
    this.#packed += bytes;
    if (this.#packed > this.limits.packedBytesMax) throw this.tooLarge(`more than ${this.limits.packedBytesMax} bytes`);
  }

  addUnpacked(bytes: number): void {
    const { unpackedBytesMax, ratioMax, ratioFreeBytes } = this.limits;
    this.#unpacked += bytes;
    if (this.#unpacked > unpackedBytesMax) throw this.tooLarge(`it unpacks to more than ${unpackedBytesMax} bytes`);
    if (this.#unpacked > ratioFreeBytes && this.#unpacked > ratioMax * this.#packed)
      throw this.tooLarge(`it unpacks to more than ${ratioMax} times its size`);
  }

  addFiles(count: number): void {
    this.#files += count;
    if (this.#files > this.limits.filesMax) throw this.tooLarge(`more than ${this.limits.filesMax} files`);
  }

  tooLarge(detail: string): FeedRefused {
    return new FeedRefused(reason('feed-too-large', { feed: this.feed, detail }));
  }

  unreadable(detail: string, cause?: unknown): FeedRefused {
    return new FeedRefused(reason('feed-unreadable', { feed: this.feed, detail }), { cause });
  }

  truncated(file: string, cause?: unknown): FeedRefused {
    return new FeedRefused(reason('feed-truncated', { feed: this.feed, file }), { cause });
  }
}
