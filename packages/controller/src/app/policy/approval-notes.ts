// Approval rules that nobody could meet today: by teams in which nobody is, or an outside system that is no audience. They
// are sound, since tokens and audiences may come later; until then every plan under them waits.

import { largestMatching } from '@slipway/core/approval';
import { type ApprovalRule, type Policy, type PolicyProblem, teamsToAsk } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { ApiToken, Page, PageRequest, StoreView } from '../../ports/index.ts';

type Path = PolicyProblem['path'];
type Note = Pick<PolicyProblem, 'path' | 'what' | 'instead'>;

const PAGE = 1000;

export const approvalNotes = async (view: StoreView, policy: Policy, now: Instant): Promise<readonly Note[]> => {
  const rules = rulesIn(policy).filter(({ rule }) => teamsToAsk(rule) !== null);
  if (rules.length === 0) return [];
  const teamsOf = await approvers(view, now);
  const webhooks = (await view.outbox.audiences()).filter(({ kind }) => kind === 'webhook').map(({ name }) => name);
  return rules.flatMap(({ rule, path }) => [...teamNotes(rule, path, teamsOf), ...outsideNotes(rule, path, webhooks)]);
};

const rulesIn = ({ environments }: Policy): readonly { readonly rule: ApprovalRule; readonly path: Path }[] =>
  environments.flatMap(({ approval, policies = [] }, at) => [
    { rule: approval, path: ['environments', at, 'approval'] },
    ...policies.flatMap((part, place) =>
      part.approval === undefined
        ? []
        : [{ rule: part.approval, path: ['environments', at, 'policies', place, 'approval'] }],
    ),
  ]);

/** By person, the teams of their account and of all their tokens that hold now. */
const approvers = async ({ access }: StoreView, now: Instant): Promise<ReadonlyMap<string, readonly string[]>> => {
  const teamsOf = new Map<string, readonly string[]>();
  const count = (person: string, { roles, teams }: Pick<ApiToken, 'roles' | 'teams'>): void => {
    const mayApprove = roles.includes('approver') || roles.includes('administrator');
    if (mayApprove) teamsOf.set(person, [...(teamsOf.get(person) ?? []), ...teams]);
  };
  for (const token of await whole(async (page) => await access.tokens(page))) {
    const { person, expiresAt, revokedAt } = token;
    if (revokedAt === null && (expiresAt === null || now < expiresAt)) count(person, token);
  }
  for (const account of await whole(async (page) => await access.accounts(page))) {
    if (account.disabledAt === null) count(account.name, account);
  }
  return teamsOf;
};

const whole = async <T>(ask: (page: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> => {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await ask({ after, limit: PAGE });
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
};

const addTo = (team: string): string =>
  ['account add', 'token create']
    .map((command) => `\`slipway ${command} PERSON --role approver --team ${team}\``)
    .join(' or ');

function teamNotes(rule: ApprovalRule, path: Path, teamsOf: ReadonlyMap<string, readonly string[]>): readonly Note[] {
  const members = (team: string): number => [...teamsOf.values()].filter((teams) => teams.includes(team)).length;
  switch (rule.rule) {
    case 'automatic':
    case 'self':
      return [];
    case 'team': {
      const there = members(rule.team);
      if (there >= rule.count) return [];
      const what = `${there} of ${rule.count} approvers of team ${rule.team} are there: no plan can be approved until more are`;
      return [{ path: [...path, 'team'], what, instead: addTo(rule.team) }];
    }
    case 'teams':
    case 'change-request': {
      const empty = rule.teams.flatMap((team, at) =>
        members(team) > 0
          ? []
          : [{ path: [...path, 'teams', at], what: `nobody is in team ${team}`, instead: addTo(team) }],
      );
      const most = largestMatching(teamsOf, rule.teams).size;
      if (most >= rule.count) return empty;
      const what = `one person of each of ${most} teams is there and ${rule.count} are asked for: no plan can be approved inside until more are`;
      return [...empty, { path: [...path, 'count'], what, instead: addTo('TEAM') }];
    }
    default:
      return rule satisfies never;
  }
}

const outsideNotes = (rule: ApprovalRule, path: Path, webhooks: readonly string[]): readonly Note[] =>
  rule.rule !== 'change-request' || rule.outside === undefined || webhooks.includes(rule.outside)
    ? []
    : [
        {
          path: [...path, 'outside'],
          what: `there is no webhook "${rule.outside}": the outside system hears of nothing and cannot answer`,
          instead: `\`slipway audience add ${rule.outside} --webhook URL\``,
        },
      ];
