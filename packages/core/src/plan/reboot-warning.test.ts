// What people get before a reboot, on the way from policy into host plans.

import {
  aHost,
  anEnvironment,
  anInventory,
  anOpensslPatchSet,
  aPlanningInput,
  aPolicy,
  CAPABILITIES,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { resealed } from '../../test/plan/mutation.ts';
import { placeText, policyProblems, type RebootWarning, type Rules } from '../policy/index.ts';
import { checkPlan, type HostPlan, makePlan, type PlanningInput } from './index.ts';

const WARNING: RebootWarning = { minutes: 10, text: 'Monthly updates.', postponeMinutes: 60 };

const inputWith = (rules: Partial<Rules>, capabilities = CAPABILITIES): PlanningInput => {
  const labels = { environment: 'prod' };
  const host = aHost({ hostId: 'app-1', labels, capabilities, inventory: anInventory() });
  return aPlanningInput({
    policy: aPolicy({
      environments: [
        anEnvironment({ name: 'dev' }),
        anEnvironment({ waves: { canaryHosts: 0, percentMax: 100 }, reboot: 'if-needed', ...rules }),
      ],
    }),
    hosts: [withProposal(host, anOpensslPatchSet())],
  });
};
const planned = (rules: Partial<Rules>): HostPlan => {
  const { plan, report } = makePlan(inputWith(rules), sha256);
  const [hostPlan] = plan?.hostPlans ?? [];
  if (hostPlan === undefined) throw new Error(JSON.stringify(report));
  return hostPlan;
};

describe('what people get before a reboot', () => {
  it('stands in the host plan as policy has it, with the longest wait in its time', () => {
    const hostPlan = planned({ rebootWarning: WARNING });
    expect(hostPlan.rebootWarning).toEqual(WARNING);
    expect(hostPlan.expectedSeconds).toBe(planned({}).expectedSeconds + 3600);
    expect(planned({ rebootWarning: { minutes: 10 } }).expectedSeconds).toBe(planned({}).expectedSeconds + 600);
  });

  it('leaves a host plan without it, or without a reboot, as it was', () => {
    expect('rebootWarning' in planned({})).toBe(false);
    expect(planned({ reboot: 'never', rebootWarning: WARNING })).toEqual(planned({ reboot: 'never' }));
  });

  it('leaves out an agent that does not read it', () => {
    const input = inputWith(
      { rebootWarning: WARNING },
      CAPABILITIES.filter((one) => one !== 'reboot/1'),
    );
    expect(makePlan(input, sha256).report.leftOut[0]?.reason).toMatchObject({
      code: 'host-lacks-capability',
      facts: { capability: 'reboot/1' },
    });
  });

  it('is held against the plan by the checker', () => {
    const input = inputWith({ rebootWarning: WARNING });
    const { plan, report } = makePlan(input, sha256);
    if (plan === null) throw new Error('no plan');
    const errorsOf = (changed: typeof plan) =>
      checkPlan({ plan: changed, report, input, sha256 }).filter(({ severity }) => severity === 'error');
    expect(errorsOf(plan)).toEqual([]);
    const shorter = (hostPlan: HostPlan): HostPlan => ({ ...hostPlan, rebootWarning: { ...WARNING, minutes: 1 } });
    const without = (hostPlan: HostPlan): HostPlan => {
      const { rebootWarning, ...rest } = hostPlan;
      expect(rebootWarning).toEqual(WARNING);
      return rest;
    };
    for (const change of [shorter, without]) {
      const changed = resealed({ ...plan, hostPlans: plan.hostPlans.map(change) });
      expect(errorsOf(changed).map(({ hostId }) => hostId)).toContain('app-1');
    }
  });
});

describe('the rule itself', () => {
  const places = (rebootWarning: RebootWarning): readonly string[] =>
    policyProblems(aPolicy({ environments: [anEnvironment({ name: 'dev', rebootWarning })] })).map(({ path }) =>
      placeText(path),
    );

  it.each<[string, RebootWarning, string | null]>([
    ['is sound', WARNING, null],
    ['warns at least a minute before', { minutes: 0 }, 'minutes'],
    ['is a warning, no wait', { minutes: 121 }, 'minutes'],
    ['has the warning within what it is put off', { minutes: 10, postponeMinutes: 5 }, 'postponeMinutes'],
    ['is put off for a day at most', { minutes: 10, postponeMinutes: 1441 }, 'postponeMinutes'],
    ['says something', { minutes: 10, text: '  ' }, 'text'],
    ['moves no cursor', { minutes: 10, text: 'now\u001b[2J' }, 'text'],
  ])('%s', (_name, rule, place) => {
    const [first] = places(rule);
    expect(first).toEqual(place === null ? undefined : `environments[0].rebootWarning.${place}`);
  });
});
