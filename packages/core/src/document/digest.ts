// Between a digest's text and its 32 bytes.

import type { Digest } from '../ids/index.ts';

const PREFIX_LENGTH = 'sha256:'.length;
const DIGEST_BYTES = 32;

/** The 32 bytes that the text writes in hexadecimal. Trusts the brand: validate with `isDigest` at the border. */
export function bytesOfDigest(digest: Digest): Uint8Array {
  const bytes = new Uint8Array(DIGEST_BYTES);
  for (let at = 0; at < DIGEST_BYTES; at++) {
    const from = PREFIX_LENGTH + at * 2;
    bytes[at] = (hexValue(digest.charCodeAt(from)) << 4) | hexValue(digest.charCodeAt(from + 1));
  }
  return bytes;
}

/** `0-9` are 48 to 57, `a-f` 97 to 102. */
const hexValue = (code: number): number => (code <= 57 ? code - 48 : code - 87);
