// What people and outside systems are told of approvals, each once: an id says what it is about, so that looking again, or
// planning again without a change, tells nothing twice.

import { type ApprovalReminder, askedAgainText, type ChangeRequest, type PlanRefusal } from '@slipway/core/approval';
import type { ApprovalAsked } from '@slipway/core/notice';
import { teamsToAsk } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { StoredPlan, StoreView } from '../../ports/index.ts';
import { tell } from '../notify/index.ts';
import type { ApprovalStanding } from './state.ts';

/** With the plan; again when names that were enough have expired, and when it is asked for again. */
export const tellWanted = async (
  change: StoreView,
  plan: StoredPlan,
  { standing, now }: { readonly standing: ApprovalStanding; readonly now: Instant },
): Promise<boolean> => {
  const expired = standing.reason?.code === 'approval-expired' ? `.${standing.reason.facts['expired'] ?? ''}` : '';
  return await tell(change, {
    eventId: `approval-wanted.${plan.digest}${againText(standing)}${checklistText(standing)}${expired}`,
    at: now,
    kind: 'approval-wanted',
    content: asked(plan, standing, now),
    ...aboutPlan(plan),
  });
};

const checklistText = ({ checklistChangedAt }: ApprovalStanding): string =>
  checklistChangedAt === null ? '' : `.checklist-${checklistChangedAt}`;

const againText = ({ askedAgain }: Pick<ApprovalStanding, 'askedAgain'>): string =>
  askedAgain.length === 0 ? '' : `.again-${askedAgain.length}`;

export const tellMissing = async (
  change: StoreView,
  plan: StoredPlan,
  {
    standing,
    reminder,
    now,
  }: { readonly standing: ApprovalStanding; readonly reminder: ApprovalReminder; readonly now: Instant },
): Promise<boolean> => {
  const { occurrence, hoursBefore } = reminder;
  return await tell(change, {
    eventId: `approval-missing.${plan.digest}.${occurrence.startsAt}.${hoursBefore}h`,
    at: now,
    kind: 'approval-missing',
    content: { ...asked(plan, standing, now), startsAt: occurrence.startsAt },
    ...aboutPlan(plan),
  });
};

export const tellRefused = async (change: StoreView, plan: StoredPlan, refusal: PlanRefusal): Promise<void> => {
  const { refusedBy, refusedAt, why } = refusal;
  const askedAgain = await change.approvals.askedAgainOf(plan.digest);
  await tell(change, {
    eventId: `approval-refused.${plan.digest}${againText({ askedAgain })}`,
    at: refusedAt,
    kind: 'approval-refused',
    content: {
      plan: plan.digest,
      environment: plan.header.environment,
      policy: plan.policyName ?? null,
      by: refusedBy,
      why,
    },
    ...aboutPlan(plan),
  });
};

/** The outside system that the plan's rule names, and nobody else; it hears of each change of the text and of the end. */
export const tellChangeRequest = async (
  change: StoreView,
  told: {
    readonly what: 'opened' | 'changed' | 'closed';
    readonly request: ChangeRequest;
    /** Of what is told: with the number, what makes the telling one of its own. */
    readonly revision: number;
    readonly now: Instant;
  },
): Promise<void> => {
  const { what, request, revision, now } = told;
  if (request.outside === null) return;
  const { number, planDigest, environment, title, text, backOut, plannedTimes, state, outside, openedBy, result } =
    request;
  await tell(
    change,
    {
      eventId: `${number}.${revision}.${what}`,
      at: now,
      kind: `change-request-${what}`,
      content: {
        number,
        plan: planDigest,
        environment,
        title,
        text,
        backOut: [backOut.generated, backOut.added].filter((part) => part !== '').join('\n\n'),
        plannedTimes,
        state,
        reference: outside.reference,
        openedBy,
        result,
      },
      environments: [environment],
      about: number,
    },
    [outside.system],
  );
};

const asked = (
  plan: StoredPlan,
  { names, askedAgain, checklistChangedAt, changeRequest }: ApprovalStanding,
  now: Instant,
): ApprovalAsked => {
  const { environment, bounds, approval } = plan.header;
  const left = names.needed - names.given;
  const teams = names.openTeams.length > 0 ? names.openTeams : (teamsToAsk(approval) ?? []);
  const of = teams.length === 0 ? '' : ` of ${teams.join(' or ')}`;
  const under = changeRequest === null ? '' : ` (change request ${changeRequest.number})`;
  const last = askedAgain.at(-1);
  const again = [
    ...(last === undefined ? [] : [askedAgainText(last)]),
    ...(checklistChangedAt === null ? [] : ['Its checklist was changed: names of before count no longer.']),
  ];
  return {
    plan: plan.digest,
    environment,
    policy: plan.policyName ?? null,
    ...(again.length === 0 ? {} : { again: again.join('. ') }),
    wanted: `${left} ${left === 1 ? 'name' : 'names'}${of}${under}`,
    hostsInAll: bounds.hosts.length,
    startsAt: bounds.occurrences.find(({ cutOffAt }) => now < cutOffAt)?.startsAt ?? null,
  };
};

const aboutPlan = ({ digest, header }: StoredPlan) => ({ environments: [header.environment], about: digest });
