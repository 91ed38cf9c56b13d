// What an open promotion has become since it was last looked at, and what it waits for.

import type { Occurrence } from '../calendar/index.ts';
import type { Digest, RolloutId } from '../ids/index.ts';
import type { PlanningReport } from '../plan/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { isOver, type Rollout, workEndedAt } from '../rollout/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { standingReason } from './evidence.ts';
import { nextPlanRequestId } from './ids.ts';
import { endStateOf, outcomeOf } from './outcome.ts';
import type { PatchSetStanding, Promotion, PromotionState } from './types.ts';

/**
 * A rollout stands open from here on: its hosts hold their line, and the first begins when the window does. Earlier, and a
 * newer patch set would find its hosts taken for days.
 */
export const START_AHEAD_SECONDS = 600;

/** What is known now of what a promotion names. */
export interface PromotionFacts {
  readonly request: PlanRequestFacts | null;
  readonly plan: PlanFacts | null;
  /** The newest of its plan. */
  readonly rollout: Rollout | null;
  /** Over hosts that left that one; absent: there are none. */
  readonly further?: readonly Rollout[];
}
export interface PlanRequestFacts {
  readonly state: 'gathering' | 'planned' | 'empty' | 'failed';
  readonly planDigest: Digest | null;
  readonly report: PlanningReport | null;
  readonly reason: Reason | null;
}
export interface PlanFacts {
  readonly occurrences: readonly Occurrence[];
  readonly report: PlanningReport;
  readonly approved: { readonly kind: 'yes' } | { readonly kind: 'no'; readonly reason: Reason };
  /** A newer plan has taken a host of it, so that it can never start; `null`: none has. */
  readonly replaced: Reason | null;
}

export interface Advance {
  /** The same object where nothing changed. */
  readonly promotion: Promotion;
  /** What is to be done for it now, besides keeping what it became. */
  readonly act: 'ask-for-plan' | 'start' | null;
  readonly waits: { readonly reason: Reason; readonly until: Instant | null } | null;
}

/** One move: what it names was looked up for the state that it is in. Whoever keeps it looks again at once. */
export function advance(
  promotion: Promotion,
  facts: PromotionFacts,
  standing: PatchSetStanding | null,
  now: Instant,
): Advance {
  switch (promotion.state) {
    case 'planning':
      return overBy(promotion, standing, now) ?? advancePlanning(promotion, facts, now);
    case 'planned':
      return (
        startedBy(promotion, facts, now) ??
        overBy(promotion, standing, now) ??
        advancePlanned(promotion, facts, standing, now)
      );
    case 'rolling-out':
      return advanceRollingOut(promotion, facts);
    case 'done':
    case 'incomplete':
    case 'failed':
    case 'nothing-to-do':
    case 'superseded':
    case 'withdrawn':
      return { promotion, act: null, waits: null };
    default:
      return promotion.state satisfies never;
  }
}

/** Whoever ended the patch set ended this, where it had not begun. */
function overBy(promotion: Promotion, standing: PatchSetStanding | null, now: Instant): Advance | null {
  if (standing?.standing !== 'superseded' && standing?.standing !== 'withdrawn') return null;
  return became(ended(promotion, standing.standing, standingReason(standing), now));
}

function advancePlanning(promotion: Promotion, { request }: PromotionFacts, now: Instant): Advance {
  if (request === null) return { promotion, act: 'ask-for-plan', waits: null };
  switch (request.state) {
    case 'gathering':
      return waiting(promotion, reason('planning-under-way'));
    case 'planned':
      return became({ ...promotion, state: 'planned', since: now, planDigest: request.planDigest, reason: null });
    case 'failed':
      return became(ended(promotion, 'incomplete', request.reason, now));
    case 'empty': {
      if (request.report === null) return became(ended(promotion, 'incomplete', request.reason, now));
      const outcome = outcomeOf(request.report, null);
      return became({ ...ended(promotion, endStateOf(outcome, null), request.reason, now), outcome });
    }
    default:
      return request.state satisfies never;
  }
}

/** By the schedule, or by a person who did not wait for it. */
function startedBy(promotion: Promotion, { rollout }: PromotionFacts, now: Instant): Advance | null {
  if (rollout === null) return null;
  return became({ ...promotion, state: 'rolling-out', since: now, rolloutId: rollout.rolloutId, reason: null });
}

function advancePlanned(
  promotion: Promotion,
  { plan }: PromotionFacts,
  standing: PatchSetStanding | null,
  now: Instant,
): Advance {
  const last = plan?.occurrences.at(-1)?.cutOffAt ?? null;
  // Never late: what was approved for one night is planned again for the next.
  if (plan === null || last === null || last <= now) {
    return became(ended(promotion, 'incomplete', reason('plan-not-carried-out', { until: last ?? now }), now));
  }
  if (plan.replaced !== null) return became(plannedAgain(promotion, plan.replaced, now));
  if (standing?.standing === 'held') return waiting(promotion, standingReason(standing), last);
  const first = plan.occurrences.find(({ cutOffAt }) => now < cutOffAt);
  const from = first === undefined ? last : addSeconds(first.startsAt, -START_AHEAD_SECONDS);
  if (plan.approved.kind === 'no') return waiting(promotion, plan.approved.reason, from < now ? last : from);
  if (first !== undefined && now < from) {
    return waiting(promotion, reason('waiting-for-occurrence', { starts: first.startsAt }), from);
  }
  return { promotion, act: 'start', waits: null };
}

/**
 * Another plan took one host, and a plan is carried out whole or not at all: without this all its other hosts would lose their
 * window. Who was taken stays with the plan that took it, for as long as that one stands.
 */
function plannedAgain(promotion: Promotion, why: Reason, now: Instant): Promotion {
  const { promotionId, occurrence, planRequestId } = promotion;
  if (occurrence === null) return ended(promotion, 'incomplete', why, now);
  const again = nextPlanRequestId(promotionId, occurrence, planRequestId);
  return { ...promotion, state: 'planning', since: now, reason: why, planRequestId: again, planDigest: null };
}

function advanceRollingOut(promotion: Promotion, { rollout, plan, further = [] }: PromotionFacts): Advance {
  if (rollout === null || plan === null || !isOver(rollout)) {
    return waiting(promotion, reason('rollout-under-way', { rollout: rollout?.rolloutId ?? idOf(promotion) }));
  }
  const outcome = outcomeOf(plan.report, rollout, further);
  const state = endStateOf(outcome, rollout, further);
  return became({ ...ended(promotion, state, rollout.reason, workEndedAt(rollout)), outcome });
}

const idOf = ({ rolloutId }: Promotion): RolloutId | '' => rolloutId ?? '';

const ended = (promotion: Promotion, state: PromotionState, why: Reason | null, at: Instant): Promotion => ({
  ...promotion,
  state,
  since: at,
  endedAt: at,
  reason: why,
});

const became = (promotion: Promotion): Advance => ({ promotion, act: null, waits: null });

const waiting = (promotion: Promotion, why: Reason, until: Instant | null = null): Advance => ({
  promotion,
  act: null,
  waits: { reason: why, until },
});
