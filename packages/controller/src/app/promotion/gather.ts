// What the schedule decides on, from one consistent look at the store.

import type { Zones } from '@slipway/core/calendar';
import type { Digest } from '@slipway/core/ids';
import { calendarOf, type Policy } from '@slipway/core/policy';
import {
  type CutFacts,
  cutIdsNow,
  type DueInput,
  type PatchSetStanding,
  type Promotion,
  type PromotionFacts,
} from '@slipway/core/promotion';
import type { Instant } from '@slipway/core/time';
import type { StoreView, Versioned } from '../../ports/index.ts';
import { type ApprovalStanding, approvalStanding, whyReplaced } from '../approval/index.ts';
import { rolloutsOfIds } from '../rollout/index.ts';

/** Of each environment: what could still enter the next one, and what it had before, to know that it is newer. */
const PROMOTIONS_MAX = 40;

export interface OpenPromotion {
  readonly promotion: Versioned<Promotion>;
  readonly facts: PromotionFacts;
  readonly standing: PatchSetStanding | null;
}

export const openOnes = async (view: StoreView, now: Instant): Promise<readonly OpenPromotion[]> => {
  const found: OpenPromotion[] = [];
  for (const promotion of await view.promotions.openPromotions()) {
    const { patchSetDigest } = promotion.value;
    const standing = (await view.promotions.standing(patchSetDigest))?.value ?? null;
    found.push({ promotion, facts: await factsOf(view, promotion.value, now), standing });
  }
  return found;
};

export const factsOf = async (view: StoreView, promotion: Promotion, now: Instant): Promise<PromotionFacts> => {
  const { planRequestId, planDigest, rolloutId, endedAt } = promotion;
  // Its cycle is only to be closed, and that looks for itself.
  if (endedAt !== null) return { request: null, plan: null, rollout: null };
  const request = planRequestId === null ? null : await view.plans.planRequest(planRequestId);
  const plan = planDigest === null ? null : await view.plans.plan(planDigest);
  const rollout = rolloutId === null ? null : await view.rollouts.rollout(rolloutId);
  const approval = plan === null ? null : await approvalStanding(view, plan, { now, until: now });
  return {
    request: request?.value ?? null,
    plan:
      plan === null || approval === null
        ? null
        : {
            occurrences: plan.header.bounds.occurrences,
            report: plan.report,
            approved: approval.reason === null ? { kind: 'yes' } : { kind: 'no', reason: approval.reason },
            // Another plan's hosts are no way around a person's no.
            replaced: isSaidNo(approval) ? null : await whyReplaced(view, plan),
          },
    rollout: rollout?.value ?? null,
    further: await rolloutsOfIds(view, promotion.further),
  };
};

const isSaidNo = ({ refusal, changeRequest }: ApprovalStanding): boolean =>
  refusal !== null || changeRequest?.result?.outcome === 'withdrawn' || changeRequest?.result?.outcome === 'rejected';

/** `null`: there is no policy. Nothing was checked yet. */
export const dueInput = async (
  view: StoreView,
  { now, zones }: { readonly now: Instant; readonly zones: Zones },
): Promise<DueInput | null> => {
  const policy = (await view.plans.policy())?.value ?? null;
  if (policy === null) return null;
  const calendars = new Map(policy.environments.map(({ name }) => [name, calendarOf(policy, name, zones)]));
  const promotions = await promotionsFor(view, policy);
  const standings = new Map((await view.promotions.standings()).map((one) => [one.patchSetDigest, one]));
  const cutAt = new Map(promotions.map((one) => [one.patchSetDigest, one.cutAt]));
  const cuts = new Map<string, CutFacts>();
  for (const cutId of cutIdsNow(policy, calendars, now)) {
    const cut = await view.patchSets.cutRequest(cutId);
    // They are asked for one after the other.
    if (cut === null) break;
    const { state, requestedAt, patchSetDigest, reason, leftOut = null } = cut.value;
    const at = patchSetDigest === null ? null : await cutAtOf(view, cutAt, patchSetDigest);
    cuts.set(cutId, { state, requestedAt, patchSetDigest, cutAt: at, reason, leftOut });
  }
  return { now, policy, calendars, cuts, promotions, standings, checked: new Map() };
};

const promotionsFor = async ({ promotions }: StoreView, policy: Policy): Promise<readonly Promotion[]> => {
  const found = new Map<string, Promotion>();
  for (const { name } of policy.environments) {
    for (const { value } of await promotions.promotionsIn(name, PROMOTIONS_MAX)) found.set(value.promotionId, value);
  }
  for (const { value } of await promotions.openPromotions()) found.set(value.promotionId, value);
  return [...found.values()];
};

/** A patch set is large, and most that are asked about have a promotion that says it. */
const cutAtOf = async (
  { patchSets }: StoreView,
  known: ReadonlyMap<Digest, Instant>,
  digest: Digest,
): Promise<Instant | null> => known.get(digest) ?? (await patchSets.patchSet(digest))?.cutAt ?? null;
