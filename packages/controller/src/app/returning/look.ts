import { occurrencesOf, type Zones } from '@slipway/core/calendar';
import { applicableTargets } from '@slipway/core/patch-set';
import { calendarOf, type Policy, type PolicyPlace, placesOf, rulesAt } from '@slipway/core/policy';
import type { Rollout, RolloutHost } from '@slipway/core/rollout';
import { addSeconds, type Instant, msBetween } from '@slipway/core/time';
import type { PlanRequest, StoreView } from '../../ports/index.ts';
import { approvalState } from '../approval/index.ts';
import type { App } from '../context.ts';
import { requestPlan } from '../planning/index.ts';
import { SCHEDULE } from '../promotion/index.ts';
import { startRollout } from '../rollout/index.ts';
import { LOOK_EVERY_MS } from '../waits.ts';

/** Newest first: who missed a window longer ago than these is in a newer plan. */
const ROLLOUTS_MAX = 50;
/** Heard so lately a host is back, and not only passing by. */
const BACK_SECONDS = 120;
/** An approval that comes later is better given to the next window. */
const DAYS_MAX = 7;
const DAY_SECONDS = 86_400;
/** Nearer than this the next window is: it takes the host. */
const NEXT_WINDOW_SECONDS = 2 * 3600;

interface Returned {
  readonly planRequestId: string;
  readonly place: PolicyPlace;
  readonly rollout: Rollout;
  readonly host: RolloutHost;
}

/** Milliseconds until it wants to look again. */
export const lookAtReturning = async (app: App): Promise<number> => {
  const now = app.ports.clock.now();
  const policy = (await app.ports.store.read(async ({ plans }) => await plans.policy()))?.value ?? null;
  const places = policy === null ? [] : placesOf(policy).filter((place) => isWanted(policy, place));
  if (policy === null || places.length === 0) return LOOK_EVERY_MS;
  const all = await app.ports.store.read(async (view) => await missed(view, places));
  for (const returned of all) {
    const request = await app.ports.store.read(
      async ({ plans }) => (await plans.planRequest(returned.planRequestId))?.value ?? null,
    );
    if (request === null) await askIfBack(app, returned, { policy, now });
    else await startIfApproved(app, request, now);
  }
  return LOOK_EVERY_MS;
};

const isWanted = (policy: Policy, place: PolicyPlace): boolean => rulesAt(policy, place)?.missedWindow === 'on-return';

const missed = async ({ plans, rollouts }: StoreView, places: readonly PolicyPlace[]): Promise<readonly Returned[]> => {
  const found: Returned[] = [];
  const { items } = await rollouts.rollouts({ after: null, limit: ROLLOUTS_MAX });
  for (const rollout of items) {
    const hosts = rollout.hosts.filter(
      ({ phase, missing }) => phase === 'not-begun' && (missing?.missedAt ?? null) !== null,
    );
    if (hosts.length === 0) continue;
    const policyName = (await plans.plan(rollout.planDigest))?.policyName ?? null;
    const place = places.find((one) => one.environment === rollout.environment && one.policyName === policyName);
    if (place === undefined) continue;
    for (const host of hosts) {
      found.push({ planRequestId: `return.${rollout.rolloutId}.${host.hostId}`, place, rollout, host });
    }
  }
  return found;
};

const askIfBack = async (
  app: App,
  { planRequestId, place, rollout, host }: Returned,
  { policy, now }: { readonly policy: Policy; readonly now: Instant },
): Promise<void> => {
  const anyTimeUntil = untilNextWindow(policy, place, { now, zones: app.ports.zones });
  const patchSetDigest =
    anyTimeUntil === null
      ? null
      : await app.ports.store.read(async (view) => await stillMissing(view, { rollout, host, now }));
  if (anyTimeUntil === null || patchSetDigest === null) return;
  const wish = { ...place, patchSetDigest, overrides: [], planRequestId, onlyHosts: [host.hostId], anyTimeUntil };
  const asked = await requestPlan(app, SCHEDULE, wish);
  if (!asked.ok) app.ports.log.info('no plan for a host that is back', { planRequestId, reason: asked.reason });
};

/** `null`: the next one is so near that it takes the host. */
const untilNextWindow = (
  policy: Policy,
  place: PolicyPlace,
  { now, zones }: { readonly now: Instant; readonly zones: Zones },
): Instant | null => {
  const window = rulesAt(policy, place)?.window;
  const latest = addSeconds(now, DAYS_MAX * DAY_SECONDS);
  if (window === undefined) return null;
  const [next] = occurrencesOf(window, now, 1, calendarOf(policy, place.environment, zones));
  if (next === undefined || next.startsAt > latest) return latest;
  return next.startsAt < addSeconds(now, NEXT_WINDOW_SECONDS) ? null : next.startsAt;
};

/** The patch set, where the host is there, in no other rollout and no newer plan, and does not have all of it. */
const stillMissing = async (
  { fleet, patchSets, plans, rollouts }: StoreView,
  { rollout, host, now }: { readonly rollout: Rollout; readonly host: RolloutHost; readonly now: Instant },
) => {
  const record = (await fleet.host(host.hostId))?.value ?? null;
  const seenAt = record?.contact?.seenAt ?? null;
  if (record === null || record.retiredAt !== null || record.barred !== null || seenAt === null) return null;
  if (msBetween(seenAt, now) > BACK_SECONDS * 1000 || record.contact?.stopped === true) return null;
  const open = await rollouts.openRollouts();
  const isElsewhere = open.some(
    ({ value }) => value.rolloutId !== rollout.rolloutId && value.hosts.some(({ hostId }) => hostId === host.hostId),
  );
  // A newer plan has it: one for this host alone would take the place of that one, for all of its hosts.
  const newest = await plans.currentHostPlan(host.hostId);
  const taken =
    newest === null || newest.planDigest === rollout.planDigest ? null : await plans.plan(newest.planDigest);
  if (taken !== null && taken.header.bounds.expiresAt > now) return null;
  const plan = await plans.plan(rollout.planDigest);
  const stored = await fleet.inventory(host.hostId);
  if (isElsewhere || plan === null || stored === null) return null;
  const { patchSetDigest } = plan.header.bounds;
  const found = await patchSets.patchSet(patchSetDigest);
  const isMissing = found !== null && applicableTargets(found.patchSet, stored.inventory).length > 0;
  return isMissing ? patchSetDigest : null;
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
