// The change request of a plan whose rule asks for one: opened with the plan, following the names under it, ended with
// its rollout. Whoever moves it tells the outside system, in the same write.

import {
  askedAgainText,
  type ChangeRequest,
  type ChangeResult,
  draftChangeRequest,
  endChangeRequest,
  followNames,
  isOpen,
  noteName,
  type PlanAskedAgain,
} from '@slipway/core/approval';
import type { Digest } from '@slipway/core/ids';
import { targetKey } from '@slipway/core/patch-set';
import type { Approval, HostPlan } from '@slipway/core/plan';
import { rulesAt } from '@slipway/core/policy';
import { explain } from '@slipway/core/reasons';
import type { Rollout } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView, Versioned } from '../../ports/index.ts';
import { approvalStanding } from './state.ts';
import { tellChangeRequest } from './tell.ts';

/** Once per plan, and again where that is asked for; nothing where its rule asks for none. */
export const openChangeRequest = async (
  change: StoreView,
  plan: StoredPlan,
  { hostPlans, now, asked }: Opening,
): Promise<void> => {
  const { approval, bounds, environment } = plan.header;
  if (approval.rule !== 'change-request') return;
  const before = await change.changeRequests.changeRequestOf(plan.digest);
  // Planning again without a change opens nothing new.
  if (before !== null && (asked === undefined || isOpen(before.value))) return;
  const openedBy = asked?.askedBy ?? plan.author;
  const { title, text, backOut } = draftChangeRequest({
    planDigest: plan.digest,
    header: plan.header,
    hostPlans,
    advisories: await advisoriesOf(change, bounds.patchSetDigest, hostPlans),
    checklist: await checklistOf(change, plan),
  });
  const request = await change.changeRequests.addChangeRequest({
    planDigest: plan.digest,
    environment,
    title,
    text: asked === undefined ? text : `${askedAgainText(asked)}\n\n${text}`,
    plannedTimes: bounds.occurrences,
    backOut: { generated: backOut, added: before?.value.backOut.added ?? '' },
    state: 'open',
    outside: approval.outside === undefined ? null : { system: approval.outside, reference: null },
    openedBy,
    openedAt: now,
    result: null,
    history: [{ at: now, who: openedBy, what: 'opened', detail: '' }],
  });
  const { number } = request;
  await change.access.addAuditEvent({
    at: now,
    who: openedBy,
    action: 'change-request.open',
    object: number,
    facts: { plan: plan.digest, environment, outside: approval.outside ?? '' },
  });
  await tellChangeRequest(change, { what: 'opened', request, revision: 1, now });
  // Names under another plan whose bounds include these may be enough already.
  await followPlan(change, plan, now);
};

interface Opening {
  readonly hostPlans: readonly HostPlan[];
  readonly now: Instant;
  /** Absent: the plan was made, not asked for again. */
  readonly asked?: PlanAskedAgain;
}

/** A name was put under its plan. */
export const nameOnChangeRequest = async (
  change: StoreView,
  plan: StoredPlan,
  named: { readonly approval: Approval; readonly now: Instant; readonly answerId?: string },
): Promise<void> => {
  const { approval, now, answerId } = named;
  const found = await change.changeRequests.changeRequestOf(plan.digest);
  if (found === null || !isOpen(found.value)) return;
  const { approvedBy, team, teams, outside, reference } = approval;
  const value = noteName(found.value, {
    at: now,
    who: approvedBy,
    detail: outside ?? (teams ?? (team === null ? [] : [team])).join(', '),
    ...(answerId === undefined ? {} : { answerId }),
    ...(reference === undefined ? {} : { reference }),
  });
  await change.changeRequests.saveChangeRequest({ revision: found.revision, value });
  await followPlan(change, plan, now);
};

/** By the names under its plan as they count now. Answers whether anything moved. */
export const followPlan = async (change: StoreView, plan: StoredPlan, now: Instant): Promise<boolean> => {
  const found = await change.changeRequests.changeRequestOf(plan.digest);
  if (found === null) return false;
  const { names } = await approvalStanding(change, plan, { now });
  const next = followNames(found.value, names.reason, now);
  if (next === found.value) return false;
  return await change.changeRequests.saveChangeRequest({ revision: found.revision, value: next });
};

interface End {
  readonly result: ChangeResult;
  readonly who: string;
  readonly now: Instant;
  /** Of an outside system's answer. */
  readonly answer?: { readonly answerId: string; readonly reference: string };
}

/** Its one end; whoever comes second changes nothing. */
export const endOf = async (change: StoreView, found: Versioned<ChangeRequest>, end: End): Promise<ChangeRequest> => {
  const { result, who, now, answer } = end;
  const by = { who, at: now, ...answer };
  const ended = endChangeRequest(found.value, result, by);
  if (ended === found.value) return ended;
  await change.changeRequests.saveChangeRequest({ revision: found.revision, value: ended });
  const { number, planDigest } = ended;
  const facts = { plan: planDigest, outcome: result.outcome };
  await change.access.addAuditEvent({ at: now, who, action: 'change-request.close', object: number, facts });
  await tellChangeRequest(change, { what: 'closed', request: ended, revision: found.revision + 1, now });
  return ended;
};

/** In the write that stores the rollout's end: what was asked for and what came of it stand side by side. */
export const closeWithRollout = async (change: StoreView, rollout: Rollout): Promise<void> => {
  const { state, endedAt, rolloutId, planDigest } = rollout;
  if ((state !== 'completed' && state !== 'aborted' && state !== 'failed') || endedAt === null) return;
  const found = await change.changeRequests.changeRequestOf(planDigest);
  if (found === null) return;
  const result: ChangeResult = { outcome: state, text: outcomeText(rollout), rolloutId };
  await endOf(change, found, { result, who: 'slipway', now: endedAt });
};

const outcomeText = ({ hosts, state, reason }: Rollout): string => {
  const counts = new Map<string, number>();
  for (const { phase } of hosts) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([phase, count]) => `${count} ${phase}`);
  const why = state === 'failed' && reason !== null ? ` ${explain(reason)}` : '';
  return `Hosts: ${parts.join(', ')}.${why}`;
};

/** That the planned packages answer; what the patch set holds for other hosts is not this change. */
const advisoriesOf = async (
  { patchSets }: StoreView,
  patchSetDigest: Digest,
  hostPlans: readonly HostPlan[],
): Promise<readonly string[]> => {
  const found = await patchSets.patchSet(patchSetDigest);
  const planned = new Set(
    hostPlans.flatMap(({ transaction }) =>
      transaction.flatMap(({ name, architecture, to }) =>
        to === null ? [] : [targetKey({ name, architecture, version: to })],
      ),
    ),
  );
  const answered = (found?.patchSet.targets ?? []).filter((target) => planned.has(targetKey(target)));
  return [...new Set(answered.flatMap(({ advisories }) => advisories))];
};

const checklistOf = async ({ plans }: StoreView, { header, policyName = null, policyRevision }: StoredPlan) => {
  const policy = (await plans.policyRevision(policyRevision))?.policy;
  if (policy === undefined) return [];
  return rulesAt(policy, { environment: header.environment, policyName })?.checklist ?? [];
};
