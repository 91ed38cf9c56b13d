import { endpoints } from '@slipway/protocol/api';
import type { App } from '../../app/index.ts';
import { makeRollback, showRollback } from '../../app/index.ts';
import type { Router } from './router.ts';

export const serveRollbacks = (router: Router, app: App): void => {
  const { rollbacks } = endpoints;
  router.on(
    rollbacks.scope,
    async ({ params: { rolloutId }, query: { hosts = null } }) => await showRollback(app, { rolloutId, hosts }),
  );
  router.on(
    rollbacks.make,
    async ({ actor, params: { rolloutId }, body: { hosts = null, ...wish } }) =>
      await makeRollback(app, actor, { ...wish, rolloutId, hosts }),
  );
};
