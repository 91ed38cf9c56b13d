// Whether a plan may run: by the names under it, and by what its checker said.

import { type Approval, approvalCovers } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';

/** A plan with errors cannot be approved by anybody, and nobody's approval of another plan makes it run. */
export const withoutErrors = ({ notes }: StoredPlan): Outcome<void> => {
  const count = notes.filter(({ severity }) => severity === 'error').length;
  return count > 0 ? refuse('plan-has-errors', { count }) : ok(undefined);
};

/** Whether a plan may run now: enough valid approvals of it, or of a plan whose bounds include its own. */
export const approvalState = async (
  view: StoreView,
  plan: StoredPlan,
  now: Instant,
): Promise<Outcome<readonly Approval[]>> => {
  const sound = withoutErrors(plan);
  if (!sound.ok) return sound;
  const candidates = await view.approvals.approvalsForPatchSet(plan.header.bounds.patchSetDigest);
  const valid: Approval[] = [];
  for (const approval of candidates) {
    if (approvalCovers(approval, plan.header, now).ok && (await countsFor(view, approval, plan))) valid.push(approval);
  }
  const people = new Set(valid.map(({ approvedBy }) => approvedBy));
  const needed = plan.header.approval.rule === 'team' ? plan.header.approval.count : 1;
  return people.size >= needed ? ok(valid) : refuse('waiting-for-approval', { given: people.size, needed });
};

/**
 * Bounds say nothing of gates, soaks, failure budget, hooks, restarts and reboots: an approval given to another plan
 * counts only where these come from the same revision and the same policy of the environment, and by the same labels. And nobody's name counts for a plan of their own asking.
 */
const countsFor = async (view: StoreView, approval: Approval, plan: StoredPlan): Promise<boolean> => {
  if (approval.planDigest === plan.digest) return true;
  // Then nobody can tell whether a label moved groups and hooks in between.
  if (plan.header.bounds.labels === undefined) return false;
  if (plan.header.approval.rule === 'team' && approval.approvedBy === plan.author) return false;
  const approved = await view.plans.plan(approval.planDigest);
  return (
    approved?.policyRevision === plan.policyRevision &&
    approved.header.environment === plan.header.environment &&
    (approved.policyName ?? null) === (plan.policyName ?? null)
  );
};
