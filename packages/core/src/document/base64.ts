// base64 (RFC 4648 section 4), strictly: exactly one text per byte sequence, so that no envelope has a second form.

import { decodeUtf8 } from './utf8.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = 61;

const characterOf = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const NO_VALUE = 255;
const sextetOf = new Uint8Array(256).fill(NO_VALUE);
characterOf.forEach((code, value) => {
  sextetOf[code] = value;
});

export function encodeBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PADDING);
  let to = 0;
  for (let from = 0; from < bytes.length; from += 3) {
    const left = bytes.length - from;
    const bits = (byteAt(bytes, from) << 16) | (byteAt(bytes, from + 1) << 8) | byteAt(bytes, from + 2);
    text[to] = byteAt(characterOf, bits >> 18);
    text[to + 1] = byteAt(characterOf, (bits >> 12) & 63);
    if (left > 1) text[to + 2] = byteAt(characterOf, (bits >> 6) & 63);
    if (left > 2) text[to + 3] = byteAt(characterOf, bits & 63);
    to += 4;
  }
  const encoded = decodeUtf8(text);
  if (encoded === null) throw new Error('unreachable: the alphabet is ASCII');
  return encoded;
}

/** `null` for anything but the one text that {@link encodeBase64} makes: no blanks, no missing padding, no stray bits. */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let to = 0;
  for (let from = 0; from < digits; from++) {
    const code = text.charCodeAt(from);
    const value = code < sextetOf.length ? byteAt(sextetOf, code) : NO_VALUE;
    if (value === NO_VALUE) return null;
    bits = ((bits << 6) | value) & 0xffffff;
    const phase = from % 4;
    if (phase === 1) bytes[to++] = bits >> 4;
    else if (phase === 2) bytes[to++] = bits >> 2;
    else if (phase === 3) bytes[to++] = bits;
  }
  const strayBits = padding === 2 ? bits & 0b1111 : padding === 1 ? bits & 0b11 : 0;
  return strayBits === 0 ? bytes : null;
}

/** Past the end reads as zero. */
const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;
