// Approvals: people put their names to a plan's digest and bounds, by the rule that the plan itself states.

import type { Digest, HostId } from '@slipway/core/ids';
import type { Approval } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { prepareHosts } from './prepare.ts';
import { withoutErrors } from './state.ts';

export const approve = async (app: App, actor: Actor, planDigest: Digest): Promise<Outcome<Approval>> => {
  const now = app.ports.clock.now();
  let preparing: readonly HostId[] = [];
  const outcome = await app.ports.store.write(async (change): Promise<Outcome<Approval>> => {
    const plan = await change.plans.plan(planDigest);
    if (plan === null) return refuse('not-found', { what: 'plan', id: planDigest });
    const cut = await change.patchSets.patchSet(plan.header.bounds.patchSetDigest);
    const allowed = mayApprove(plan, cut?.author ?? null, actor);
    if (!allowed.ok) return allowed;
    const approval = approvalOf(plan, actor.person, allowed.value, now);
    await change.approvals.addApproval(approval);
    await noteApproval(change, plan, actor.person, now);
    preparing = await prepareHosts(change, plan, now);
    return ok(approval);
  });
  app.ports.nudge.notify('rollout');
  for (const hostId of preparing) app.ports.nudge.notify(`host:${hostId}`);
  return outcome;
};

/** Under a team's rule neither who asked for the plan nor who cut its patch set. Answers the team that it counts for. */
const mayApprove = (plan: StoredPlan, cutBy: string | null, actor: Actor): Outcome<string | null> => {
  const sound = withoutErrors(plan);
  if (!sound.ok) return sound;
  const { approval } = plan.header;
  if (approval.rule !== 'team') return ok(null);
  const { team } = approval;
  if (actor.person === plan.author || actor.person === cutBy) return refuse('requester-cannot-approve');
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

const noteApproval = async (change: StoreView, plan: StoredPlan, who: string, at: Instant): Promise<void> => {
  const { approval, bounds, environment } = plan.header;
  const facts = { rule: approval.rule, environment, hosts: bounds.hosts.length };
  await change.access.addAuditEvent({ at, who, action: 'plan.approve', object: plan.digest, facts });
};

/** Under the rule `automatic` policy itself approves, once, in the transaction that stores the plan. */
export const grantAutomaticApproval = async (change: StoreView, plan: StoredPlan, now: Instant): Promise<void> => {
  if (plan.header.approval.rule !== 'automatic' || !withoutErrors(plan).ok) return;
  const standing = await change.approvals.approvalsOf(plan.digest);
  // Planning again without a change stores nothing new.
  if (standing.some(({ rule }) => rule === 'automatic')) return;
  await change.approvals.addApproval(approvalOf(plan, 'policy', null, now));
  await noteApproval(change, plan, 'policy', now);
  await prepareHosts(change, plan, now);
};
