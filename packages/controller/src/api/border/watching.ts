// What is measured and traced of requests, where somebody wants either; without, no hook is there and nothing is paid.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Measures, Traces } from '../../ports/index.ts';

export interface Watching {
  readonly measures?: Measures;
  /** What `/metrics` answers; left out: there is no such address. */
  readonly metrics?: { readonly contentType: string; read(): Promise<string> };
  readonly traces?: Traces;
}

export const measureRequests = (fastify: FastifyInstance, measures: Measures): void => {
  fastify.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const { kind } = routeOptions.config;
    const seconds = reply.elapsedTime / 1000;
    const status = reply.statusCode;
    if (kind === 'held') measures.checkedIn(status, formOf(request), seconds);
    // A stream lasts as long as somebody watches: how many there are is what counts.
    else if (kind !== 'stream') measures.answered({ method, route: routeOptions.url ?? null, status, seconds });
  });
};

/** As it was asked for; refused before it was read, it was short. */
const formOf = ({ body }: FastifyRequest): 'held' | 'short' => {
  const asks = typeof body === 'object' && body !== null && 'waitSeconds' in body ? body.waitSeconds : 0;
  return asks === 0 ? 'short' : 'held';
};

export const traceRequests = (fastify: FastifyInstance, traces: Traces): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { method, routeOptions, headers } = request;
    const route = routeOptions.url ?? 'none';
    const parent = typeof headers['traceparent'] === 'string' ? headers['traceparent'] : null;
    const attributes = { 'http.request.method': method, 'http.route': route, 'slipway.request.id': request.id };
    traces.begin({ name: `${method} ${route}`, attributes, parent }, (end) => {
      reply.raw.once('close', () => {
        const status = reply.statusCode;
        end({ attributes: { 'http.response.status_code': status }, failed: status >= 500 });
      });
      done();
    });
  });
};
