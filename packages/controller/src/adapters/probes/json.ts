// JSON of others, field by field: only what is needed is looked at, and that must be of its form.

import type { Address } from '@slipway/core/policy';
import { type Outcome, refuse } from '@slipway/core/reasons';

export type Fields = Readonly<Record<string, unknown>>;

/** `null`: it is none. */
export const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;

/** `null`: it is no JSON, or not an object. */
export const parseFields = (text: string): Fields | null => {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
};

/** A field of the object's own: a name like `toString` is nothing that was sent. */
export const field = (fields: Fields | null, name: string): unknown =>
  fields !== null && Object.hasOwn(fields, name) ? fields[name] : undefined;

/** `null`: it is no object of texts alone. */
export const labelsOf = (value: unknown): Readonly<Record<string, string>> | null => {
  const fields = fieldsOf(value);
  if (fields === null) return null;
  const labels = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return labels.length === Object.keys(fields).length ? Object.fromEntries(labels) : null;
};

export const notUnderstood = (to: Address, detail: string): Outcome<never> =>
  refuse('probe-failed', { address: to.url, detail });
