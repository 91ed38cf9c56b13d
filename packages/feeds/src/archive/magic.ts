// What a file is, by its first bytes.

import { afterProlog } from '../reading/index.ts';

export type Packing = 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'zip';

/** Enough for every mark: tar's stands at 257. */
export const HEAD_BYTES = 512;

export const packingOf = (head: Uint8Array): Packing | null =>
  MARKS.find(([, mark]) => mark.every((byte, at) => head[at] === byte))?.[0] ?? null;

const MARKS: readonly (readonly [Packing, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  // Without a single entry: it is a zip, and the feed is empty.
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
];

/** POSIX and GNU write it; tars from before 1988 do not exist as feeds. */
export const isTar = (head: Uint8Array): boolean =>
  head.length >= HEAD_BYTES && Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';

/** A log-in page, a proxy's error, a mirror's apology: answered with status 200 where data should be. */
export const isWebPage = (head: Uint8Array): boolean =>
  /^<(?:!doctype\s+html|html)\b/i.test(afterProlog(Buffer.from(head).toString('utf8')));
