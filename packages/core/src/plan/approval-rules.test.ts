// The approval rules of several teams in a plan: whose agents read them, and that the header says what policy says.

import { demoProd, sha256 } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { resealed } from '../../test/plan/mutation.ts';
import type { ApprovalRule } from '../policy/index.ts';
import { checkPlan, makePlan, type PlanningInput } from './index.ts';

const TEAMS = ['development', 'operations', 'security'];
const RULES: readonly ApprovalRule[] = [
  { rule: 'teams', teams: TEAMS, count: 2 },
  { rule: 'change-request', teams: TEAMS, count: 2, outside: 'service-desk' },
  { rule: 'team', team: 'operations', count: 1, validHours: 24 },
];

const under = (approval: ApprovalRule, input: PlanningInput = demoProd()): PlanningInput => ({
  ...input,
  policy: { ...input.policy, environments: input.policy.environments.map((one) => ({ ...one, approval })) },
});
const old = (input: PlanningInput): PlanningInput => ({
  ...input,
  hosts: input.hosts.map((host) => ({ ...host, capabilities: host.capabilities.filter((one) => one !== 'process/1') })),
});
const errorsOf = (input: PlanningInput, judged = input, approval: ApprovalRule | null = null): readonly string[] => {
  const { plan, report } = makePlan(input, sha256);
  if (plan === null) throw new Error('the demo plans hosts');
  const said = approval === null ? plan : resealed({ ...plan, header: { ...plan.header, approval } });
  const notes = checkPlan({ plan: said, report, input: judged, sha256 });
  return notes.filter(({ severity }) => severity === 'error').map(({ reason }) => reason.code);
};

describe.each(RULES)('the rule %j', (approval) => {
  it('stands in the header as policy has it', () => {
    const { plan } = makePlan(under(approval), sha256);
    expect(plan?.header.approval).toEqual(approval);
    expect(errorsOf(under(approval))).toEqual([]);
  });

  it('leaves out hosts whose agents do not read it, and the plan of another rule none', () => {
    const { plan, report } = makePlan(old(under(approval)), sha256);
    expect(plan).toBeNull();
    const lacking = report.leftOut.filter(({ reason }) => reason.code === 'host-lacks-capability');
    expect(lacking.length).toBeGreaterThan(0);
    const team: ApprovalRule = { rule: 'team', team: 'operations', count: 1 };
    expect(makePlan(old(under(team)), sha256).plan).not.toBeNull();
    expect(new Set(errorsOf(under(approval), old(under(approval))))).toContain('host-lacks-capability');
  });

  it.each<[string, (rule: ApprovalRule) => ApprovalRule]>([
    ['asks fewer', (rule) => ('count' in rule ? { ...rule, count: rule.count - 1 } : rule)],
    [
      'names other teams',
      (rule) =>
        'teams' in rule ? { ...rule, teams: [...rule.teams, 'sales'] } : ({ ...rule, team: 'sales' } as ApprovalRule),
    ],
    ['lets a name count longer', (rule) => ({ ...rule, validHours: 999 }) as ApprovalRule],
    [
      'takes the word of another system',
      (rule) => ({
        rule: 'change-request',
        teams: TEAMS,
        count: 2,
        outside: rule.rule === 'change-request' ? 'elsewhere' : 'service-desk',
      }),
    ],
  ])('that %s is found', (_what, change) => {
    expect(errorsOf(under(approval), under(approval), change(approval))).toContain('check-differs-from-policy');
  });
});
