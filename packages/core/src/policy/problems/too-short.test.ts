import {
  aHost,
  anEnvironment,
  anInventory,
  anOpensslPatchSet,
  aPackage,
  aPlanningInput,
  aPolicy,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { runtimeZones } from '@slipway/testkit/zones';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../plan/index.ts';
import { placeText } from '../problem.ts';
import type { EnvironmentPolicy, PartPolicy, Rules } from '../types.ts';
import { policyProblems } from '../validate.ts';
import { shortestPlanSeconds } from './too-short.ts';

it('is what the planner takes for a host with one update, no hook and no history, under every rule', () => {
  const rules = fc.record({
    restart: fc.constantFrom<Rules['restart']>('affected-units', 'none'),
    reboot: fc.constantFrom<Rules['reboot']>('never', 'if-needed', 'always'),
  });
  const patchSet = anOpensslPatchSet();
  const inventory = anInventory({ packages: [aPackage({ name: 'openssl', version: '3.0.15-1~deb12u1' })] });
  const hosts = [withProposal(aHost({ hostId: 'one', inventory }), patchSet)];
  fc.assert(
    fc.property(rules, (given) => {
      const policy = aPolicy({ environments: [anEnvironment({ wayBackProof: 'required', ...given })] });
      const [hostPlan] = makePlan(aPlanningInput({ patchSet, policy, hosts }), sha256).plan?.hostPlans ?? [];
      const { expectedSeconds = 0, wayBackSeconds = 0 } = hostPlan ?? {};
      expect(shortestPlanSeconds({ ...given, wayBackProof: 'required' })).toBe(expectedSeconds + wayBackSeconds);
      expect(shortestPlanSeconds({ ...given, wayBackProof: 'wanted' })).toBe(expectedSeconds);
    }),
  );
});

const lasting = (minutes: number): Rules['window'] => ({
  ...{ kind: 'weekly', weekdays: ['saturday'], zone: 'Europe/Berlin', start: '20:00', cutOffMinutes: 'learned' },
  until: { kind: 'elapsed', minutes },
});
const told = (rules: Partial<EnvironmentPolicy>, parts: readonly PartPolicy[] = []): readonly string[] => {
  const environment = anEnvironment({ reboot: 'never', ...rules, ...(parts.length === 0 ? {} : { policies: parts }) });
  return policyProblems(aPolicy({ environments: [environment] }), runtimeZones()).map(
    ({ path, what, instead }) => `${placeText(path)}: ${what}; ${instead}`,
  );
};

describe('a window that is shorter than any plan', () => {
  it('is refused, with the rules that make it so and by how much', () => {
    expect(told({ window: lasting(6), reboot: 'always' })).toEqual([
      'environments[0].window.until: lasts 6 minutes, and no plan takes less than 6.7 minutes (restart: affected-units, reboot: always, wayBackProof: required): 1 too short; 7 minutes or more',
    ]);
    expect(told({ window: lasting(7), reboot: 'always' })).toEqual([]);
    expect(told({ window: lasting(6) })).toEqual([]);
  });

  it('is refused where a part policy makes it so, at what the part says', () => {
    const parts = [
      { name: 'rebooted', hosts: 'a = b', reboot: 'always' },
      { name: 'short', hosts: 'a = c', window: lasting(5), reboot: 'if-needed' },
      { name: 'sound', hosts: 'a = d', failureBudgetHosts: 3 },
    ] as const;
    expect(told({ window: lasting(6) }, parts)).toEqual([
      expect.stringMatching(/^environments\[0\]\.policies\[0\]\.reboot: lasts 6 minutes/),
      expect.stringMatching(/^environments\[0\]\.policies\[1\]\.window\.until: lasts 5 minutes/),
    ]);
  });

  it('is told once, where it is wrong by itself', () => {
    expect(told({ window: lasting(4), reboot: 'always' })).toEqual([expect.stringContaining('1 too few')]);
  });
});
