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
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) =>
        typeof schema.$id === 'string' ? schema.$id : `schema-${index}`,
    },
  });
  for (const [name, schema] of Object.entries(namedSchemas)) {
    fastify.addSchema({ $id: name, ...(referring(schema, name) as object) });
  }
};

const names = new Map(Object.entries(namedSchemas).map(([name, schema]) => [JSON.stringify(schema), name]));

/** The same schema with every noun in it replaced by a reference. For the description only: nothing is validated by it. */
export const referring = (schema: unknown, itself: string | null = null): unknown => {
  if (typeof schema !== 'object' || schema === null) return schema;
  const name = names.get(JSON.stringify(schema));
  if (name !== undefined && name !== itself) return { $ref: `${name}#` };
  if (Array.isArray(schema)) return schema.map((one) => referring(one));
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, referring(value)]));
};
