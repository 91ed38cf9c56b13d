import { ok } from '@slipway/core/reasons';
import { asInstant } from '@slipway/core/time';
import { PROTOCOL_VERSION } from '@slipway/protocol/agent';
import { endpoints } from '@slipway/protocol/api';
import type { FastifyInstance } from 'fastify';
import { countFleet, reportFleet, watchReadiness } from '../../app/index.ts';
import type { ApiOptions } from './options.ts';
import type { Router } from './router.ts';
import { watchChanges } from './watch-changes.ts';

export const serveController = (router: Router, fastify: FastifyInstance, options: ApiOptions): void => {
  const { app, version } = options;
  const watchers = watchChanges(app, options.closing);
  const readiness = watchReadiness(app);
  router.on(endpoints.fleet.counts, async () => ok(await countFleet(app)));
  router.stream(endpoints.controller.events, 'stream', async ({ reply }) => watchers.add(reply));
  router.on(endpoints.fleet.report, async ({ query }) => ok(await reportFleet(app, query.environment ?? null)));
  // A body of its own and not a problem: who asks is a load balancer, which reads the status.
  router.stream(endpoints.controller.health, 'work', async ({ reply }) => {
    const standing = options.closing.aborted ? 'stopping' : await readiness();
    const ready = standing === 'ready';
    await reply.code(ready ? 200 : 503).send({ live: true, ready, standing });
  });
  router.on(endpoints.controller.version, async () => {
    const known = await app.ports.store.read(async ({ access }) => ({
      incarnation: await access.setting('incarnation'),
      restoredAt: await access.setting('restored-at'),
    }));
    return ok({
      version,
      agentProtocol: PROTOCOL_VERSION,
      incarnation: known.incarnation ?? 'unknown',
      restoredAt: known.restoredAt === null ? null : asInstant(known.restoredAt),
    });
  });
  fastify.get('/api/v1/openapi.json', { schema: { hide: true }, config: { role: 'nobody' } }, async () =>
    fastify.swagger(),
  );
  const { metrics } = options;
  if (metrics === undefined) return;
  // Not of the API: its form is Prometheus', which asks for it at this address.
  fastify.get(
    '/metrics',
    { schema: { hide: true }, config: { role: 'viewer' } },
    async (_request, reply) => await reply.type(metrics.contentType).send(await metrics.read()),
  );
};
