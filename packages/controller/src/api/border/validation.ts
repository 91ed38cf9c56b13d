// Requests against the schemas of their endpoint: each compiled at its first use, since most starts serve few of them.

import { reason } from '@slipway/core/reasons';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { narrowed, noBranch } from './narrowed.ts';
import { Refused } from './problem.ts';

type Validate = (value: unknown) => { readonly value: unknown } | { readonly error: Error };

const CALLED: Readonly<Record<string, string>> = {
  body: 'request body',
  querystring: 'query',
  params: 'address',
  headers: 'header',
};

export const validateRequests = (fastify: FastifyInstance): void => {
  fastify.setValidatorCompiler<TSchema>(({ schema, httpPart }) => validator(schema, httpPart ?? 'body'));
};

const validator = (schema: TSchema, part: string): Validate => {
  let compiled: ReturnType<typeof Compile<TSchema>> | null = null;
  return (given) => {
    compiled ??= Compile(schema);
    const value = part === 'body' ? (given ?? {}) : textual(part, schema, given);
    if (compiled.Check(value)) return { value };
    const first = Compile(narrowed(schema, value)).Errors(value).at(0) ?? compiled.Errors(value).at(0);
    const said = first === undefined ? 'it does not match' : `${place(first.instancePath)}${first.message}`;
    const detail = noBranch(schema, value) ?? said;
    return { error: new Refused(reason('input-invalid', { what: CALLED[part] ?? part, detail })) };
  };
};

/** Addresses and queries carry text; a number in them is one of ours only where the schema wants a number. */
const textual = (part: string, schema: TSchema, given: unknown): unknown =>
  part === 'headers' ? given : Value.Convert(schema, given);

const place = (path: string): string => (path === '' ? '' : `${path.slice(1)} `);
