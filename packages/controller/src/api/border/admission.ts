// Back-pressure: how many requests of a kind are under way at once. Beyond that a request is turned away before its body
// is read, with the time after which to come again; nothing queues here.

import { reason } from '@slipway/core/reasons';
import type { FastifyInstance } from 'fastify';
import type { Measures } from '../../ports/index.ts';
import { Refused } from './problem.ts';

/**
 * `work`: computes and answers. `held`: check-ins, which may wait for news. `upload`: large messages that are parsed as
 * a whole. `download`: files. `stream`: watchers.
 */
export type RequestKind = 'work' | 'held' | 'upload' | 'download' | 'stream';

export type Capacities = Readonly<Record<RequestKind, number>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly kind?: RequestKind;
  }
}

export const CAPACITIES: Capacities = {
  work: 200,
  /** A held line costs about 72 kB (measured): a tenth of a fleet of 50,000 near work at once. */
  held: 5000,
  /** 16 MB each while it is parsed: half a gigabyte at the worst. */
  upload: 16,
  download: 200,
  stream: 500,
};

/** Between these many seconds, by chance: who was turned away together must not come again together. */
const RETRY_SECONDS_MIN = 2;
const RETRY_SECONDS_MAX = 10;

export const limitRequests = (fastify: FastifyInstance, capacities: Capacities, measures?: Measures): void => {
  const underWay: Record<RequestKind, number> = { work: 0, held: 0, upload: 0, download: 0, stream: 0 };
  fastify.addHook('onRequest', async (request, reply) => {
    const kind = request.routeOptions.config.kind ?? 'work';
    if (underWay[kind] >= capacities[kind]) {
      measures?.turnedAway(kind);
      const seconds = RETRY_SECONDS_MIN + Math.floor(Math.random() * (RETRY_SECONDS_MAX - RETRY_SECONDS_MIN));
      throw new Refused(reason('overloaded', { seconds }));
    }
    underWay[kind] += 1;
    measures?.underWay(kind, underWay[kind]);
    // `close` comes exactly once, also where the other side went away before the answer.
    reply.raw.once('close', () => {
      underWay[kind] -= 1;
      measures?.underWay(kind, underWay[kind]);
    });
  });
};
