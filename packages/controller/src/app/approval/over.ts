import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { isReplaced } from './replaced.ts';

/** No name is wanted under it any more: it ran to its end, or a newer plan took its hosts before it was started. */
export const isOver = async (view: StoreView, plan: Pick<StoredPlan, 'digest'>): Promise<boolean> => {
  const rollouts = await view.rollouts.rolloutsOf(plan.digest);
  const isOpen = rollouts.some(({ endedAt }) => endedAt === null);
  return !isOpen && (rollouts.length > 0 || (await isReplaced(view, plan)));
};
