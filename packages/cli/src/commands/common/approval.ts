// Approval rules and names, said alike wherever they are shown: the rule `self` stands out everywhere it was used.

import type { ApprovalRule } from '@slipway/core/policy';
import type { ApprovalAnswer, ApprovedByAnswer, PlanAnswer, PlanAskedAgainAnswer } from '@slipway/protocol/api';
import { instantText } from '../../output/index.ts';

/** `nobody`: how it is said that who asked for the plan cannot approve it. */
export const ruleText = (approval: ApprovalRule, nobody = 'none of them the author'): string => {
  switch (approval.rule) {
    case 'automatic':
      return 'automatic: policy approves, nobody is asked';
    case 'self':
      return 'self: one person, who may be the author';
    case 'team':
      return `team: ${approval.count} of ${approval.team}, ${nobody}${validText(approval)}`;
    case 'teams':
      return `teams: one person of each of ${ofTeams(approval)}, ${nobody}${validText(approval)}`;
    case 'change-request': {
      const outside = approval.outside === undefined ? '' : `; or the word of ${approval.outside}`;
      return `change request: one person of each of ${ofTeams(approval)}, ${nobody}${outside}${validText(approval)}`;
    }
    default:
      return approval satisfies never;
  }
};

/** For a column. */
export const shortRuleText = (approval: ApprovalRule): string => {
  switch (approval.rule) {
    case 'automatic':
    case 'self':
      return approval.rule;
    case 'team':
      return `${approval.count} of ${approval.team}`;
    case 'teams':
      return `${approval.count} of ${approval.teams.join(', ')}`;
    case 'change-request':
      return `change request, ${approval.count} of ${approval.teams.join(', ')}`;
    default:
      return approval satisfies never;
  }
};

const ofTeams = ({ teams, count }: { readonly teams: readonly string[]; readonly count: number }): string =>
  `${count} of ${teams.join(', ')}`;

const validText = ({ validHours }: { readonly validHours?: number }): string =>
  validHours === undefined ? '' : `; a name counts for ${validHours} h`;

/** One line per name. */
export const namesText = (names: readonly ApprovalAnswer[]): readonly string[] =>
  names.map((one) => `by ${one.approvedBy}${asText(one)}, ${instantText(one.approvedAt)}`);

const asText = ({ rule, team, teams, outside, reference }: ApprovalAnswer): string => {
  if (outside !== undefined) return ` in ${outside}${reference === undefined ? '' : ` under ${reference}`}`;
  if (rule === 'self') return ' under the rule `self`';
  const of = teams ?? (team === null ? [] : [team]);
  return of.length === 0 ? '' : ` for ${of.join(' or ')}`;
};

/** Beside a rollout, in one line; empty where the controller does not say it. */
export const approvedByText = (approval: ApprovedByAnswer | undefined): string => {
  if (approval === undefined) return '';
  const { rule, names, changeRequest } = approval;
  const by = names.map(({ approvedBy, team, outside }) => {
    const as = outside ?? team;
    return as === null ? approvedBy : `${approvedBy} (${as})`;
  });
  const under = changeRequest === null ? '' : `, ${changeRequest}`;
  return `approved under the rule \`${rule}\`${under}${by.length === 0 ? '' : ` by ${by.join(', ')}`}`;
};

/** What else is known of a plan's approval than its names and its reason. */
export const aroundApproval = ({
  askedAgain = [],
  changeRequest,
  names,
  reason,
}: PlanAnswer['approved']): readonly string[] => [
  ...askedAgain.map(askedAgainText),
  ...(changeRequest == null
    ? []
    : [`change request ${changeRequest}: \`slipway change-request show ${changeRequest}\``]),
  ...(reason === null || names === undefined || names.openTeams.length < 2
    ? []
    : [`${names.given} of ${names.needed}; a name would count for ${names.openTeams.join(', ')}`]),
];

/** What whoever puts a name under it should know: somebody said no before. */
export const askedAgainText = ({ askedBy, askedAt, why, refusal }: PlanAskedAgainAnswer): string => {
  const before =
    refusal === null ? 'its change request was withdrawn' : `${refusal.refusedBy} refused it: ${refusal.why}`;
  return `${before}; asked again ${instantText(askedAt)} by ${askedBy}: ${why}`;
};
