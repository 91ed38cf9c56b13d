// Checks that are measured, and what is proven of files, on the way from policy into host plans.

import {
  aHost,
  anEnvironment,
  anOpensslPatchSet,
  aPlanningInput,
  aPolicy,
  CAPABILITIES,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { resealed } from '../../test/plan/mutation.ts';
import type { HostCheck } from '../check/index.ts';
import type { Rules } from '../policy/index.ts';
import { checkPlan, type HostPlan, makePlan, type PlanningInput } from './index.ts';

const UNIT: HostCheck = { kind: 'unit-active', unit: 'nginx.service' };
const PORTS: HostCheck = { kind: 'ports' };
const WITHOUT = CAPABILITIES.filter((one) => one !== 'checks/1');

const inputWith = (
  checks: readonly HostCheck[],
  capabilities: readonly string[] = CAPABILITIES,
  rules: Partial<Rules> = {},
): PlanningInput =>
  aPlanningInput({
    policy: aPolicy({
      environments: [
        anEnvironment({ name: 'dev' }),
        anEnvironment({ waves: { canaryHosts: 0, percentMax: 100 }, ...rules }),
      ],
      checks: checks.map((check) => ({ hosts: 'environment = prod', check, timeoutSeconds: 30 })),
    }),
    hosts: [
      withProposal(aHost({ hostId: 'app-1', labels: { environment: 'prod' }, capabilities }), anOpensslPatchSet()),
    ],
  });
const planned = (input: PlanningInput): HostPlan | null => makePlan(input, sha256).plan?.hostPlans[0] ?? null;
const leftOut = (input: PlanningInput): string | undefined => makePlan(input, sha256).report.leftOut[0]?.reason.code;

describe('checks that are measured', () => {
  it('stand in the host plan as policy has them', () => {
    expect(planned(inputWith([UNIT, PORTS]))?.checks.map(({ check }) => check)).toEqual([UNIT, PORTS]);
  });

  it('leave out an agent that cannot measure them, and no other', () => {
    expect(leftOut(inputWith([UNIT, PORTS], WITHOUT))).toBe('host-lacks-capability');
    expect(planned(inputWith([UNIT], WITHOUT))?.checks).toHaveLength(1);
  });

  it('leave the bytes of a plan without them as they were', () => {
    expect(planned(inputWith([UNIT], WITHOUT))).toEqual(planned(inputWith([UNIT])));
    expect(planned(inputWith([UNIT]))).not.toHaveProperty('verification');
  });

  it('are refused by the checker where nobody knows the kind', () => {
    const strange = { kind: 'oracle' } as unknown as HostCheck;
    const input = inputWith([strange]);
    const { plan, report } = makePlan(input, sha256);
    if (plan === null) throw new Error('no plan');
    const errors = checkPlan({ plan, report, input, sha256 }).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ reason }) => reason.facts['what'])).toContain('kind of check');
  });
});

describe('verification of files', () => {
  const rules: Partial<Rules> = { verification: { files: 'changed' } };

  it('stands in the host plan, and leaves out an agent that cannot do it', () => {
    expect(planned(inputWith([], CAPABILITIES, rules))?.verification).toEqual({ files: 'changed' });
    expect(leftOut(inputWith([], WITHOUT, rules))).toBe('host-lacks-capability');
  });

  it('is held against policy by the checker', () => {
    const input = inputWith([], CAPABILITIES, rules);
    const { plan, report } = makePlan(input, sha256);
    if (plan === null) throw new Error('no plan');
    const errorsOf = (given: typeof plan) =>
      checkPlan({ plan: given, report, input, sha256 }).filter(({ severity }) => severity === 'error');
    expect(errorsOf(plan)).toEqual([]);
    const without = resealed({
      ...plan,
      hostPlans: plan.hostPlans.map(({ verification: _left, ...hostPlan }) => hostPlan),
    });
    expect(errorsOf(without).map(({ reason }) => reason.facts['what'])).toContain('verification');
  });
});
