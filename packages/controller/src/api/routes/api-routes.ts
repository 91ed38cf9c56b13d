import { allEndpoints } from '@slipway/protocol/api';
import type { FastifyInstance } from 'fastify';
import { demandRole, validateRequests } from '../border/index.ts';
import { serveAccess } from './access.ts';
import { serveChangeRequests } from './change-requests.ts';
import { serveController } from './controller.ts';
import { serveDiagnosis } from './diagnosis.ts';
import { serveExceptions } from './exceptions.ts';
import { serveExposures } from './exposures.ts';
import { serveHosts } from './hosts.ts';
import { serveKnowledge } from './knowledge.ts';
import { serveNotices } from './notices.ts';
import type { ApiOptions } from './options.ts';
import { servePackages } from './packages.ts';
import { servePatchSets } from './patch-sets.ts';
import { servePlans } from './plans.ts';
import { servePolicy } from './policy.ts';
import { servePromotions } from './promotions.ts';
import { serveRollouts } from './rollouts.ts';
import { makeRouter } from './router.ts';
import { serveWindows } from './windows.ts';

export const apiRoutes =
  (options: ApiOptions) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const { app } = options;
    demandRole(fastify, app);
    validateRequests(fastify);
    const router = makeRouter(fastify);
    serveHosts(router, app);
    servePackages(router, app);
    servePatchSets(router, app);
    servePolicy(router, app);
    serveExceptions(router, app);
    serveWindows(router, app);
    servePlans(router, app);
    serveChangeRequests(router, app);
    servePromotions(router, app);
    serveRollouts(router, app, options.closing);
    serveDiagnosis(router, app);
    serveExposures(router, app);
    serveKnowledge(router, app);
    serveNotices(router, app);
    serveAccess(router, app, options.url);
    serveController(router, fastify, options);
    const missing = allEndpoints.filter(({ name }) => !router.bound.has(name));
    if (missing.length > 0) throw new Error(`not served: ${missing.map(({ name }) => name).join(', ')}`);
  };
