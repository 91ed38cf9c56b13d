// Parts on the way from policy into host plans: who may be stopped between two of them, and how much time is kept free behind.

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
import { resealed } from '../../../test/plan/mutation.ts';
import type { Rules } from '../../policy/index.ts';
import { checkPlan, type HostPlan, makePlan, type PlanningInput } from '../index.ts';
import { partsOf } from './parts.ts';
import type { JudgedChange, PlanningContext } from './types.ts';

const inputWith = (rules: Partial<Rules>, capabilities: readonly string[] = CAPABILITIES): PlanningInput => {
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
const planned = (rules: Partial<Rules>) => {
  const input = inputWith(rules);
  const { plan, report } = makePlan(input, sha256);
  const [hostPlan] = plan?.hostPlans ?? [];
  if (plan === null || hostPlan === undefined) throw new Error(JSON.stringify(report));
  const errors = (parts: HostPlan['parts'] | null = hostPlan.parts) => {
    const { parts: _parts, ...without } = hostPlan;
    const changed: HostPlan = parts == null ? without : { ...hostPlan, parts };
    return checkPlan({ plan: resealed({ ...plan, hostPlans: [changed] }), report, input, sha256 }).flatMap(
      ({ severity, reason }) => (severity === 'error' ? [reason.facts['what'] ?? reason.code] : []),
    );
  };
  return { hostPlan, errors };
};

describe('parts in a host plan', () => {
  it('stand where policy says so, with what a change takes and what is kept free behind the last', () => {
    const { hostPlan, errors } = planned({ shortWindow: 'in-parts' });
    const { parts, transaction, expectedSeconds, wayBackSeconds } = hostPlan;
    expect(parts?.changeSeconds).toBe(Math.ceil((30 + 5 * transaction.length) / 10) * (10 / transaction.length));
    expect(parts?.afterSeconds).toBeGreaterThan(wayBackSeconds);
    expect(parts?.afterSeconds).toBeLessThan(expectedSeconds + wayBackSeconds);
    expect(errors()).toEqual([]);
  });

  it('leave a host plan without the rule as it was', () => {
    expect('parts' in planned({}).hostPlan).toBe(false);
    expect(planned({ shortWindow: 'whole' }).hostPlan).toEqual(planned({}).hostPlan);
  });

  it('leave out an agent that does not read them', () => {
    const without = CAPABILITIES.filter((one) => one !== 'parts/1');
    const { report } = makePlan(inputWith({ shortWindow: 'in-parts' }, without), sha256);
    expect(report.leftOut[0]?.reason).toMatchObject({
      code: 'host-lacks-capability',
      facts: { capability: 'parts/1' },
    });
  });

  it('are seen by the checker where they are not as policy has them, or keep too little free', () => {
    const { hostPlan, errors } = planned({ shortWindow: 'in-parts' });
    const { parts } = hostPlan;
    if (parts === undefined) throw new Error('there are none');
    expect(errors(null)).toEqual(['parts']);
    expect(planned({}).errors(parts)).toContain('parts');
    expect(errors({ ...parts, changeSeconds: 0 })).toEqual(['seconds of a change']);
    expect(errors({ ...parts, afterSeconds: hostPlan.wayBackSeconds - 1 })).toEqual(['seconds behind the last part']);
  });

  it('are never planned for what belongs together, and never on the way down', () => {
    const context = (input: Partial<PlanningInput> = {}): PlanningContext =>
      ({ environment: anEnvironment({ shortWindow: 'in-parts' }), input }) as unknown as PlanningContext;
    const change = (name: string, kind = 'upgrade'): JudgedChange => ({ planned: { name, kind } }) as JudgedChange;
    const expected = { applySeconds: 40, afterSeconds: 400 };
    expect(partsOf(context(), [change('openssl'), change('curl')], expected)).toEqual({
      changeSeconds: 20,
      afterSeconds: 400,
    });
    const kernel = change('linux-image-6.1.0-56-amd64', 'install');
    expect(partsOf(context(), [change('openssl'), kernel], expected)).toBeNull();
    expect(partsOf(context(), [change('openssl'), change('gpg-pubkey', 'install-beside')], expected)).toBeNull();
    const rollback = { rolloutId: 'rollout-1' } as unknown as NonNullable<PlanningInput['rollback']>;
    expect(partsOf(context({ rollback }), [change('openssl')], expected)).toBeNull();
  });
});
