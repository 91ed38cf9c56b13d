// What promotions know of a rollout: that it carries their patch set, whoever started it; and what a person's word about a
// patch set means for its rollouts.

import type { Digest, RolloutId } from '@slipway/core/ids';
import { type PolicyPlace, rulesAt } from '@slipway/core/policy';
import {
  closed,
  type Evidence,
  evidenceOf,
  type HostNotDone,
  type Promotion,
  placesBefore,
  promotionIdOf,
  settled,
  standingReason,
} from '@slipway/core/promotion';
import type { Reason } from '@slipway/core/reasons';
import { abortRollout, isOver, type Rollout } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import { tellChanged } from './told.ts';

/** Why nothing of this patch set may begin; `null`: nobody said so. What has begun goes on. */
export const whyNotPromoted = async ({ promotions }: StoreView, patchSetDigest: Digest): Promise<Reason | null> => {
  const said = (await promotions.standing(patchSetDigest))?.value ?? null;
  return said === null || said.standing === 'current' || said.standing === 'superseded' ? null : standingReason(said);
};

/** In the write that starts it: the promotion is under way, and is made where people planned and started by hand. */
export const notePromoted = async (
  change: StoreView,
  plan: StoredPlan,
  started: { readonly rollout: Rollout; readonly actor: Actor; readonly now: Instant },
): Promise<void> => {
  // It takes a patch set back: nothing enters the environment with it.
  if (plan.rollback !== undefined) return;
  const { rollout, actor, now } = started;
  const { bounds, environment } = plan.header;
  const place: PolicyPlace = { environment, policyName: plan.policyName ?? null };
  const promotionId = promotionIdOf(bounds.patchSetDigest, place);
  const found = await change.promotions.promotion(promotionId);
  if (found !== null && plan.ofSome !== undefined) {
    // Hosts that left the cycle's own rollout: it goes on, or has ended, without them.
    const further = [...(found.value.further ?? []), rollout.rolloutId];
    await change.promotions.savePromotion({ revision: found.revision, value: { ...found.value, further } });
    return;
  }
  const before = found === null ? await newPromotion(change, { promotionId, place, plan, actor, now }) : found.value;
  const isCycleOver = before.endedAt !== null && before.closedAt === null;
  const value: Promotion = {
    // Nobody closed the one before: it ends here, without a checklist.
    ...(isCycleOver ? closed(before, [], now) : before),
    state: 'rolling-out',
    since: now,
    reason: null,
    occurrence: bounds.occurrences[0] ?? null,
    planDigest: plan.digest,
    rolloutId: rollout.rolloutId,
    further: [],
    outcome: null,
    endedAt: null,
    excused: null,
    closedAt: null,
  };
  if (found === null) await change.promotions.addPromotion(value);
  else await change.promotions.savePromotion({ revision: found.revision, value });
};

/** In the write that stores the end of a rollout over hosts that had left the one of its cycle. */
export const settlePromoted = async (change: StoreView, rollout: Rollout): Promise<void> => {
  if (!isOver(rollout)) return;
  const plan = await change.plans.plan(rollout.planDigest);
  if (plan?.ofSome === undefined) return;
  const { bounds, environment } = plan.header;
  const place: PolicyPlace = { environment, policyName: plan.policyName ?? null };
  const found = await change.promotions.promotion(promotionIdOf(bounds.patchSetDigest, place));
  if (found === null) return;
  const { planDigest, rolloutId, further = [] } = found.value;
  if (!further.includes(rollout.rolloutId)) return;
  const own = planDigest === null ? null : await change.plans.plan(planDigest);
  const [first] = await rolloutsOfIds(change, rolloutId === null ? [] : [rolloutId]);
  if (own === null || first === undefined) return;
  const known = { report: own.report, rollout: first, further: await rolloutsOfIds(change, further) };
  const value = settled(found.value, known);
  if (value === found.value) return;
  await change.promotions.savePromotion({ revision: found.revision, value: await withHostnames(change, value) });
};

/** Who is not done, by the name that people know: ids say nothing to whoever reads why. */
export const withHostnames = async ({ fleet }: StoreView, promotion: Promotion): Promise<Promotion> => {
  const { outcome } = promotion;
  if (outcome === null || outcome.notDone.every(({ hostname }) => hostname !== undefined)) return promotion;
  const notDone: HostNotDone[] = [];
  for (const one of outcome.notDone) {
    const hostname = one.hostname ?? (await fleet.host(one.hostId))?.value.hostname;
    notDone.push(hostname === undefined ? one : { ...one, hostname });
  }
  return { ...promotion, outcome: { ...outcome, notDone } };
};

export const rolloutsOfIds = async (
  { rollouts }: StoreView,
  rolloutIds: readonly RolloutId[] = [],
): Promise<readonly Rollout[]> => {
  const found: Rollout[] = [];
  for (const rolloutId of rolloutIds) {
    const one = await rollouts.rollout(rolloutId);
    if (one !== null) found.push(one.value);
  }
  return found;
};

const newPromotion = async (
  change: StoreView,
  made: {
    readonly promotionId: string;
    readonly place: PolicyPlace;
    readonly plan: StoredPlan;
    readonly actor: Actor;
    readonly now: Instant;
  },
): Promise<Promotion> => {
  const { promotionId, place, plan, actor, now } = made;
  const { patchSetDigest } = plan.header.bounds;
  const cut = await change.patchSets.patchSet(patchSetDigest);
  return {
    ...{ ...place, promotionId, patchSetDigest, cutAt: cut?.cutAt ?? now, by: actor.person, enteredAt: now },
    evidence: await evidenceByHand(change, place, patchSetDigest, now),
    occurrence: null,
    state: 'planned',
    since: now,
    reason: null,
    planRequestId: null,
    planDigest: plan.digest,
    rolloutId: null,
    outcome: null,
    endedAt: null,
    excused: null,
    closedAt: null,
    cycles: [],
  };
};

/** Nobody asked for it: it is written down, and what it says against the entry is seen in the closing checklist. */
const evidenceByHand = async (
  { plans, promotions }: StoreView,
  place: PolicyPlace,
  patchSetDigest: Digest,
  now: Instant,
): Promise<Evidence> => {
  const policy = (await plans.policy())?.value ?? null;
  const names = (policy?.environments ?? []).map(({ name }) => name);
  const environment = names[names.indexOf(place.environment) - 1] ?? null;
  const rules = policy === null ? null : rulesAt(policy, place);
  return evidenceOf({
    soakHours: rules?.promotion?.soakHours ?? 0,
    before: environment === null || policy === null ? null : { environment, places: placesBefore(policy, environment) },
    promotions: (await promotions.promotionsOf(patchSetDigest)).map(({ value }) => value),
    standing: (await promotions.standing(patchSetDigest))?.value ?? null,
    checked: null,
    now,
  });
};

/** A patch set was withdrawn: whoever waits with it is left out, whoever has begun finishes. Answers where that was. */
export const abortRolloutsOf = async (
  change: StoreView,
  patchSetDigest: Digest,
  { person, now }: { readonly person: string; readonly now: Instant },
): Promise<readonly Rollout[]> => {
  const aborted: Rollout[] = [];
  for (const { value: before, revision } of await rolloutsOf(change, patchSetDigest)) {
    const after = abortRollout(before, { person, now });
    if (!after.ok) continue;
    await change.rollouts.saveRollout({ revision, value: after.value });
    await tellChanged(change, { before, after: after.value, revision, at: now });
    aborted.push(after.value);
  }
  return aborted;
};

/** Those that have not ended. */
export const rolloutsOf = async (view: StoreView, patchSetDigest: Digest) => {
  const found: { readonly value: Rollout; readonly revision: number }[] = [];
  for (const rollout of await view.rollouts.openRollouts()) {
    const plan = await view.plans.plan(rollout.value.planDigest);
    if (plan?.header.bounds.patchSetDigest === patchSetDigest && !isOver(rollout.value)) found.push(rollout);
  }
  return found;
};
