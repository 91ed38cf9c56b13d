// The OpenAPI 3.1 description, made from the endpoints that are served.

import swagger from '@fastify/swagger';
import { namedSchemas } from '@slipway/protocol/api';
import type { FastifyInstance } from 'fastify';

/** Of the API, not of the program: the published file changes when the API does. */
const API_VERSION = '1';

export const describeApi = async (fastify: FastifyInstance): Promise<void> => {
  await fastify.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Slipway controller',
        version: API_VERSION,
        description:
          'Every refusal is a problem document (RFC 9457) with a stable `code`. Lists come in pages: pass `next` back as `after`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    // Requests are validated by what the route has, which therefore refers to nothing.
    transform: ({ schema, url }) => ({
      url,
      schema: schema?.body === undefined ? schema : { ...schema, body: referring(schema.body) },
    }),
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) =>
        typeof schema.$id === 'string' ? schema.$id : `schema-${index}`,
    },
  });
  for (const [name, schema] of Object.entries(namedSchemas)) {
    fastify.addSchema({ $id: name, ...(referring(schema, name) as object) });
  }
};

/** What a field says of a noun besides is lost here (the policy's own JSON Schema has it): a reference has no description. */
const formOf = ({ description: _description, ...form }: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(form);

const names = new Map(
  Object.entries(namedSchemas).map(([name, schema]) => [formOf(schema as Readonly<Record<string, unknown>>), name]),
);

/** The same schema with every noun in it replaced by a reference. For the description only: nothing is validated by it. */
export const referring = (schema: unknown, itself: string | null = null): unknown => {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((one) => referring(one));
  const fields = schema as Readonly<Record<string, unknown>>;
  const name = names.get(formOf(fields));
  if (name !== undefined && name !== itself) return { $ref: `${name}#` };
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, referring(value)]));
};
