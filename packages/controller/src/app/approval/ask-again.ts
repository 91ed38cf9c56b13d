// Asking again for a plan that was refused, or whose change request was withdrawn: planning again without a change gives the
// same plan, and nothing else would ever move it. What was said before stays written down, and nobody's name of before counts.

import { isOpen, type PlanAskedAgain } from '@slipway/core/approval';
import type { Digest } from '@slipway/core/ids';
import { standingReason } from '@slipway/core/promotion';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { openChangeRequest } from './change-request.ts';
import { wakeRefused } from './refuse.ts';
import { whyReplaced } from './replaced.ts';
import { type ApprovalStanding, approvalStanding, withoutErrors } from './state.ts';
import { tellWanted } from './tell.ts';

/** Whoever asks is a requester from then on, and cannot approve it. */
export const askAgain = async (
  app: App,
  actor: Actor,
  { planDigest, why }: { readonly planDigest: Digest; readonly why: string },
): Promise<Outcome<PlanAskedAgain>> => {
  const now = app.ports.clock.now();
  const outcome = await app.ports.store.write(async (change): Promise<Outcome<PlanAskedAgain>> => {
    const plan = await change.plans.plan(planDigest);
    if (plan === null) return refuse('not-found', { what: 'plan', id: planDigest });
    const before = await approvalStanding(change, plan, { now });
    const against = await whyNotAgain(change, plan, { before, now });
    if (against !== null) return { ok: false, reason: against };
    const { refusal, changeRequest } = before;
    const asked = {
      ...{ planDigest, askedBy: actor.person, why, askedAt: now, refusal },
      changeRequest: changeRequest?.number ?? null,
    };
    await keep(change, plan, asked);
    return ok(asked);
  });
  if (outcome.ok) {
    wakeRefused(app);
    app.ports.nudge.notify('promotion');
  }
  return outcome;
};

const keep = async (change: StoreView, plan: StoredPlan, asked: PlanAskedAgain): Promise<void> => {
  const { askedAt: now, askedBy, why, refusal } = asked;
  await change.approvals.voidRefusal(plan.digest);
  await change.approvals.voidApprovals(plan.digest);
  await change.approvals.addAskedAgain(asked);
  await change.access.addAuditEvent({
    at: now,
    who: askedBy,
    action: 'plan.ask-again',
    object: plan.digest,
    facts: {
      environment: plan.header.environment,
      why,
      ...(refusal === null ? {} : { refusedBy: refusal.refusedBy }),
    },
  });
  await openChangeRequest(change, plan, { hostPlans: await change.plans.hostPlans(plan.digest), now, asked });
  const standing = await approvalStanding(change, plan, { now });
  if (standing.reason !== null) await tellWanted(change, plan, { standing, now });
};

const whyNotAgain = async (
  view: StoreView,
  plan: StoredPlan,
  { before, now }: { readonly before: ApprovalStanding; readonly now: Instant },
): Promise<Reason | null> => {
  const sound = withoutErrors(plan);
  if (!sound.ok) return sound.reason;
  const { bounds } = plan.header;
  if (bounds.expiresAt <= now) return reason('bounds-expired', { expired: bounds.expiresAt });
  const rollouts = await view.rollouts.rolloutsOf(plan.digest);
  const [carriedOut] = rollouts;
  if (carriedOut !== undefined && rollouts.every(({ endedAt }) => endedAt !== null)) {
    return reason('plan-carried-out', { rollout: carriedOut.rolloutId });
  }
  const replaced = rollouts.length === 0 ? await whyReplaced(view, plan) : null;
  if (replaced !== null) return replaced;
  const said = (await view.promotions.standing(bounds.patchSetDigest))?.value ?? null;
  if (said?.standing === 'withdrawn') return standingReason(said);
  const { refusal, changeRequest } = before;
  const isEnded = changeRequest !== null && !isOpen(changeRequest);
  return refusal === null && !isEnded ? reason('plan-not-refused') : null;
};
