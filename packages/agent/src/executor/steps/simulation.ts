// The package manager's own word on what it would do now, held against what was approved. Asked in preflight, so that no
// host is drained for nothing, and again right before the transaction: between the two lie minutes of hooks.

import type { Proposal } from '@slipway/core/patch-set';
import { acceptRemaining, type PlannedChange } from '@slipway/core/plan';
import type { Outcome } from '@slipway/core/reasons';
import { planRemovals, planTargets } from '../../documents/index.ts';
import type { StagedFiles } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';

/** The planned changes that are still to be made; refused where the simulation is anything but these. */
export const simulateRemaining = async (
  { ports, hostPlan, header }: AttemptContext,
  staged: StagedFiles,
): Promise<Outcome<readonly PlannedChange[]>> => {
  const proposal = await ports.packages.proposeRemaining({
    patchSetDigest: hostPlan.patchSetDigest,
    staged,
    targets: planTargets(hostPlan),
    // Versions go down under a rollback plan alone, and its bounds say so.
    ...(header.bounds.changes.downgrades === 'allowed' ? { back: { remove: planRemovals(hostPlan) } } : {}),
  });
  if (!proposal.ok) return proposal;
  const read = await ports.packages.readPackages();
  if (!read.ok) return read;
  return acceptRemaining({
    hostPlan,
    bounds: header.bounds,
    proposal: proposal.value,
    installed: read.value.packages,
  });
};

/** What it would do for some of the plan's targets alone. Nothing is held against anything here. */
export const proposeTargets = async (
  { ports, hostPlan }: AttemptContext,
  staged: StagedFiles,
  changes: readonly PlannedChange[],
): Promise<Outcome<Proposal>> =>
  await ports.packages.proposeRemaining({
    patchSetDigest: hostPlan.patchSetDigest,
    staged,
    targets: planTargets({ transaction: changes }),
  });
