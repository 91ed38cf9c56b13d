// Approvals: people put their names to a plan's digest and bounds, by the rule that the plan itself states.

import { approvalExpiry } from '@slipway/core/approval';
import type { Digest, HostId } from '@slipway/core/ids';
import type { Approval } from '@slipway/core/plan';
import { teamsToAsk } from '@slipway/core/policy';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { nameOnChangeRequest } from './change-request.ts';
import { prepareHosts } from './prepare.ts';
import { removalsNamed } from './removals.ts';
import { requestersOf } from './requesters.ts';
import { approvalStanding, stopping, withoutErrors } from './state.ts';

/** `removals`: what the plan removes, named by whoever approves it. */
export const approve = async (
  app: App,
  actor: Actor,
  planDigest: Digest,
  removals: readonly string[] = [],
): Promise<Outcome<Approval>> => {
  const now = app.ports.clock.now();
  let preparing: readonly HostId[] = [];
  const outcome = await app.ports.store.write(async (change): Promise<Outcome<Approval>> => {
    const plan = await change.plans.plan(planDigest);
    if (plan === null) return refuse('not-found', { what: 'plan', id: planDigest });
    const allowed = await mayApprove(change, plan, actor, now);
    if (!allowed.ok) return allowed;
    const named = removalsNamed(plan, removals);
    if (!named.ok) return named;
    const approval = {
      ...approvalOf(plan, { approvedBy: actor.person, teams: allowed.value, approvedAt: now }),
      ...(named.value.length > 0 ? { removals: named.value } : {}),
    };
    preparing = await addApproval(change, plan, approval, { now });
    return ok(approval);
  });
  wakeApproved(app, preparing);
  return outcome;
};

/** Stores it with what follows from it. Answers the hosts that may fetch from now on. */
export const addApproval = async (
  change: StoreView,
  plan: StoredPlan,
  approval: Approval,
  heard: { readonly now: Instant; readonly answerId?: string },
): Promise<readonly HostId[]> => {
  await change.approvals.addApproval(approval);
  await noteApproval(change, plan, approval, heard.now);
  await nameOnChangeRequest(change, plan, { approval, ...heard });
  return await prepareHosts(change, plan, heard.now);
};

export const wakeApproved = (app: App, preparing: readonly HostId[]): void => {
  for (const subject of ['rollout', 'promotion', 'reminders', 'notify'] as const) app.ports.nudge.notify(subject);
  for (const hostId of preparing) app.ports.nudge.notify(`host:${hostId}`);
};

/** Answers the teams that it may count for. */
const mayApprove = async (
  view: StoreView,
  plan: StoredPlan,
  { person, teams }: Actor,
  now: Instant,
): Promise<Outcome<readonly string[]>> => {
  const { refusal, changeRequest } = await approvalStanding(view, plan, { now });
  const against = stopping(plan, { refusal, changeRequest, now });
  if (against !== null) return { ok: false, reason: against };
  const asked = teamsToAsk(plan.header.approval);
  if (asked === null) return ok([]);
  if ((await requestersOf(view, plan)).has(person)) return refuse('requester-cannot-approve');
  const own = asked.filter((team) => teams.includes(team));
  return own.length > 0 ? ok(own) : refuse('approver-not-in-team', { person, team: asked.join(', ') });
};

export const approvalOf = (
  plan: StoredPlan,
  given: { readonly approvedBy: string; readonly teams: readonly string[]; readonly approvedAt: Instant },
): Approval => {
  const { approval, bounds } = plan.header;
  const { approvedBy, teams, approvedAt } = given;
  return {
    planDigest: plan.digest,
    bounds,
    approvedBy,
    rule: approval.rule,
    team: teams[0] ?? null,
    ...(teams.length > 1 ? { teams } : {}),
    approvedAt,
    expiresAt: approvalExpiry(approval, bounds.expiresAt, approvedAt),
  };
};

/** That the rule `self` was used stands in the audit as it stands on the plan. */
const noteApproval = async (change: StoreView, plan: StoredPlan, approval: Approval, at: Instant): Promise<void> => {
  const { bounds, environment } = plan.header;
  const { rule, approvedBy, team, teams, outside, reference, removals } = approval;
  await change.access.addAuditEvent({
    at,
    who: approvedBy,
    action: 'plan.approve',
    object: plan.digest,
    facts: {
      rule,
      environment,
      hosts: bounds.hosts.length,
      ...(team === null ? {} : { teams: (teams ?? [team]).join(',') }),
      ...(rule === 'self' && approvedBy === plan.author ? { ownPlan: 'yes' } : {}),
      ...(outside === undefined ? {} : { outside, reference: reference ?? '' }),
      ...(removals === undefined ? {} : { removals: removals.join(',') }),
    },
  });
};

/**
 * Under the rule `automatic` policy itself approves, once, in the transaction that stores the plan; never removals, which
 * a plan of an earlier version may have.
 */
export const grantAutomaticApproval = async (change: StoreView, plan: StoredPlan, now: Instant): Promise<void> => {
  const { approval, bounds } = plan.header;
  if (approval.rule !== 'automatic' || bounds.changes.removals.length > 0 || !withoutErrors(plan).ok) return;
  // Somebody has said no to it: from then on it takes a person's yes.
  if ((await change.approvals.askedAgainOf(plan.digest)).length > 0) return;
  const standing = await change.approvals.approvalsOf(plan.digest);
  // Planning again without a change stores nothing new.
  if (standing.some(({ rule }) => rule === 'automatic')) return;
  await addApproval(change, plan, approvalOf(plan, { approvedBy: 'policy', teams: [], approvedAt: now }), { now });
};
