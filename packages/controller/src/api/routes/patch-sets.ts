import { ok, refuse } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import type { App } from '../../app/index.ts';
import { listLeftOut, listPatchSets, listTargets, requestCut, sayOfPatchSet, showPatchSet } from '../../app/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const servePatchSets = (router: Router, app: App): void => {
  const { patchSets } = endpoints;
  const { store } = app.ports;
  router.on(
    patchSets.cut,
    async ({ actor, body: { scope, named, hosts = null } }) => await requestCut(app, actor, { scope, named, hosts }),
  );
  router.on(patchSets.showCut, async ({ params: { cutId } }) => {
    const found = await store.read(async (view) => await view.patchSets.cutRequest(cutId));
    return found === null ? refuse('not-found', { what: 'cut', id: cutId }) : ok(found.value);
  });
  router.on(patchSets.list, async ({ query }) => ok(await listPatchSets(app, pageRequest(query))));
  router.on(patchSets.show, async ({ params: { digest } }) => await showPatchSet(app, digest));
  router.on(
    patchSets.targets,
    async ({ params: { digest }, query: { security, ...page } }) =>
      await listTargets(app, { digest, security }, pageRequest(page)),
  );
  router.on(
    patchSets.leftOut,
    async ({ params: { digest }, query }) => await listLeftOut(app, digest, pageRequest(query)),
  );
  router.on(
    patchSets.say,
    async ({ actor, params: { digest: patchSetDigest }, body }) =>
      await sayOfPatchSet(app, actor, { patchSetDigest, ...body }),
  );
};
