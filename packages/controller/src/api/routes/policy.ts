import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { endpoints, type StoredPolicy } from '@slipway/protocol/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app/index.ts';
import {
  explainHostPolicy,
  listPolicyRevisions,
  replacePolicy,
  rollBackPolicy,
  showPolicyRevision,
  weighPolicy,
} from '../../app/index.ts';
import type { SavedPolicy } from '../../ports/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const servePolicy = (router: Router, app: App): void => {
  const { policy } = endpoints;
  router.on(policy.show, async ({ reply }) => {
    const newest = await app.ports.store.read(
      async ({ plans }) => (await plans.policyRevisions({ after: null, limit: 1 })).items[0],
    );
    return newest === undefined
      ? refuse('not-found', { what: 'policy', id: 'current' })
      : answer(reply, { ok: true, value: newest });
  });
  router.on(policy.effect, async ({ body, query }) => await weighPolicy(app, body, { namedMax: query.named }));
  router.on(policy.revisions, async ({ query }) => ok(await listPolicyRevisions(app, pageRequest(query))));
  router.on(policy.revision, async ({ params, reply }) =>
    answer(reply, await showPolicyRevision(app, Number(params.revision))),
  );
  router.on(policy.replace, async ({ actor, body, request, reply }) => {
    const from = revisionOf(request);
    if (!from.ok) return from;
    return answer(reply, await replacePolicy(app, actor, { revision: from.value, value: body }));
  });
  router.on(policy.rollBack, async ({ actor, params, request, reply }) => {
    const from = revisionOf(request);
    if (!from.ok) return from;
    return answer(reply, await rollBackPolicy(app, actor, { to: Number(params.revision), from: from.value }));
  });
  router.on(policy.explain, async ({ params }) => await explainHostPolicy(app, params.hostId));
};

const revisionOf = ({ headers }: FastifyRequest): Outcome<number> => {
  const revision = /^"?(\d{1,15})"?$/.exec(headers['if-match'] ?? '')?.[1];
  if (revision !== undefined) return ok(Number(revision));
  const detail = 'If-Match must name the revision that the change was made from';
  return refuse('input-invalid', { what: 'header', detail });
};

const answer = (reply: FastifyReply, saved: Outcome<SavedPolicy>): Outcome<StoredPolicy> => {
  if (!saved.ok) return saved;
  const { revision, policy, by, at } = saved.value;
  void reply.header('etag', `"${revision}"`);
  return ok({ revision, savedBy: by, savedAt: at, policy });
};
