import type { Word } from '@slipway/core/gates';
import type { Address } from '@slipway/core/policy';
import { type Outcome, ok } from '@slipway/core/reasons';
import { field, notUnderstood, parseFields } from './json.ts';

/** `{"open": true}`, or false, and `why` as text or left out. Nothing else is a word: a page that says 200 opens no gate. */
export const wordOf = (to: Address, body: string): Outcome<Word> => {
  const answer = parseFields(body);
  const open = field(answer, 'open');
  const why = field(answer, 'why') ?? null;
  const strange = Object.keys(answer ?? {}).find((name) => name !== 'open' && name !== 'why');
  if (typeof open !== 'boolean' || (why !== null && typeof why !== 'string') || strange !== undefined) {
    return notUnderstood(to, 'its answer is not {"open": true} or {"open": false, "why": "…"}');
  }
  return ok({ open, why });
};
