import type { StoredPlan, StoreView } from '../../ports/index.ts';

/** Under a team's rule none of them approves: who asked for the plan, who asked for it again, who cut its patch set. */
export const requestersOf = async (view: StoreView, plan: StoredPlan): Promise<ReadonlySet<string>> => {
  const cut = await view.patchSets.patchSet(plan.header.bounds.patchSetDigest);
  const again = await view.approvals.askedAgainOf(plan.digest);
  return new Set([plan.author, ...(cut?.author ? [cut.author] : []), ...again.map(({ askedBy }) => askedBy)]);
};
