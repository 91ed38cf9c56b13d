// Whether a plan may run: by the names under it, by who refused it, by its change request, and by what its checker said.

import {
  type ChangeRequest,
  isOpen,
  judgeNames,
  type NamesJudged,
  type PlanAskedAgain,
  type PlanRefusal,
} from '@slipway/core/approval';
import { type Approval, approvalCovers } from '@slipway/core/plan';
import { teamsToAsk } from '@slipway/core/policy';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';

/** A plan with errors cannot be approved by anybody, and nobody's approval of another plan makes it run. */
export const withoutErrors = ({ notes }: Pick<StoredPlan, 'notes'>): Outcome<void> => {
  const count = notes.filter(({ severity }) => severity === 'error').length;
  return count > 0 ? refuse('plan-has-errors', { count }) : ok(undefined);
};

export interface ApprovalStanding {
  readonly names: NamesJudged;
  readonly refusal: PlanRefusal | null;
  /** How often, by whom and why it was asked for again, the first one first. */
  readonly askedAgain: readonly PlanAskedAgain[];
  /** Since when it is held to another checklist; `null`: it never was. */
  readonly checklistChangedAt: Instant | null;
  /** `null`: its rule asks for none. */
  readonly changeRequest: ChangeRequest | null;
  /** `null`: it may run. */
  readonly reason: Reason | null;
}

/** When names are looked at, and until when they must count; see `judgeNames`. */
export interface LookedAt {
  readonly now: Instant;
  readonly until?: Instant;
}

/** The names under the plan, or under one whose bounds include its own, and what stands against it besides. */
export const approvalStanding = async (view: StoreView, plan: StoredPlan, at: LookedAt): Promise<ApprovalStanding> => {
  const { header } = plan;
  const askedAgain = await view.approvals.askedAgainOf(plan.digest);
  const changedAt = (await view.checklists.checklist(plan.digest))?.changedAt ?? null;
  const approvals: Approval[] = [];
  for (const approval of await view.approvals.approvalsForPatchSet(header.bounds.patchSetDigest)) {
    // Under this very plan they are its own, and need not be held against themselves: every host that fetches ahead asks with each check-in.
    const bounds = approval.planDigest === plan.digest ? header.bounds : approval.bounds;
    // Judged as of when it was given: whether it still counts is the names' own question, which tells an expired one apart.
    const covers = approvalCovers({ ...approval, bounds }, header, approval.approvedAt).ok;
    if (covers && (await countsFor(view, approval, { plan, askedAgain, changedAt }))) approvals.push(approval);
  }
  const names = judgeNames({ rule: header.approval, approvals, planExpiresAt: header.bounds.expiresAt, ...at });
  const refusal = await view.approvals.refusalOf(plan.digest);
  const changeRequest = (await view.changeRequests.changeRequestOf(plan.digest))?.value ?? null;
  const against = stopping(plan, { refusal, changeRequest, now: at.now });
  return { names, refusal, askedAgain, checklistChangedAt: changedAt, changeRequest, reason: against ?? names.reason };
};

/** Whether a plan may run now. */
export const approvalState = async (
  view: StoreView,
  plan: StoredPlan,
  now: Instant,
  until: Instant = now,
): Promise<Outcome<readonly Approval[]>> => {
  const { names, reason: against } = await approvalStanding(view, plan, { now, until });
  return against === null ? ok(names.counted) : { ok: false, reason: against };
};

/** What no further name would put right. */
export const stopping = (
  plan: StoredPlan,
  { refusal, changeRequest, now }: Pick<ApprovalStanding, 'refusal' | 'changeRequest'> & { readonly now: Instant },
): Reason | null => {
  const sound = withoutErrors(plan);
  if (!sound.ok) return sound.reason;
  if (refusal !== null) {
    return reason('plan-refused', { person: refusal.refusedBy, at: refusal.refusedAt, why: refusal.why });
  }
  const { bounds, approval } = plan.header;
  if (bounds.expiresAt <= now) return reason('bounds-expired', { expired: bounds.expiresAt });
  if (approval.rule !== 'change-request') return null;
  if (changeRequest === null) return reason('change-request-missing');
  const { number, state } = changeRequest;
  return isOpen(changeRequest) ? null : reason('change-request-ended', { number, state });
};

/**
 * Bounds say nothing of gates, soaks, failure budget, hooks, restarts and reboots: an approval given to another plan
 * counts only where these come from the same revision and the same policy of the environment, and by the same labels.
 * Nobody's name counts for a plan of their own asking, and no name that stands under a plan which somebody refused, or whose
 * change request was withdrawn; nor one from before somebody asked again, or from before it was held to
 * another checklist. Whoever refused a plan in between said no to these hosts: leaving one out and planning again
 * must not turn that into the yes of an earlier day.
 */
const countsFor = async (
  view: StoreView,
  approval: Approval,
  { plan, askedAgain, changedAt }: Anew,
): Promise<boolean> => {
  if (approval.planDigest === plan.digest) return true;
  // Then nobody can tell whether a label moved groups and hooks in between.
  if (plan.header.bounds.labels === undefined) return false;
  const askers = [plan.author, ...askedAgain.map(({ askedBy }) => askedBy)];
  if (teamsToAsk(plan.header.approval) !== null && askers.includes(approval.approvedBy)) return false;
  if (changedAt !== null && approval.approvedAt <= changedAt) return false;
  if (askedAgain.some(({ askedAt }) => approval.approvedAt <= askedAt)) return false;
  const request = await view.changeRequests.changeRequestOf(approval.planDigest);
  if (request?.value.result?.outcome === 'withdrawn') return false;
  if (await isRefusedSince(view, approval.approvedAt, plan)) return false;
  const approved = await view.plans.plan(approval.planDigest);
  return (
    approved?.policyRevision === plan.policyRevision &&
    approved.header.environment === plan.header.environment &&
    (approved.policyName ?? null) === (plan.policyName ?? null)
  );
};

/** From when on names are asked for anew. */
interface Anew {
  readonly plan: StoredPlan;
  readonly askedAgain: readonly PlanAskedAgain[];
  /** Its checklist; `null`: it is that of the beginning. */
  readonly changedAt: Instant | null;
}

/** Some of its hosts, for the same patch set, under whatever plan: that of the approval too. */
const isRefusedSince = async (
  view: StoreView,
  since: Instant,
  { header: { bounds } }: StoredPlan,
): Promise<boolean> => {
  const hosts = new Set(bounds.hosts);
  for (const { planDigest } of await view.approvals.refusalsSince(since)) {
    const other = (await view.plans.plan(planDigest))?.header.bounds;
    if (other?.patchSetDigest === bounds.patchSetDigest && other.hosts.some((host) => hosts.has(host))) return true;
  }
  return false;
};
