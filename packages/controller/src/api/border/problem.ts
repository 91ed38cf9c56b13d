// Problem details (RFC 9457): the one form in which anything is refused, to agents and people alike.

import type { Duplex } from 'node:stream';
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

const MEDIA_TYPE = 'application/problem+json';

const problemOf = (why: Reason) => ({
  type: `urn:slipway:reason:${why.code}`,
  title: explain(why),
  status: statusOf(why.code),
  code: why.code,
  facts: why.facts,
});

export const sendProblem = async (reply: FastifyReply, why: Reason): Promise<FastifyReply> => {
  if (why.code === 'overloaded' || why.code === 'sign-in-limited')
    void reply.header('retry-after', String(why.facts['seconds'] ?? 1));
  if (why.code === 'api-token-unknown') void reply.header('www-authenticate', 'Bearer');
  const problem = problemOf(why);
  return await reply.code(problem.status).type(MEDIA_TYPE).send(problem);
};

/** What is not even HTTP has no request and no reply: the words go straight to the line, and it is closed. */
export const refuseLine = (error: Error, socket: Duplex): void => {
  if (!socket.writable || isOfTheLine(error)) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(problemOf(reason('input-invalid', { what: 'request', detail: error.message })));
  const head = [
    'HTTP/1.1 400 Bad Request',
    `content-type: ${MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end([...head, 'connection: close', '', body].join('\r\n'));
};

/**
 * The line broke, or never came about. A handshake that a busy controller was late for is over for whoever waits at its other
 * end: an answer would be taken for one to what they have asked.
 */
const isOfTheLine = (error: Error): boolean =>
  'code' in error && /^(?:ECONNRESET|ERR_TLS_|ERR_SSL_)/.test(String(error.code));

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
