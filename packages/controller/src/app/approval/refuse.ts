// A refusal: one person's no to a plan, final for its digest. It only ever stops, so that any approver may say it.

import type { PlanRefusal } from '@slipway/core/approval';
import type { Digest } from '@slipway/core/ids';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { endOf } from './change-request.ts';
import { endPreparing } from './prepare.ts';
import { tellRefused } from './tell.ts';

export const refusePlan = async (
  app: App,
  actor: Actor,
  { planDigest, why }: { readonly planDigest: Digest; readonly why: string },
): Promise<Outcome<PlanRefusal>> => {
  const refusedAt = app.ports.clock.now();
  const outcome = await app.ports.store.write(async (change): Promise<Outcome<PlanRefusal>> => {
    const plan = await change.plans.plan(planDigest);
    if (plan === null) return refuse('not-found', { what: 'plan', id: planDigest });
    return await addRefusal(change, plan, { planDigest, refusedBy: actor.person, why, refusedAt });
  });
  wakeRefused(app);
  return outcome;
};

/** With all that follows: its hosts fetch nothing further, its change request ends, whoever waits for it is told. */
export const addRefusal = async (
  change: StoreView,
  plan: StoredPlan,
  refusal: PlanRefusal,
  answer?: { readonly answerId: string; readonly reference: string },
): Promise<Outcome<PlanRefusal>> => {
  if (!(await change.approvals.addRefusal(refusal))) {
    const { refusedBy, refusedAt, why } = (await change.approvals.refusalOf(plan.digest)) ?? refusal;
    return { ok: false, reason: reason('plan-refused', { person: refusedBy, at: refusedAt, why }) };
  }
  const { refusedBy, refusedAt, why, outside } = refusal;
  await change.access.addAuditEvent({
    at: refusedAt,
    who: refusedBy,
    action: 'plan.refuse',
    object: plan.digest,
    facts: { environment: plan.header.environment, why, ...(outside === undefined ? {} : { outside }) },
  });
  await endPreparing(change, plan);
  const request = await change.changeRequests.changeRequestOf(plan.digest);
  if (request !== null) {
    const result = { outcome: 'rejected', text: why, rolloutId: null } as const;
    await endOf(change, request, {
      result,
      who: refusedBy,
      now: refusedAt,
      ...(answer === undefined ? {} : { answer }),
    });
  }
  await tellRefused(change, plan, refusal);
  return ok(refusal);
};

export const wakeRefused = (app: App): void => {
  for (const subject of ['rollout', 'reminders', 'notify'] as const) app.ports.nudge.notify(subject);
};
