// Documents as columns: written in canonical form, read as what was written.

import { createHash } from 'node:crypto';
import { canonicalise, type Sha256 } from '@slipway/core/document';
import { asDigest } from '@slipway/core/ids';
import type { Versioned } from '../ports/index.ts';

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

/** The same with the revision beside it. */
export const readVersioned = <T extends object>(
  row: { readonly revision: number; readonly document: string },
  what: string,
): Versioned<T> => ({ revision: row.revision, value: readDocument<T>(row.document, what) });

/** The same for one that says what it is. */
export const readTagged = <T extends { readonly schema: string }>(text: string, schema: T['schema']): T => {
  const value = readDocument<T>(text, schema);
  if (value.schema !== schema) throw new Error(`a stored document is ${String(value.schema)}, not ${schema}`);
  return value;
};

export const sha256: Sha256 = (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
