// The one text of a value, and its bytes and digest.

import type { Digest } from '../ids/index.ts';
import type { Sha256 } from './types.ts';
import { encodeUtf8 } from './utf8.ts';

/**
 * Deeper than any document of ours by far (host plans have 6 levels), and low enough that text from outside cannot
 * exhaust the stack.
 */
export const DOCUMENT_DEPTH_MAX = 64;

/**
 * RFC 8785: keys in the order of their UTF-16 code units, no blanks, shortest escapes, no Unicode normalisation.
 *
 * `object` and not `JsonValue`, because an interface has no index signature and could not be passed. Throws on
 * whatever has no canonical form here: `undefined`, functions, instances of classes, numbers other than safe integers,
 * lone surrogates, more than {@link DOCUMENT_DEPTH_MAX} levels. Inside, that is a bug; text from outside goes through
 * `parseCanonical`, which answers with a reason.
 */
export const canonicalise = (value: string | number | boolean | object | null): string => write(value, 0);

/** UTF-8 of {@link canonicalise}: what is hashed and signed. */
export const canonicalBytes = (value: string | number | boolean | object | null): Uint8Array =>
  encodeUtf8(canonicalise(value));

/** The name of a document: SHA-256 of its canonical bytes. */
export const digestOf = (value: string | number | boolean | object | null, sha256: Sha256): Digest =>
  sha256(canonicalBytes(value));

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'object' && value !== null) {
    if (depth >= DOCUMENT_DEPTH_MAX) throw new TypeError(`no canonical form: more than ${DOCUMENT_DEPTH_MAX} levels`);
    return Array.isArray(value) ? writeList(value, depth + 1) : writeObject(value, depth + 1);
  }
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'boolean' || value === null) return String(value);
  throw new TypeError(`no canonical form: ${typeof value} ${String(value)}`);
}

function writeList(list: readonly unknown[], depth: number): string {
  let text = '[';
  for (let at = 0; at < list.length; at++) text += (at > 0 ? ',' : '') + write(list[at], depth);
  return `${text}]`;
}

function writeObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`no canonical form: an instance of ${value.constructor.name}`);
  }
  const record = value as Readonly<Record<string, unknown>>;
  // The default order of `sort` is the order of UTF-16 code units that RFC 8785 asks for.
  const keys = Object.keys(record).sort();
  let text = '{';
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as string;
    text += `${at > 0 ? ',' : ''}${quote(key)}:${write(record[key], depth)}`;
  }
  return `${text}}`;
}

/** What `JSON.stringify` would escape, and surrogates; most strings have none, and then need no call. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NEEDS_CARE = /["\\\u0000-\u001f\ud800-\udfff]/;

function quote(text: string): string {
  if (!NEEDS_CARE.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('no canonical form: a lone surrogate');
  // ECMAScript's own escapes are the ones that RFC 8785 section 3.2.2.2 prescribes.
  return JSON.stringify(text);
}
