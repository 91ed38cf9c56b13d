// From unknown input to a typed value, or a reason that names the place.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

export type Parser<T> = (input: unknown) => Outcome<T>;

/**
 * A parser for one schema. `T` is core's type; that the schema produces it is checked by the compiler.
 * Compiled on first use, since most programs need few of them.
 */
export const parserFor = <T, S extends TSchema>(
  what: string,
  schema: S & (Static<S> extends T ? unknown : never),
): Parser<T> => {
  let validator: ReturnType<typeof Compile<S>> | null = null;
  return (input) => {
    validator ??= Compile<S>(schema);
    if (validator.Check(input)) return ok(input as T);
    const first = [...validator.Errors(input)].at(-1);
    const detail =
      first === undefined
        ? 'does not match'
        : `${first.instancePath === '' ? '/' : first.instancePath} ${first.message}`;
    return refuse('document-malformed', { document: what, detail });
  };
};
