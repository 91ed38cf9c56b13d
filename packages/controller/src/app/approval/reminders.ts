// The loop `reminders`: of every plan that has not expired it looks whether it would be approved when its window begins, tells
// who is still wanted, and lets change requests follow names that expire; it ends change requests of plans that expired, or
// whose patch set was withdrawn.

import { type ChangeResult, followNames, nextReminderAt, remindersDue } from '@slipway/core/approval';
import { explain } from '@slipway/core/reasons';
import { type Instant, msBetween } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { endOf, followPlan } from './change-request.ts';
import { isOver, whyWithdrawn } from './over.ts';
import { approvalStanding } from './state.ts';
import { tellMissing, tellWanted } from './tell.ts';

/** Without a hint: plans, names and refusals hint, and what time alone does is known ahead; a lost hint costs a minute. */
const POLL_MS = 60_000;
/** A moment that was just missed. */
const LOOK_AGAIN_MS_MIN = 1000;

export const lookAtReminders = async (app: App): Promise<number> => {
  const { clock, log, nudge, store } = app.ports;
  const now = clock.now();
  const plans = await store.read(async (view) => await view.plans.unexpiredPlans(now));
  let told = await endOverdue(app, now);
  let next: Instant | null = null;
  for (const plan of plans) {
    try {
      const looked = await store.read(async (view) => await look(view, plan, now));
      next = earliest(next, looked.nextAt);
      // Looked at without writing first: nearly always there is nothing to say, and writes wait for each other.
      if (looked.due) told = (await store.write(async (change) => await remind(change, plan, now))) || told;
    } catch (error) {
      // One plan that cannot be looked at must not keep people from hearing of the others.
      log.error('plan not looked at for reminders', { plan: plan.digest, error });
    }
  }
  if (told) nudge.notify('notify');
  return next === null ? POLL_MS : Math.max(LOOK_AGAIN_MS_MIN, Math.min(POLL_MS, msBetween(now, next)));
};

const look = async (view: StoreView, plan: StoredPlan, now: Instant) => {
  const { names, changeRequest, reason } = await approvalStanding(view, plan, { now });
  const moves = changeRequest !== null && followNames(changeRequest, names.reason, now) !== changeRequest;
  const reminded = remindersDue(plan.header, plan.madeAt, now).length > 0;
  const lapses = names.reason === null ? names.counted.map(({ expiresAt }) => expiresAt) : [];
  return {
    due: moves || reason?.code === 'approval-expired' || reminded,
    nextAt: lapses.reduce(earliest, nextReminderAt(plan.header, now)),
  };
};

const remind = async (change: StoreView, plan: StoredPlan, now: Instant): Promise<boolean> => {
  await followPlan(change, plan, now);
  const standing = await approvalStanding(change, plan, { now });
  const { names, reason } = standing;
  // What no name would put right is nobody's to hear of again.
  if (reason !== null && reason.code !== names.reason?.code) return false;
  if (await isOver(change, plan)) return false;
  let told = false;
  if (reason?.code === 'approval-expired') told = await tellWanted(change, plan, { standing, now });
  for (const reminder of remindersDue(plan.header, plan.madeAt, now)) {
    // A name that will have expired when the window begins is as good as none.
    const then = await approvalStanding(change, plan, { now: reminder.occurrence.startsAt });
    if (then.names.reason === null) continue;
    told = (await tellMissing(change, plan, { standing: then, reminder, now })) || told;
  }
  return told;
};

/** One whose rollout is open ends with that. */
const endOverdue = async ({ ports: { store } }: App, now: Instant): Promise<boolean> => {
  const open = await store.read(async (view) => await view.changeRequests.openChangeRequests());
  if (open.length === 0) return false;
  return await store.write(async (change) => {
    let ended = false;
    for (const request of await change.changeRequests.openChangeRequests()) {
      const { planDigest } = request.value;
      const plan = await change.plans.plan(planDigest);
      const rollouts = await change.rollouts.rolloutsOf(planDigest);
      const isOpen = rollouts.some(({ endedAt }) => endedAt === null);
      if (isOpen || plan === null) continue;
      const result = await endWithoutRollout(change, plan, now);
      if (result === null) continue;
      await endOf(change, request, { result, who: 'slipway', now });
      ended = true;
    }
    return ended;
  });
};

/** `null`: somebody may still start it. */
const endWithoutRollout = async (change: StoreView, plan: StoredPlan, now: Instant): Promise<ChangeResult | null> => {
  const withdrawn = await whyWithdrawn(change, plan);
  if (withdrawn !== null) return { outcome: 'withdrawn', text: explain(withdrawn), rolloutId: null };
  if (now < plan.header.bounds.expiresAt) return null;
  return { outcome: 'expired', text: 'Nobody started it before it expired.', rolloutId: null };
};

const earliest = (a: Instant | null, b: Instant | null): Instant | null => {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
};
