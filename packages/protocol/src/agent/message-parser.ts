// The version of a message is looked at before its fields: what another version means by them is not known here.

import { type Outcome, refuse } from '@slipway/core/reasons';
import type { Static, TSchema } from 'typebox';
import { type Parser, parserFor } from '../schema/index.ts';
import { PROTOCOL_VERSION } from './messages.ts';

/** A {@link parserFor} messages that state their protocol. */
export const messageParser = <T, S extends TSchema>(
  what: string,
  schema: S & (Static<S> extends T ? unknown : never),
): Parser<T> => {
  const parse = parserFor<T, S>(what, schema);
  return (input) => otherVersion(what, input) ?? parse(input);
};

const otherVersion = (document: string, input: unknown): Outcome<never> | null => {
  if (typeof input !== 'object' || input === null || !('protocol' in input)) return null;
  const found = input.protocol;
  return typeof found === 'number' && found !== PROTOCOL_VERSION
    ? refuse('document-version-unknown', { document, found, known: PROTOCOL_VERSION })
    : null;
};
