// Text from outside, read as a document.

import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { canonicalise } from './canonical.ts';
import type { JsonValue } from './types.ts';
import { decodeUtf8 } from './utf8.ts';

/**
 * Reads canonical bytes and nothing else: what is read always has the digest of the bytes it was read from. Refuses
 * doubled keys, blanks, other number forms and other key orders, all of which would let two readers see two documents.
 * `document` names it in the reason.
 */
export function parseCanonical(bytes: Uint8Array, document: string): Outcome<JsonValue> {
  const text = decodeUtf8(bytes);
  if (text === null) return refuse('document-malformed', { document, detail: 'it is not UTF-8' });
  let value: JsonValue;
  let canonical: string;
  try {
    value = JSON.parse(text) as JsonValue;
    canonical = canonicalise(value);
  } catch (error) {
    return refuse('document-malformed', { document, detail: error instanceof Error ? error.message : String(error) });
  }
  if (canonical !== text) return refuse('document-malformed', { document, detail: 'it is not in canonical form' });
  return ok(value);
}
