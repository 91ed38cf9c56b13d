// Problem details (RFC 9457): the one form in which anything is refused, to agents and people alike.

import { explain, type Reason, reason } from '@slipway/core/reasons';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type Log, StoreFailure } from '../../ports/index.ts';
import { statusOf } from './statuses.ts';

/** Thrown where a hook or a parser refuses; use cases return their refusals. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly reason: Reason;

  constructor(why: Reason, options?: ErrorOptions) {
    super(`refused: ${why.code}`, options);
    this.reason = why;
  }
}

export const sendProblem = async (reply: FastifyReply, why: Reason): Promise<FastifyReply> => {
  if (why.code === 'overloaded') void reply.header('retry-after', String(why.facts['seconds'] ?? 1));
  if (why.code === 'api-token-unknown') void reply.header('www-authenticate', 'Bearer');
  const status = statusOf(why.code);
  return await reply
    .code(status)
    .type('application/problem+json')
    .send({
      type: `urn:slipway:reason:${why.code}`,
      title: explain(why),
      status,
      code: why.code,
      facts: why.facts,
    });
};

/** Whatever was thrown, as a reason; what nobody expected is logged here, once, and told without its inside. */
export const errorHandler =
  (log: Log) =>
  async (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    await sendProblem(reply, expected(error) ?? unexpected(log, error, request));

const expected = (error: FastifyError | Error): Reason | null => {
  if (error instanceof Refused || error instanceof StoreFailure) return error.reason;
  if (!('statusCode' in error) || error.statusCode === undefined || error.statusCode >= 500) return null;
  // Fastify's own: a URL that is none, a method or media type that no route takes.
  return reason('input-invalid', { what: 'request', detail: error.message });
};

const unexpected = (log: Log, error: Error, request: FastifyRequest): Reason => {
  const { id: requestId, method, routeOptions } = request;
  log.error('request failed', { requestId, method, route: routeOptions.url, error });
  return reason('internal-error', { requestId });
};
