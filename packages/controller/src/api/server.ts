// What every server of ours has in common, whether it listens or is asked in this process.

import { randomUUID } from 'node:crypto';
import { reason } from '@slipway/core/reasons';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { App } from '../app/index.ts';
import {
  acceptBodies,
  CAPACITIES,
  type Capacities,
  errorHandler,
  limitRequests,
  measureRequests,
  sendProblem,
  traceRequests,
  type Watching,
} from './border/index.ts';

const URL_PARAMETER_LENGTH_MAX = 255;

export const SERVER_OPTIONS = {
  routerOptions: { maxParamLength: URL_PARAMETER_LENGTH_MAX },
  genReqId: () => randomUUID(),
  // Bodies have their own limits, by route; this one would refuse a stated length before they are asked.
  bodyLimit: Number.MAX_SAFE_INTEGER,
  // Nobody asks for them, and the head of an event stream would never end.
  exposeHeadRoutes: false,
  logger: false,
  // Addresses that the router cannot read come past the error handler.
  frameworkErrors: (error: Error, _request: unknown, reply: unknown): void => {
    void sendProblem(reply as FastifyReply, reason('input-invalid', { what: 'address', detail: error.message }));
  },
} as const;

/** Before any route: whatever they are, they stand behind the same border. */
export const withBorder = (
  instance: FastifyInstance,
  app: App,
  { capacities, measures, traces }: Watching & { readonly capacities?: Capacities } = {},
): FastifyInstance => {
  limitRequests(instance, capacities ?? CAPACITIES, measures);
  if (measures !== undefined) measureRequests(instance, measures);
  if (traces !== undefined) traceRequests(instance, traces);
  acceptBodies(instance);
  instance.setErrorHandler(errorHandler(app.ports.log));
  instance.setNotFoundHandler(
    async (request, reply) => await sendProblem(reply, reason('not-found', { what: 'address', id: request.url })),
  );
  // Schemas are the API's description and its compile-time check; answers are not filtered by them at run time.
  instance.setSerializerCompiler(() => (value) => JSON.stringify(value));
  instance.addHook('onSend', async (_request, reply) => {
    void reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  return instance;
};
