// Documents as columns: written in canonical form, read as what was written.

import { createHash } from 'node:crypto';
import { canonicalise, type Sha256 } from '@slipway/core/document';
import { asDigest } from '@slipway/core/ids';

export const writeDocument = (value: object): string => canonicalise(value);

/**
 * Trusts that the column holds what `writeDocument` put there: the types are this program's own, and older forms of
 * them are read because the frozen databases are (fixtures/compat). A row that is not even an object is a store that
 * is broken, and no use case has an answer to that.
 */
export const readDocument = <T extends object>(text: string, what: string): T => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`a stored ${what} cannot be read`, { cause: error });
  }
  if (typeof value !== 'object' || value === null) throw new Error(`a stored ${what} is no document`);
  return value as T;
};

/** In all: a rollout and its plan have some 1,500 for each host. What is read from them takes a few times as much memory. */
const KEPT_CHARACTERS_MAX = 16_000_000;
/** Reading what is shorter takes no longer than finding it. */
const KEPT_CHARACTERS_MIN = 4096;

/** By their text, so that what is found is what the text says, whoever wrote it. The one asked for last stands last. */
const kept = new Map<string, object>();
let keptCharacters = 0;

/**
 * The same for a document that every host of a rollout asks for with each check-in: of one text the same object, until others
 * were asked for since. What is computed from such an object once (core's proofs of a plan's parts) is found again as well.
 */
export const readKept = <T extends object>(text: string, what: string): T => {
  if (text.length < KEPT_CHARACTERS_MIN) return readDocument<T>(text, what);
  const value = kept.get(text) ?? readDocument<T>(text, what);
  if (!kept.delete(text)) keptCharacters += text.length;
  kept.set(text, value);
  for (const oldest of kept.keys()) {
    if (keptCharacters <= KEPT_CHARACTERS_MAX) break;
    kept.delete(oldest);
    keptCharacters -= oldest.length;
  }
  return value as T;
};

/** The same for one that says what it is. */
export const readTagged = <T extends { readonly schema: string }>(text: string, schema: T['schema']): T => {
  const value = readDocument<T>(text, schema);
  if (value.schema !== schema) throw new Error(`a stored document is ${String(value.schema)}, not ${schema}`);
  return value;
};

export const sha256: Sha256 = (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
