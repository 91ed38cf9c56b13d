// Plans that wait for somebody's name, and whether it could be the asker's.

import { type ApprovalRule, teamsToAsk } from '@slipway/core/policy';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { type Page, type PageRequest, pageOf, readCursor, type StoredPlan, type StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { isOver } from './over.ts';
import { requestersOf } from './requesters.ts';
import { type ApprovalStanding, approvalStanding } from './state.ts';

export interface WaitingPlan {
  readonly planDigest: StoredPlan['digest'];
  readonly environment: string;
  readonly policyName: string | null;
  readonly author: string;
  readonly madeAt: Instant;
  readonly hosts: number;
  readonly rule: ApprovalRule;
  readonly given: number;
  readonly needed: number;
  readonly openTeams: readonly string[];
  readonly reason: Reason;
  /** Of the first occurrence in which a host may still begin; `null`: there is none. */
  readonly startsAt: Instant | null;
  readonly changeRequest: string | null;
  /** Whether the asker's name would count. */
  readonly mine: boolean;
}

/** The soonest window first. */
export const listWaiting = async (
  app: App,
  actor: Actor,
  { page, mine }: { readonly page: PageRequest; readonly mine: boolean },
): Promise<Page<WaitingPlan>> => {
  const now = app.ports.clock.now();
  const waiting = await app.ports.store.read(async (view) => {
    const found: WaitingPlan[] = [];
    for (const plan of await view.plans.unexpiredPlans(now)) {
      const standing = await approvalStanding(view, plan, { now });
      const { names, reason } = standing;
      if (reason === null || reason !== names.reason || (await isOver(view, plan))) continue;
      found.push(await waitingPlan(view, plan, { standing, reason, actor, now }));
    }
    return found;
  });
  const after = readCursor(page, 'text')?.[0] ?? '';
  const rows = waiting.filter((one) => (one.mine || !mine) && keyOf(one) > after);
  return pageOf(
    rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    page,
    (one) => [keyOf(one)],
  );
};

/** `~` is behind every digit. */
const keyOf = ({ startsAt, planDigest }: WaitingPlan): string => `${startsAt ?? '~'} ${planDigest}`;

interface Asked {
  readonly standing: ApprovalStanding;
  readonly reason: Reason;
  readonly actor: Actor;
  readonly now: Instant;
}

const waitingPlan = async (
  view: StoreView,
  plan: StoredPlan,
  { standing, reason, actor, now }: Asked,
): Promise<WaitingPlan> => {
  const { names, changeRequest } = standing;
  const { environment, bounds, approval } = plan.header;
  return {
    planDigest: plan.digest,
    environment,
    policyName: plan.policyName ?? null,
    author: plan.author,
    madeAt: plan.madeAt,
    hosts: bounds.hosts.length,
    rule: approval,
    given: names.given,
    needed: names.needed,
    openTeams: names.openTeams,
    reason,
    startsAt: bounds.occurrences.find(({ cutOffAt }) => now < cutOffAt)?.startsAt ?? null,
    changeRequest: changeRequest?.number ?? null,
    mine: await wouldCount(view, plan, standing, actor),
  };
};

const wouldCount = async (
  view: StoreView,
  plan: StoredPlan,
  { names }: ApprovalStanding,
  { person, roles, teams }: Actor,
): Promise<boolean> => {
  if (!roles.includes('approver') && !roles.includes('administrator')) return false;
  const asked = teamsToAsk(plan.header.approval);
  if (asked === null) return true;
  if ((await requestersOf(view, plan)).has(person)) return false;
  if (names.counted.some(({ approvedBy }) => approvedBy === person)) return false;
  return names.openTeams.some((team) => teams.includes(team));
};
