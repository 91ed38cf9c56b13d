import type { ApprovalRule } from './types.ts';

/** Whose members may agree; `null`: anybody. */
export const teamsToAsk = (rule: ApprovalRule): readonly string[] | null => {
  switch (rule.rule) {
    case 'automatic':
    case 'self':
      return null;
    case 'team':
      return [rule.team];
    case 'teams':
    case 'change-request':
      return rule.teams;
    default:
      return rule satisfies never;
  }
};
