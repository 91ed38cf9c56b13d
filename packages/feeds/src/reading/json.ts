// JSON of others: depth looked at before anything is built, shapes asked for one field at a time.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

export const parseJson = (text: string, depthMax: number): Outcome<Json> => {
  if (isDeeper(text, depthMax)) return refuse('record-unreadable', { detail: `nested more than ${depthMax} deep` });
  try {
    return ok(JSON.parse(text) as Json);
  } catch (error) {
    return refuse('record-unreadable', {
      detail: error instanceof SyntaxError ? `no JSON: ${error.message}` : 'no JSON',
    });
  }
};

/** A first pass over the text: V8 parses any depth, and everything that walks the value afterwards would not end well. */
const isDeeper = (text: string, depthMax: number): boolean => {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
    }
  }
  return false;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Where the closing quote stands, or the text's end: then JSON.parse refuses it. */
const endOfString = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
};

const isEscaped = (text: string, quote: number): boolean => {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
};

export const objectOf = (value: Json | undefined): JsonObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;

/** A field that is of another type counts as absent: `null`, or an empty list. Inherited names (`constructor`) are no fields. */
export const textIn = (object: JsonObject | null, name: string): string | null => {
  const value = fieldIn(object, name);
  return typeof value === 'string' && value !== '' ? value : null;
};

export const objectIn = (object: JsonObject | null, name: string): JsonObject | null => objectOf(fieldIn(object, name));

export const listIn = (object: JsonObject | null, name: string): readonly Json[] => {
  const value = fieldIn(object, name);
  return Array.isArray(value) ? (value as readonly Json[]) : [];
};

/** Only the texts of a list. */
export const textsIn = (object: JsonObject | null, name: string): readonly string[] =>
  listIn(object, name).filter((value) => typeof value === 'string');

const fieldIn = (object: JsonObject | null, name: string): Json | undefined =>
  object !== null && Object.hasOwn(object, name) ? object[name] : undefined;
