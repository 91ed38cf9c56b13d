import { ok } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import type { App } from '../../app/index.ts';
import {
  abort,
  excuse,
  listRollouts,
  pause,
  reportRollout,
  resume,
  sayGoOn,
  showHostInRollout,
  showRollout,
  showRunningOutput,
  startRollout,
} from '../../app/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';
import { watchRollout } from './watch-rollout.ts';

export const serveRollouts = (router: Router, app: App, closing: AbortSignal): void => {
  const { rollouts } = endpoints;
  router.on(rollouts.start, async ({ actor, body }) => await startRollout(app, actor, body.planDigest));
  router.on(rollouts.list, async ({ query }) => ok(await listRollouts(app, pageRequest(query))));
  router.on(rollouts.show, async ({ params }) => await showRollout(app, params.rolloutId, 'told'));
  router.on(
    rollouts.host,
    async ({ params: { rolloutId, hostId } }) => await showHostInRollout(app, rolloutId, hostId),
  );
  router.on(
    rollouts.output,
    async ({ params: { rolloutId, hostId } }) => await showRunningOutput(app, rolloutId, hostId),
  );
  router.on(rollouts.report, async ({ params }) => await reportRollout(app, params.rolloutId));
  router.stream(rollouts.events, 'stream', async ({ params, query, reply }) => {
    await watchRollout({ app, rolloutId: params.rolloutId, form: query.form ?? 'whole', reply, closing });
  });
  router.on(rollouts.pause, async ({ actor, params }) => await pause(app, actor, params.rolloutId));
  router.on(rollouts.resume, async ({ actor, params }) => await resume(app, actor, params.rolloutId));
  router.on(rollouts.abort, async ({ actor, params }) => await abort(app, actor, params.rolloutId));
  router.on(rollouts.goOn, async ({ actor, params }) => await sayGoOn(app, actor, params.rolloutId));
  router.on(
    rollouts.excuse,
    async ({ actor, params, body }) => await excuse(app, actor, params.rolloutId, params.hostId, body.why),
  );
};
