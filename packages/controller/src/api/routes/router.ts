// Binds the endpoints of protocol/api to handlers: path, role, schemas and status come from there.

import type { Outcome } from '@slipway/core/reasons';
import {
  type AnswerOf,
  type BodyOf,
  type Endpoint,
  type ParamsOf,
  ProblemSchema,
  type QueryOf,
} from '@slipway/protocol/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../app/index.ts';
import { actorOf, type RequestKind, SIGNATURE, sendProblem } from '../border/index.ts';
import { referring } from '../describe.ts';
import { sendTable, type Table, wantsTable } from './table.ts';

export interface Asked<E extends Endpoint> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  /** Who asks; an endpoint that is for nobody in particular has a person without roles here. */
  readonly actor: Actor;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type Handler<E extends Endpoint> = (asked: Asked<E>) => Promise<Outcome<AnswerOf<E>>>;

export interface Router {
  on<E extends Endpoint>(endpoint: E, handler: Handler<E>): void;
  /** For an answer that is a table as well: page by page, until there is no more. */
  table<E extends Endpoint>(endpoint: E, handler: Handler<E>, table: Table<AnswerOf<E>>): void;
  /** For an answer that is not one document: the handler sends it itself. */
  stream<E extends Endpoint>(endpoint: E, kind: RequestKind, handler: (asked: Asked<E>) => Promise<void>): void;
  /** Names of what was bound. */
  readonly bound: ReadonlySet<string>;
}

export const makeRouter = (fastify: FastifyInstance): Router => {
  const bound = new Set<string>();
  const bind = (endpoint: Endpoint, kind: RequestKind, handle: (asked: Asked<Endpoint>) => Promise<unknown>): void => {
    if (bound.has(endpoint.name)) throw new Error(`${endpoint.name} is served twice`);
    bound.add(endpoint.name);
    fastify.route({
      method: endpoint.method,
      url: endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      schema: descriptionOf(endpoint),
      config: { kind, role: endpoint.role, signed: SIGNATURE in (endpoint.headers ?? {}) },
      handler: async (request, reply) => await handle(askedOf(request, reply)),
    });
  };
  return {
    bound,
    on: (endpoint, handler) =>
      bind(endpoint, 'work', async (asked) => {
        const outcome = await handler(asked as unknown as Asked<typeof endpoint>);
        if (!outcome.ok) return await sendProblem(asked.reply, outcome.reason);
        return await asked.reply.code(endpoint.status).send(outcome.value);
      }),
    table: (endpoint, handler, table) =>
      bind(endpoint, 'work', async (asked) => {
        const its = asked as unknown as Asked<typeof endpoint>;
        if (wantsTable(asked.request)) return await sendTable(its, handler, table);
        const outcome = await handler(its);
        if (!outcome.ok) return await sendProblem(asked.reply, outcome.reason);
        return await asked.reply.code(endpoint.status).send(outcome.value);
      }),
    stream: (endpoint, kind, handler) =>
      bind(endpoint, kind, async (asked) => await handler(asked as unknown as Asked<typeof endpoint>)),
  };
};

const askedOf = (request: FastifyRequest, reply: FastifyReply): Asked<Endpoint> => ({
  params: request.params as Asked<Endpoint>['params'],
  query: request.query as Asked<Endpoint>['query'],
  body: request.body as Asked<Endpoint>['body'],
  actor: actorOf(request),
  request,
  reply,
});

/** What Fastify validates requests with, and what the published description is made of. */
const descriptionOf = (endpoint: Endpoint): Record<string, unknown> => {
  const { name, subject, summary, role, params, query, body, status, headers } = endpoint;
  return {
    operationId: name,
    tags: [subject],
    summary,
    description: role === 'nobody' ? 'Needs no token.' : `Needs the role ${role}.`,
    security: role === 'nobody' ? [] : [{ token: [] }],
    ...(params === null ? {} : { params }),
    ...(query === null ? {} : { querystring: query }),
    ...(body === null ? {} : { body }),
    ...(headers === undefined ? {} : { headers: headerSchema(headers) }),
    response: {
      [status]: successOf(endpoint),
      default: {
        description: 'refused',
        content: { 'application/problem+json': { schema: referring(ProblemSchema) } },
      },
    },
  };
};

const successOf = ({ answer, csv }: Endpoint): Record<string, unknown> => {
  if (answer === null) return { description: 'done' };
  const description = csv === true ? 'as asked; with format=csv or Accept: text/csv as a table (RFC 4180)' : 'as asked';
  return { description, ...(referring(answer) as object) };
};

const headerSchema = (headers: Readonly<Record<string, string>>): Record<string, unknown> => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { type: 'string', description }]),
  ),
  required: Object.keys(headers),
});
