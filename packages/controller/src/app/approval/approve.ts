// Approvals: people put their names to a plan's digest and bounds, by the rule that the plan itself states.

import type { Digest } from '@slipway/core/ids';
import { type Approval, approvalCovers } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';

export const approve = async (app: App, actor: Actor, planDigest: Digest): Promise<Outcome<Approval>> => {
  const now = app.ports.clock.now();
  const outcome = await app.ports.store.write(async (change): Promise<Outcome<Approval>> => {
    const plan = await change.plans.plan(planDigest);
    if (plan === null) return refuse('not-found', { what: 'plan', id: planDigest });
    const allowed = mayApprove(plan, actor);
    if (!allowed.ok) return allowed;
    const approval = approvalOf(plan, actor.person, allowed.value, now);
    await change.approvals.addApproval(approval);
    await change.access.addAuditEvent({
      at: now,
      who: actor.person,
      action: 'plan.approve',
      object: planDigest,
      facts: { rule: approval.rule, environment: plan.header.environment, hosts: plan.header.bounds.hosts.length },
    });
    return ok(approval);
  });
  app.ports.nudge.notify('rollout');
  return outcome;
};

/** A plan with errors cannot be approved by anybody. Answers the team that the approval counts for. */
const mayApprove = ({ header, notes, author }: StoredPlan, actor: Actor): Outcome<string | null> => {
  const errors = notes.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) return refuse('plan-has-errors', { count: errors });
  if (header.approval.rule !== 'team') return ok(null);
  const { team } = header.approval;
  if (actor.person === author) return refuse('requester-cannot-approve');
  return actor.teams.includes(team) ? ok(team) : refuse('approver-not-in-team', { person: actor.person, team });
};

const approvalOf = (plan: StoredPlan, person: string, team: string | null, now: Instant): Approval => ({
  planDigest: plan.digest,
  bounds: plan.header.bounds,
  approvedBy: person,
  rule: plan.header.approval.rule,
  team,
  approvedAt: now,
  expiresAt: plan.header.bounds.expiresAt,
});

/** Under the rule `automatic` policy itself approves, in the transaction that stores the plan. */
export const grantAutomaticApproval = async (change: StoreView, plan: StoredPlan, now: Instant): Promise<void> => {
  if (plan.header.approval.rule !== 'automatic' || plan.notes.some(({ severity }) => severity === 'error')) return;
  await change.approvals.addApproval(approvalOf(plan, 'policy', null, now));
};

/** Whether a plan may run now: enough valid approvals of it, or of a plan whose bounds include its own. */
export const approvalState = async (
  view: StoreView,
  plan: StoredPlan,
  now: Instant,
): Promise<Outcome<readonly Approval[]>> => {
  const candidates = await view.approvals.approvalsForPatchSet(plan.header.bounds.patchSetDigest);
  const valid = candidates.filter((approval) => approvalCovers(approval, plan.header, now).ok);
  const people = new Set(valid.map(({ approvedBy }) => approvedBy));
  const needed = plan.header.approval.rule === 'team' ? plan.header.approval.count : 1;
  return people.size >= needed ? ok(valid) : refuse('waiting-for-approval', { given: people.size, needed });
};
