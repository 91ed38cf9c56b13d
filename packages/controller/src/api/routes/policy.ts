import { ok, refuse } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import type { App } from '../../app/index.ts';
import { replacePolicy } from '../../app/index.ts';
import type { Router } from './router.ts';

export const servePolicy = (router: Router, app: App): void => {
  router.on(endpoints.policy.show, async ({ reply }) => {
    const found = await app.ports.store.read(async ({ plans }) => await plans.policy());
    if (found === null) return refuse('not-found', { what: 'policy', id: 'current' });
    void reply.header('etag', `"${found.revision}"`);
    return ok({ revision: found.revision, policy: found.value });
  });
  router.on(endpoints.policy.replace, async ({ actor, body, request, reply }) => {
    const revision = /^"?(\d{1,15})"?$/.exec(request.headers['if-match'] ?? '')?.[1];
    if (revision === undefined) {
      const detail = 'If-Match must name the revision that the change was made from';
      return refuse('input-invalid', { what: 'header', detail });
    }
    const replaced = await replacePolicy(app, actor, { revision: Number(revision), value: body });
    if (!replaced.ok) return replaced;
    void reply.header('etag', `"${replaced.value.revision}"`);
    return ok({ revision: replaced.value.revision, policy: replaced.value.value });
  });
};
