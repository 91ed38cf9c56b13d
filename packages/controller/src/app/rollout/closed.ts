// What the calendar says against beginning now, over a plan that stands: a freeze, which may be newer than the plan, and
// zone rules that put its occurrences elsewhere than it says. What has begun goes on.

import { frozenAt, type Zones, zoneMoves } from '@slipway/core/calendar';
import { calendarOf, rulesAt } from '@slipway/core/policy';
import { type Reason, reason } from '@slipway/core/reasons';
import { GRANT_START_SECONDS } from '@slipway/core/rollout';
import { type Instant, msBetween } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { whyNotPromoted } from './promoted.ts';

export const whyClosed = async (
  view: StoreView,
  plan: StoredPlan,
  { now, zones }: { readonly now: Instant; readonly zones: Zones },
): Promise<Reason | null> => {
  const against = await whyNotPromoted(view, plan.header.bounds.patchSetDigest);
  if (against !== null) return against;
  const moved = await whyMoved(view, plan, zones);
  if (moved !== null) return moved;
  const policy = await view.plans.policy();
  if (policy === null) return null;
  const calendar = calendarOf(policy.value, plan.header.environment, zones);
  return frozenAt(calendar, now, grantSeconds(plan.header.bounds, now));
};

/** So long a host that is granted now may begin, whether or not it is reached again: never after the cut-off. */
const grantSeconds = ({ occurrences }: StoredPlan['header']['bounds'], now: Instant): number => {
  const current = occurrences.find(({ startsAt, cutOffAt }) => startsAt <= now && now < cutOffAt);
  return current === undefined
    ? 0
    : Math.min(GRANT_START_SECONDS, Math.floor((msBetween(now, current.cutOffAt) - 1) / 1000));
};

/**
 * The first occurrence that other rules put elsewhere: nobody approved that night. Judged by the window that the plan was
 * made with, for which its revision of the policy is read again; without it nobody can tell, and nothing begins.
 */
export const whyMoved = async (
  { plans }: StoreView,
  { header, policyRevision, policyName = null, zoneStamp = null }: StoredPlan,
  zones: Zones,
): Promise<Reason | null> => {
  if (zoneStamp === null || zoneStamp.version === zones.version) return null;
  const saved = await plans.policyRevision(policyRevision);
  const rules = saved === null ? null : rulesAt(saved.policy, { environment: header.environment, policyName });
  if (rules === null) return reason('not-found', { what: 'policy revision', id: String(policyRevision) });
  return zoneMoves(rules.window, zoneStamp, zones)[0] ?? null;
};
