// Which names count: by exact matching, not by whoever came first, and for as long as they count.

import { anApproval, aStoredPlan } from '@slipway/testkit/store-rows';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Approval } from '../plan/index.ts';
import type { ApprovalRule } from '../policy/index.ts';
import { addSeconds } from '../time/index.ts';
import { approvalExpiry, judgeNames, largestMatching } from './index.ts';

const { plan } = aStoredPlan(['host-1']);
const planExpiresAt = plan.header.bounds.expiresAt;
const NOW = plan.madeAt;
const TEAMS = ['development', 'operations', 'security'];
const teamsRule = (count: number, more: object = {}): ApprovalRule => ({ rule: 'teams', teams: TEAMS, count, ...more });

const named = (approvedBy: string, teams: readonly string[], given: Partial<Approval> = {}): Approval =>
  anApproval(plan, { approvedBy, rule: 'teams', team: teams[0] ?? null, teams, ...given });
const judge = (rule: ApprovalRule, approvals: readonly Approval[], now = NOW, until = now) =>
  judgeNames({ rule, approvals, planExpiresAt, now, until });

/** Every way to give each person one of their teams or none. */
const bestByTrying = (people: readonly (readonly string[])[], teams: readonly string[]): number => {
  const [first, ...others] = people;
  if (first === undefined) return 0;
  const without = bestByTrying(others, teams);
  const withOne = first
    .filter((team) => teams.includes(team))
    .map(
      (team) =>
        1 +
        bestByTrying(
          others,
          teams.filter((one) => one !== team),
        ),
    );
  return Math.max(without, ...withOne);
};

it('of one person the name that counts longest stands', () => {
  const [short, long] = [60, 600].map((seconds) => named('ada', ['security'], { expiresAt: addSeconds(NOW, seconds) }));
  if (short === undefined || long === undefined) throw new Error('there are two');
  for (const approvals of [
    [short, long],
    [long, short],
  ]) {
    expect(judge(teamsRule(1), approvals).counted).toEqual([long]);
  }
});

describe('a matching of people to teams', () => {
  it('is as large as any, gives nobody two teams and nobody a team that is not theirs', () => {
    const people = fc.array(fc.subarray(['a', 'b', 'c', 'd', 'stranger']), { maxLength: 6 });
    fc.assert(
      fc.property(people, fc.subarray(['a', 'b', 'c', 'd']), (all, teams) => {
        const teamsOf = new Map(all.map((own, at) => [`person-${at}`, own]));
        const matched = largestMatching(teamsOf, teams);
        expect(matched.size).toBe(bestByTrying(all, teams));
        expect(new Set(matched.values()).size).toBe(matched.size);
        for (const [team, person] of matched) expect(teamsOf.get(person)).toContain(team);
      }),
      { numRuns: 500 },
    );
  });
});

describe('one person of each of several teams', () => {
  it.each<[string, readonly (readonly [string, readonly string[]])[], number, readonly string[]]>([
    ['nobody', [], 0, TEAMS],
    ['one person of two teams counts once', [['ada', ['operations', 'security']]], 1, TEAMS],
    [
      'two people of the same team count once',
      [
        ['ada', ['operations']],
        ['bob', ['operations']],
      ],
      1,
      ['development', 'security'],
    ],
    [
      'who could be of either makes room',
      [
        ['ada', ['operations', 'security']],
        ['bob', ['operations']],
      ],
      2,
      [],
    ],
    [
      'a stranger counts for nothing',
      [
        ['ada', ['operations']],
        ['zoe', ['sales']],
      ],
      1,
      ['development', 'security'],
    ],
  ])('%s', (_what, people, given, open) => {
    const judged = judge(
      teamsRule(2),
      people.map(([person, teams]) => named(person, teams)),
    );
    expect(judged).toMatchObject({ given, needed: 2, openTeams: open });
    expect(judged.reason === null).toBe(given >= 2);
  });

  it('says who is still wanted', () => {
    expect(judge(teamsRule(3), [named('ada', ['operations'])]).reason).toEqual({
      code: 'waiting-for-approval',
      facts: { given: 1, needed: 3, missing: '2 more names of development or security' },
    });
  });

  it('reads names that were given before several teams were kept', () => {
    const { teams: _, ...old } = named('ada', ['operations']);
    expect(judge(teamsRule(1), [old]).reason).toBeNull();
  });
});

describe('how long a name counts', () => {
  const rule: ApprovalRule = { rule: 'team', team: 'operations', count: 1, validHours: 2 };
  const expiresAt = addSeconds(NOW, 7200);

  it('is as long as the plan, or its rule', () => {
    expect(approvalExpiry(rule, planExpiresAt, NOW)).toBe(expiresAt);
    expect(approvalExpiry(rule, addSeconds(NOW, 60), NOW)).toBe(addSeconds(NOW, 60));
    expect(approvalExpiry({ rule: 'self' }, planExpiresAt, NOW)).toBe(planExpiresAt);
  });

  it('ends to the instant, and the plan waits again and says whose name it was', () => {
    const given = [named('ada', ['operations'], { expiresAt })];
    expect(judge(rule, given, addSeconds(expiresAt, -1)).reason).toBeNull();
    expect(judge(rule, given, expiresAt)).toMatchObject({
      given: 0,
      reason: {
        code: 'approval-expired',
        facts: { people: 'ada', expired: expiresAt, missing: '1 more name of operations' },
      },
    });
    const again = named('ada', ['operations'], { expiresAt: addSeconds(expiresAt, 7200) });
    expect(judge(rule, [...given, again], expiresAt).reason).toBeNull();
  });

  it('must reach until the last instant at which something begins, where it ends before the plan', () => {
    const given = [named('ada', ['operations'], { expiresAt })];
    expect(judge(rule, given, NOW, expiresAt).reason?.code).toBe('approval-expired');
    const whole = [named('ada', ['operations'], { expiresAt: planExpiresAt })];
    expect(judge(rule, whole, addSeconds(planExpiresAt, -1), addSeconds(planExpiresAt, 600)).reason).toBeNull();
  });
});

describe('a change request', () => {
  const rule: ApprovalRule = { rule: 'change-request', teams: TEAMS, count: 2, outside: 'service-desk' };
  const word = (outside: string) => named(outside, [], { rule: 'change-request', outside, team: null });

  it('is agreed to by the outside system that its rule names, and by no other', () => {
    expect(judge(rule, [word('service-desk')])).toMatchObject({ given: 2, reason: null });
    expect(judge(rule, [word('elsewhere')])).toMatchObject({ given: 0 });
    const { outside: _, ...inside } = rule;
    expect(judge(inside, [word('service-desk')])).toMatchObject({ given: 0 });
  });

  it('is agreed to inside as by several teams; a word from outside is no name of a team', () => {
    expect(judge(rule, [named('ada', ['operations']), named('bob', ['security'])]).reason).toBeNull();
    expect(judge(rule, [named('ada', ['operations']), { ...word('elsewhere'), teams: ['security'] }])).toMatchObject({
      given: 1,
    });
  });
});
