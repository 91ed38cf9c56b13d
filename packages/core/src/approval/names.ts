// The names under a plan against its rule: enough, or what is still missing.

import type { Approval } from '../plan/index.ts';
import type { ApprovalRule } from '../policy/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { largestMatching } from './matching.ts';

export interface NamesJudged {
  /** Of `needed`; an outside system's word is all of them. */
  readonly given: number;
  readonly needed: number;
  /** Teams of which somebody would count; empty where the rule names none, or nothing is missing. */
  readonly openTeams: readonly string[];
  /** Those that count, one per name. */
  readonly counted: readonly Approval[];
  /** `null`: they are enough. */
  readonly reason: Reason | null;
}

/** How long a name counts that is given now: as long as the plan, or as long as its rule says, whichever is shorter. */
export const approvalExpiry = (rule: ApprovalRule, planExpiresAt: Instant, givenAt: Instant): Instant => {
  const hours = 'validHours' in rule ? rule.validHours : undefined;
  if (hours === undefined) return planExpiresAt;
  const end = addSeconds(givenAt, hours * 3600);
  return end < planExpiresAt ? end : planExpiresAt;
};

/**
 * `approvals`: those that cover the plan, whether or not they have expired. A name must count still at `until`, which is
 * when something that is let begin now begins at the latest; the plan's own end is judged where the window is.
 */
export const judgeNames = (options: {
  readonly rule: ApprovalRule;
  readonly approvals: readonly Approval[];
  readonly planExpiresAt: Instant;
  readonly now: Instant;
  readonly until?: Instant;
}): NamesJudged => {
  const { rule, approvals, planExpiresAt, now, until = now } = options;
  const holds = ({ expiresAt }: Approval): boolean =>
    now < expiresAt && (until < expiresAt || planExpiresAt <= expiresAt);
  const standing = approvals.filter(holds);
  const counted = countNames(rule, standing);
  if (counted.given >= counted.needed) return { ...counted, openTeams: [], reason: null };
  return {
    ...counted,
    reason: whyNot(
      counted,
      approvals.filter((approval) => !holds(approval)),
    ),
  };
};

/** No person is called so. */
const STRANGER = '\0';

type Counted = Omit<NamesJudged, 'reason'>;

const countNames = (rule: ApprovalRule, standing: readonly Approval[]): Counted => {
  switch (rule.rule) {
    case 'automatic':
    case 'self':
      return countPeople(standing, 1, []);
    case 'team':
      return countPeople(standing, rule.count, [rule.team]);
    case 'teams':
      return countTeams(standing, rule);
    case 'change-request': {
      const outside = rule.outside === undefined ? [] : standing.filter((one) => one.outside === rule.outside);
      const inside = countTeams(
        standing.filter((one) => one.outside === undefined),
        rule,
      );
      const [word] = outside;
      return word === undefined ? inside : { ...inside, given: rule.count, counted: [word, ...inside.counted] };
    }
    default:
      return rule satisfies never;
  }
};

const countPeople = (standing: readonly Approval[], needed: number, openTeams: readonly string[]): Counted => {
  const counted = lastOfEach(standing);
  return { given: counted.length, needed, openTeams, counted };
};

/** A person in several of the teams counts for one of them; which one, the whole decides. */
const countTeams = (
  standing: readonly Approval[],
  { teams, count }: { readonly teams: readonly string[]; readonly count: number },
): Counted => {
  const teamsOf = new Map<string, readonly string[]>();
  for (const { approvedBy, team, teams: all } of standing) {
    const own = all ?? (team === null ? [] : [team]);
    teamsOf.set(approvedBy, [...(teamsOf.get(approvedBy) ?? []), ...own]);
  }
  const matched = largestMatching(teamsOf, teams);
  const people = new Set(matched.values());
  return {
    given: matched.size,
    needed: count,
    // Of whose members one more name would be one more: a stranger to all names given so far, who is in that team alone.
    openTeams: teams.filter(
      (team) => largestMatching(new Map([...teamsOf, [STRANGER, [team]]]), teams).size > matched.size,
    ),
    counted: lastOfEach(standing).filter(({ approvedBy }) => people.has(approvedBy)),
  };
};

/** The one that counts longest of each person, in the order in which people first gave their names. */
const lastOfEach = (standing: readonly Approval[]): readonly Approval[] => {
  const byPerson = new Map<string, Approval>();
  for (const approval of standing) {
    const before = byPerson.get(approval.approvedBy);
    if (before === undefined || before.expiresAt < approval.expiresAt) byPerson.set(approval.approvedBy, approval);
  }
  return [...byPerson.values()];
};

const whyNot = ({ given, needed, openTeams, counted }: Counted, expired: readonly Approval[]): Reason => {
  const left = needed - given;
  const missing = `${left} more ${left === 1 ? 'name' : 'names'}${openTeams.length === 0 ? '' : ` of ${teamsText(openTeams)}`}`;
  const names = new Set(counted.map(({ approvedBy }) => approvedBy));
  const gone = lastOfEach(expired.filter(({ approvedBy }) => !names.has(approvedBy)));
  if (gone.length === 0) return reason('waiting-for-approval', { given, needed, missing });
  const people = gone.map(({ approvedBy }) => approvedBy).join(', ');
  const expiredAt = gone.map(({ expiresAt }) => expiresAt).reduce((a, b) => (a < b ? a : b));
  return reason('approval-expired', { people, expired: expiredAt, missing, given, needed });
};

const teamsText = (teams: readonly string[]): string => teams.join(' or ');
