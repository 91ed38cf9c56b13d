import type { Digest } from '@slipway/core/ids';
import { standingReason } from '@slipway/core/promotion';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { isReplaced } from './replaced.ts';
import { approvalStanding, stopping } from './state.ts';

/**
 * No name is wanted under it any more: it ran to its end, or before it was started a newer plan took its hosts, or somebody
 * withdrew its patch set.
 */
export const isOver = async (view: StoreView, plan: StoredPlan): Promise<boolean> => {
  const rollouts = await view.rollouts.rolloutsOf(plan.digest);
  if (rollouts.some(({ endedAt }) => endedAt === null)) return false;
  return rollouts.length > 0 || (await whyWithdrawn(view, plan)) !== null || (await isReplaced(view, plan));
};

/** Final: nothing of the patch set begins anywhere any more. */
export const whyWithdrawn = async (
  { promotions }: StoreView,
  { header: { bounds } }: Pick<StoredPlan, 'header'>,
): Promise<Reason | null> => {
  const said = (await promotions.standing(bounds.patchSetDigest))?.value ?? null;
  return said?.standing === 'withdrawn' ? standingReason(said) : null;
};

/** Nobody has started it, and somebody still may: it was not refused, its change request is open, and its time is not over. */
export const waitsToStart = async (view: StoreView, digest: Digest, now: Instant): Promise<boolean> => {
  const plan = await view.plans.plan(digest);
  if (plan === null || (await view.rollouts.rolloutsOf(digest)).length > 0 || (await isOver(view, plan))) return false;
  const standing = await approvalStanding(view, plan, { now });
  return stopping(plan, { ...standing, now }) === null;
};
