import { type PolicyPlace, placesOf, rulesAt } from '@slipway/core/policy';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { PlanRequest, StoreView } from '../../ports/index.ts';
import { approvalState } from '../approval/index.ts';
import type { App } from '../context.ts';
import { type PlanWish, requestPlan } from '../planning/index.ts';
import { SCHEDULE } from '../promotion/index.ts';
import { startRollout } from '../rollout/index.ts';
import { LOOK_EVERY_MS } from '../waits.ts';
import { isolateFirst } from './isolate.ts';
import { lookAtIsolated } from './isolated.ts';
import {
  isBack,
  type Look,
  missed,
  missesIt,
  nextWindow,
  type Returned,
  ROLLOUTS_MAX,
  withinDays,
} from './returned.ts';

/** Nearer than this the next window is: it takes the host. */
const NEXT_WINDOW_SECONDS = 2 * 3600;

/** Milliseconds until it wants to look again. */
export const lookAtReturning = async (app: App): Promise<number> => {
  const now = app.ports.clock.now();
  const policy = (await app.ports.store.read(async ({ plans }) => await plans.policy()))?.value ?? null;
  // Also where nobody is to be isolated any more: who is, is to serve again.
  await lookAtIsolated(app, { policy, now });
  const places = policy === null ? [] : placesOf(policy).filter((place) => isPlannedBack(rulesAt(policy, place)));
  if (policy === null || places.length === 0) return LOOK_EVERY_MS;
  const all = await app.ports.store.read(async (view) => await missed(view, places));
  for (const returned of all) await bringBack(app, returned, { policy, now });
  return LOOK_EVERY_MS;
};

type RulesOrNone = ReturnType<typeof rulesAt>;
const isPlannedBack = (rules: RulesOrNone): boolean =>
  rules?.missedWindow === 'on-return' || rules?.missedWindow === 'isolate-first';

const bringBack = async (app: App, returned: Returned, look: Look): Promise<void> => {
  const { place, rollout, host } = returned;
  const rules = rulesAt(look.policy, place);
  const answer = rules?.missedWindow === 'isolate-first' ? await isolateFirst(app, returned, look) : 'isolated';
  if (answer === 'not-yet') return;
  const next = nextWindow(place, { ...look, zones: app.ports.zones });
  if (next === null) return;
  const id = `${rollout.rolloutId}.${host.hostId}`;
  const own = await requestOf(app, `return.${id}`, look.now);
  if (answer === 'isolated' && own.request !== null && !own.isOver) {
    await startIfApproved(app, own.request, look.now);
    return;
  }
  const isFar = next.startsAt >= addSeconds(look.now, NEXT_WINDOW_SECONDS);
  if (answer === 'isolated' && own.request === null && isFar) {
    const anyTimeUntil = withinDays(next.startsAt, look.now);
    await askIfBack(app, returned, look, { planRequestId: `return.${id}`, anyTimeUntil });
    return;
  }
  // The window takes it: of itself where patch sets come by themselves, else by a plan for what is left to it.
  if (rules?.promotion !== undefined) return;
  const left = await requestOf(app, `next.${id}`, look.now);
  if (left.request === null) await askIfBack(app, returned, look, { planRequestId: `next.${id}` });
  else await startIfApproved(app, left.request, look.now);
};

interface OwnRequest {
  readonly request: PlanRequest | null;
  /** Nobody agreed to it in its time. */
  readonly isOver: boolean;
}

const requestOf = async (app: App, planRequestId: string, now: Instant): Promise<OwnRequest> =>
  await app.ports.store.read(async ({ plans }) => {
    const request = (await plans.planRequest(planRequestId))?.value ?? null;
    const plan = request?.planDigest == null ? null : await plans.plan(request.planDigest);
    return { request, isOver: plan !== null && plan.header.bounds.expiresAt <= now };
  });

type Wish = Pick<PlanWish, 'anyTimeUntil'> & { readonly planRequestId: string };

const askIfBack = async (
  app: App,
  { place, rollout, host }: Returned,
  { now }: Look,
  { planRequestId, ...when }: Wish,
): Promise<void> => {
  const patchSetDigest = await app.ports.store.read(
    async (view) => await stillMissing(view, { place, rollout, host, now }),
  );
  if (patchSetDigest === null) return;
  const wish = { ...place, patchSetDigest, overrides: [], planRequestId, onlyHosts: [host.hostId], ...when };
  const asked = await requestPlan(app, SCHEDULE, wish);
  if (!asked.ok) app.ports.log.info('no plan for a host that is back', { planRequestId, reason: asked.reason });
};

/** The patch set, where the host is there, in no other rollout and no newer plan, and does not have all of it. */
const stillMissing = async (
  view: StoreView,
  { rollout, host, now }: Pick<Returned, 'rollout' | 'host'> & { readonly place: PolicyPlace; readonly now: Instant },
) => {
  const record = (await view.fleet.host(host.hostId))?.value ?? null;
  if (record === null || !isBack(record, now)) return null;
  const open = await view.rollouts.openRollouts();
  const isElsewhere = open.some(
    ({ value }) => value.rolloutId !== rollout.rolloutId && value.hosts.some(({ hostId }) => hostId === host.hostId),
  );
  if (isElsewhere || !(await missesIt(view, { rollout, host }))) return null;
  // A newer plan has it: one for this host alone would take the place of that one, for all of its hosts.
  const newest = await view.plans.currentHostPlan(host.hostId);
  const taken =
    newest === null || newest.planDigest === rollout.planDigest ? null : await view.plans.plan(newest.planDigest);
  if (taken !== null && taken.header.bounds.expiresAt > now) return null;
  return (await view.plans.plan(rollout.planDigest))?.header.bounds.patchSetDigest ?? null;
};

const startIfApproved = async (app: App, { planRequestId, planDigest }: PlanRequest, now: Instant): Promise<void> => {
  if (planDigest === null) return;
  const isDue = await app.ports.store.read(async (view) => {
    const plan = await view.plans.plan(planDigest);
    if (plan === null || plan.header.bounds.expiresAt <= now) return false;
    const { items } = await view.rollouts.rollouts({ after: null, limit: ROLLOUTS_MAX });
    if (items.some((rollout) => rollout.planDigest === planDigest)) return false;
    return (await approvalState(view, plan, now)).ok;
  });
  if (!isDue) return;
  const started = await startRollout(app, SCHEDULE, planDigest);
  if (!started.ok) app.ports.log.info('not started yet', { planRequestId, reason: started.reason });
};
