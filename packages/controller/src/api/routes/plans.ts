import type { HostPlan } from '@slipway/core/plan';
import { ok, refuse } from '@slipway/core/reasons';
import { endpoints } from '@slipway/protocol/api';
import type { App } from '../../app/index.ts';
import {
  approve,
  askAgain,
  comparePlans,
  listPlans,
  listWaiting,
  refusePlan,
  requestPlan,
  showPlan,
  showTimetable,
} from '../../app/index.ts';
import { pageOf, readCursor } from '../../ports/index.ts';
import { pageRequest } from './pages.ts';
import type { Router } from './router.ts';

export const servePlans = (router: Router, app: App): void => {
  const { plans } = endpoints;
  const { store } = app.ports;
  router.on(
    plans.make,
    async ({ actor, body }) => await requestPlan(app, actor, { ...body, overrides: body.overrides ?? [] }),
  );
  router.on(plans.showRequest, async ({ params: { planRequestId } }) => {
    const found = await store.read(async (view) => await view.plans.planRequest(planRequestId));
    return found === null ? refuse('not-found', { what: 'plan request', id: planRequestId }) : ok(found.value);
  });
  router.on(plans.list, async ({ query }) => ok(await listPlans(app, pageRequest(query))));
  router.on(plans.show, async ({ params }) => await showPlan(app, params.digest));
  router.on(plans.hostPlans, async ({ params: { digest }, query }) => {
    const page = pageRequest(query);
    const after = readCursor(page, 'text')?.[0] ?? '';
    const found = await store.read(async (view) => {
      const plan = await view.plans.plan(digest);
      return plan === null ? null : { header: plan.header, hostPlans: await view.plans.hostPlans(digest) };
    });
    if (found === null) return refuse('not-found', { what: 'plan', id: digest });
    const its = query.wave === undefined ? null : new Set(found.header.waves[query.wave]?.hosts);
    const rows: readonly HostPlan[] = found.hostPlans.filter(
      ({ hostId }) => hostId > after && (its === null || its.has(hostId)),
    );
    return ok(pageOf(rows, page, ({ hostId }) => [hostId]));
  });
  router.on(plans.hostPlan, async ({ params: { digest, hostId } }) => {
    const found = await store.read(async (view) => await view.plans.hostPlan(digest, hostId));
    return found === null ? refuse('not-found', { what: 'host plan', id: `${digest} of ${hostId}` }) : ok(found);
  });
  router.on(plans.timetable, async ({ params }) => await showTimetable(app, params.digest));
  router.on(plans.difference, async ({ params, query }) => await comparePlans(app, params.digest, query.with));
  router.on(plans.refuse, async ({ actor, params, body }) =>
    refusePlan(app, actor, { planDigest: params.digest, why: body.why }),
  );
  router.on(plans.askAgain, async ({ actor, params, body }) =>
    askAgain(app, actor, { planDigest: params.digest, why: body.why }),
  );
  router.on(plans.waiting, async ({ actor, query }) => {
    const { mine = false, ...page } = query;
    return ok(await listWaiting(app, actor, { page: pageRequest(page), mine }));
  });
  router.on(plans.approve, async ({ actor, params, body }) => await approve(app, actor, params.digest, body.removals));
};
