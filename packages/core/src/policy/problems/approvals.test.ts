import { describe, expect, it } from 'vitest';
import { placeText } from '../problem.ts';
import type { ApprovalRule } from '../types.ts';
import { approvalProblems } from './approvals.ts';

const places = (approval: ApprovalRule) => approvalProblems(approval, ['approval']).map(({ path }) => placeText(path));

const TEAMS = { rule: 'teams', teams: ['development', 'operations'], count: 2 } as const;

describe('who must agree', () => {
  it.each<[string, ApprovalRule]>([
    ['nobody', { rule: 'automatic' }],
    ['one person', { rule: 'self' }],
    ['a team', { rule: 'team', team: 'operations', count: 2, validHours: 24 }],
    ['several teams', TEAMS],
    ['a change request', { ...TEAMS, rule: 'change-request', outside: 'service-desk', validHours: 72 }],
  ])('%s is sound', (_what, approval) => {
    expect(places(approval)).toEqual([]);
  });

  it.each<[string, ApprovalRule, readonly string[]]>([
    ['no team', { ...TEAMS, teams: [] }, ['approval.teams']],
    ['a team twice', { ...TEAMS, teams: ['operations', 'operations'], count: 1 }, ['approval.teams[1]']],
    ['more teams than are named', { ...TEAMS, count: 3 }, ['approval.count']],
    ['more teams than different ones', { ...TEAMS, teams: ['ops', 'ops'] }, ['approval.teams[1]', 'approval.count']],
    ['nobody at all', { ...TEAMS, count: 0 }, ['approval.count']],
    [
      'names that are none',
      { ...TEAMS, rule: 'change-request', teams: ['The Board'], count: 1, outside: 'Desk!' },
      ['approval.teams[0]', 'approval.outside'],
    ],
    ['no time at all', { rule: 'team', team: 'operations', count: 1, validHours: 0 }, ['approval.validHours']],
  ])('%s is told where it stands', (_what, approval, expected) => {
    expect(places(approval)).toEqual(expected);
  });
});
