// Who must agree. Whether there is anybody in a team only the controller knows, which warns where nobody is.

import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { ApprovalRule } from '../types.ts';
import { nameProblems, notWhole, type Problems } from './common.ts';

/** More people than that never agree in time. */
const APPROVERS_MAX = 10;
/** A year, as the form has it: a name that counts longer than any plan says nothing. */
const VALID_HOURS_MAX = 8784;

export function approvalProblems(approval: ApprovalRule, path: PolicyPath): Problems {
  switch (approval.rule) {
    case 'automatic':
    case 'self':
      return NONE;
    case 'team':
      return [
        ...nameProblems(approval.team, [...path, 'team']),
        ...notWhole(approval.count, 1, APPROVERS_MAX, [...path, 'count']),
        ...validProblems(approval.validHours, path),
      ];
    case 'teams':
      return [...teamsProblems(approval, path), ...validProblems(approval.validHours, path)];
    case 'change-request':
      return [
        ...teamsProblems(approval, path),
        ...validProblems(approval.validHours, path),
        ...(approval.outside === undefined ? NONE : nameProblems(approval.outside, [...path, 'outside'])),
      ];
    default:
      return approval satisfies never;
  }
}

function teamsProblems(
  { teams, count }: { readonly teams: readonly string[]; readonly count: number },
  path: PolicyPath,
): Problems {
  const list = [...path, 'teams'];
  const known = new Set(teams);
  return [
    ...(teams.length === 0 ? problem(list, 'names no team', 'at least one, as tokens name it') : NONE),
    ...teams.flatMap((team, at) => [
      ...nameProblems(team, [...list, at]),
      ...(teams.indexOf(team) === at ? NONE : problem([...list, at], `"${team}" stands twice`, 'each team once')),
    ]),
    ...notWhole(count, 1, APPROVERS_MAX, [...path, 'count']),
    ...(count > known.size && known.size > 0
      ? problem(
          [...path, 'count'],
          `${count} different teams must agree, and ${known.size} ${known.size === 1 ? 'is' : 'are'} named: no plan would ever be approved`,
          `at most ${known.size}, or more teams`,
        )
      : NONE),
  ];
}

const validProblems = (hours: number | undefined, path: PolicyPath): Problems =>
  hours === undefined ? NONE : notWhole(hours, 1, VALID_HOURS_MAX, [...path, 'validHours']);
