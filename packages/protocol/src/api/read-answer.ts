// An answer as it arrived, checked before anybody believes a field of it.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { Compile } from 'typebox/compile';
import type { AnswerOf, Endpoint } from './endpoint.ts';

/** Fields that this version does not know are passed over; one that is missing or of another kind is refused, with its place. */
export const readAnswer = <E extends Endpoint>(endpoint: E, value: unknown): Outcome<AnswerOf<E>> => {
  if (endpoint.answer === null) return ok(undefined as AnswerOf<E>);
  const validator = Compile(endpoint.answer);
  if (validator.Check(value)) return ok(value as AnswerOf<E>);
  const first = [...validator.Errors(value)].at(-1);
  const detail = first === undefined ? 'it does not match' : `${first.instancePath || '/'} ${first.message}`;
  return refuse('document-malformed', { document: `answer of ${endpoint.name}`, detail });
};
