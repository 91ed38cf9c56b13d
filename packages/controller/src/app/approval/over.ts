import type { Digest } from '@slipway/core/ids';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { isReplaced } from './replaced.ts';
import { approvalStanding, stopping } from './state.ts';

/** No name is wanted under it any more: it ran to its end, or a newer plan took its hosts before it was started. */
export const isOver = async (view: StoreView, plan: Pick<StoredPlan, 'digest'>): Promise<boolean> => {
  const rollouts = await view.rollouts.rolloutsOf(plan.digest);
  const isOpen = rollouts.some(({ endedAt }) => endedAt === null);
  return !isOpen && (rollouts.length > 0 || (await isReplaced(view, plan)));
};

/** Nobody has started it, and somebody still may: it was not refused, its change request is open, and its time is not over. */
export const waitsToStart = async (view: StoreView, digest: Digest, now: Instant): Promise<boolean> => {
  const plan = await view.plans.plan(digest);
  if (plan === null || (await view.rollouts.rolloutsOf(digest)).length > 0 || (await isReplaced(view, plan)))
    return false;
  const standing = await approvalStanding(view, plan, { now });
  return stopping(plan, { ...standing, now }) === null;
};
