// A host that drifted out of what was approved leaves its rollout and asks again: a plan for those hosts alone, from the same
// patch set. Where what they would do now lies within the approved bounds, the names that stand count for it; else people are asked.

import type { HostId } from '@slipway/core/ids';
import { newlyDrifted, type Rollout } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { noteRequest } from '../planning/index.ts';

/** Answers whose proposals are wanted anew. */
export const askAgain = async (
  change: StoreView,
  changed: {
    readonly before: Rollout;
    readonly after: Rollout;
    /** Of the rollout that the change was made from: with it, what is asked for has a name of its own. */
    readonly revision: number;
    readonly at: Instant;
    readonly waitSeconds: number;
  },
): Promise<readonly HostId[]> => {
  const { before, after, revision, at, waitSeconds } = changed;
  const onlyHosts = newlyDrifted(before, after);
  const plan = onlyHosts.length === 0 ? null : await change.plans.plan(after.planDigest);
  if (plan === null) return [];
  const { environment, bounds } = plan.header;
  const noted = await noteRequest(change, {
    wish: {
      environment,
      policyName: plan.policyName ?? null,
      patchSetDigest: bounds.patchSetDigest,
      overrides: sameRemovals(plan),
      planRequestId: `again-${after.rolloutId}-${revision}`,
      onlyHosts,
      ...(plan.rollback === undefined ? {} : { rollback: plan.rollback }),
    },
    // Whoever asked for the first plan asked for this one: what they may not approve they may not approve by drift.
    author: plan.author,
    who: 'slipway',
    now: at,
    waitSeconds,
  });
  // A patch set that was withdrawn meanwhile, or an environment that is gone, is planned for nobody.
  return noted.ok ? noted.value.asked : [];
};

const sameRemovals = ({ header }: StoredPlan) =>
  header.bounds.changes.removals.map(
    (name) => ({ kind: 'allow-removal', package: name, why: 'as the plan before allowed' }) as const,
  );
