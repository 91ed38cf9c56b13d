import { anEnvironment, demoProd, sha256 } from '@slipway/testkit/builders';
import { planningInputs } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asHostId } from '../ids/index.ts';
import { differenceOfPlans, makePlan, type Plan, type PlanningInput } from './index.ts';

const demo = demoProd();
const planOf = (input: PlanningInput): Plan => {
  const { plan } = makePlan(input, sha256);
  if (plan === null) throw new Error('the demo plans hosts');
  return plan;
};
const before = planOf(demo);

describe('the difference of plans', () => {
  it('of a plan and itself is none', () => {
    fc.assert(
      fc.property(planningInputs, (input) => {
        const { plan } = makePlan(input, sha256);
        if (plan === null) return;
        expect(differenceOfPlans(plan, structuredClone(plan))).toEqual({
          isSame: true,
          hostsAdded: [],
          hostsRemoved: [],
          hostsChanged: [],
          movedWaves: [],
          waveCount: { before: plan.header.waves.length, after: plan.header.waves.length },
          rules: [],
        });
      }),
      { numRuns: 100 },
    );
  });

  it('names hosts that came and went, and what follows from it', () => {
    const after = planOf({
      ...demo,
      overrides: [{ kind: 'leave-out', hostId: asHostId('lb1'), why: 'its owner asks' }],
    });
    const difference = differenceOfPlans(before, after);
    expect(difference.hostsRemoved).toEqual(['lb1']);
    expect(differenceOfPlans(after, before).hostsAdded).toEqual(['lb1']);
    expect(difference.hostsChanged).toEqual([]);
    expect(difference.waveCount).toEqual({ before: 2, after: 3 });
    expect(difference.movedWaves).toEqual([{ hostId: 'lb2', from: 2, to: 3 }]);
    expect(difference.rules).toEqual(['awayMax']);
  });

  it('names what changed in a transaction', () => {
    const hosts = demo.hosts.map((host) => {
      if (host.hostId !== 'app1' || host.inventory === null || host.proposal === null || 'unable' in host.proposal) {
        return host;
      }
      const { proposal } = host;
      const [first, ...rest] = proposal.changes;
      if (first === undefined) throw new Error('the demo has updates');
      const marked = rest.map((one) => (one.name === 'openssl' ? { ...one, automatic: true } : one));
      return { ...host, proposal: { ...proposal, changes: marked } };
    });
    const [changed] = differenceOfPlans(before, planOf({ ...demo, hosts })).hostsChanged;
    expect(changed?.hostId).toBe('app1');
    expect(changed?.removed.map(({ name }) => name)).toEqual(['liblzma5']);
    expect(changed?.added).toEqual([]);
    expect(changed?.changed.map((one) => [one.before.automatic, one.after.automatic])).toEqual([[false, true]]);
    expect(changed?.parts).toEqual(['wayBack']);
  });

  it('names the rules that changed', () => {
    const environments = [
      anEnvironment({ name: 'dev' }),
      anEnvironment({ failureBudgetHosts: 3, gates: { soakSeconds: 60, person: 'asked' } }),
    ];
    const after = planOf({ ...demo, policy: { ...demo.policy, environments } });
    expect(differenceOfPlans(before, after)).toMatchObject({
      isSame: false,
      hostsChanged: [],
      rules: ['failureBudgetHosts', 'gates'],
    });
  });
});
