import { ok, refuse } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import type { App } from '../../app/index.ts';
import { listPatchSets, requestCut } from '../../app/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const servePatchSets = (router: Router, app: App): void => {
  const { patchSets } = endpoints;
  const { store } = app.ports;
  router.on(
    patchSets.cut,
    async ({ actor, body }) => await requestCut(app, actor, { scope: body.scope, hosts: body.hosts ?? null }),
  );
  router.on(patchSets.showCut, async ({ params: { cutId } }) => {
    const found = await store.read(async (view) => await view.patchSets.cutRequest(cutId));
    return found === null ? refuse('not-found', { what: 'cut', id: cutId }) : ok(found.value);
  });
  router.on(patchSets.list, async ({ query }) => ok(await listPatchSets(app, pageRequest(query))));
  router.on(patchSets.show, async ({ params: { digest } }) => {
    const found = await store.read(async (view) => await view.patchSets.patchSet(digest));
    return found === null ? refuse('not-found', { what: 'patch set', id: digest }) : ok(found);
  });
};
