// Restore points on the way from policy into host plans, and the way back that they are.

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
import { checklistOf } from '../checklist/index.ts';
import { digestOf } from '../document/index.ts';
import type { Rules } from '../policy/index.ts';
import { reason } from '../reasons/index.ts';
import type { RestorePoint } from '../restore-point/index.ts';
import { checkPlan, type HostPlan, makePlan, type PlanningInput } from './index.ts';

const POINT: RestorePoint = { kind: 'lvm', volumes: ['/'], keepHours: 48, keepMax: 2, sizePercent: 20 };
const HOOK: RestorePoint = {
  ...{ kind: 'hook', volumes: ['/', '/var'], keepHours: 0, keepMax: 1 },
  ...{ hook: 'hypervisor', parameters: { pool: 'a' }, timeoutSeconds: 77 },
};

interface Given {
  readonly make?: RestorePoint;
  readonly rules?: Partial<Rules>;
  readonly kept?: 'all' | 'none';
  readonly capabilities?: readonly string[];
}

const inputWith = ({ make, rules = {}, kept = 'all', capabilities = CAPABILITIES }: Given): PlanningInput => {
  const host = aHost({ hostId: 'app-1', labels: { environment: 'prod' }, capabilities, inventory: anInventory() });
  const patchSet = anOpensslPatchSet();
  const input = aPlanningInput({
    policy: aPolicy({
      environments: [
        anEnvironment({ name: 'dev' }),
        anEnvironment({ waves: { canaryHosts: 0, percentMax: 100 }, wayBackProof: 'wanted', ...rules }),
      ],
      ...(make === undefined ? {} : { restorePoints: [{ hosts: 'environment = prod', make }] }),
    }),
    hosts: [withProposal(host, patchSet)],
  });
  const replaced = input.patchSet.replaced.map((one) => (kept === 'all' ? one : { ...one, file: null }));
  const changed = { ...input.patchSet, replaced };
  const patchSetDigest = digestOf(changed, sha256);
  const hosts = input.hosts.map((one) =>
    one.proposal !== null && 'changes' in one.proposal
      ? { ...one, proposal: { ...one.proposal, patchSetDigest } }
      : one,
  );
  return { ...input, hosts, patchSet: changed, patchSetDigest };
};

const madeOf = (given: Given) => {
  const input = inputWith(given);
  const { plan, report } = makePlan(input, sha256);
  const [hostPlan] = plan?.hostPlans ?? [];
  if (plan === null || hostPlan === undefined) throw new Error(JSON.stringify(report));
  const errors = (changed = plan) =>
    checkPlan({ plan: changed, report, input, sha256 }).flatMap(({ severity, reason }) =>
      severity === 'error' ? [`${reason.code} ${reason.facts['what'] ?? ''}`.trim()] : [],
    );
  return { plan, report, hostPlan, errors };
};
const stepOf = ({ steps }: HostPlan, kind: string) => steps.find((step) => step.kind === kind);

describe('a restore point', () => {
  it('stands in the host plan as policy has it, made before the change and tidied up at the end', () => {
    const { hostPlan, errors } = madeOf({ make: POINT });
    expect(hostPlan.restorePoint).toEqual(POINT);
    expect(stepOf(hostPlan, 'restore-point')?.run).toEqual({ how: 'built-in' });
    expect(hostPlan.steps.at(-1)?.kind).toBe('clean-up');
    expect(hostPlan.wayBack.kind).toBe('packages');
    expect(errors()).toEqual([]);
  });

  it('takes as long as policy lets its program take', () => {
    expect(stepOf(madeOf({ make: HOOK }).hostPlan, 'restore-point')?.timeoutSeconds).toBe(77);
  });

  it('leaves a host plan without it as it was', () => {
    const { hostPlan } = madeOf({});
    expect('restorePoint' in hostPlan).toBe(false);
    expect([stepOf(hostPlan, 'restore-point')?.run.how, stepOf(hostPlan, 'clean-up')]).toEqual(['skip', undefined]);
  });

  it('C40: is the way back where files are lost, with a boot in its time, and lets a host in that must have one', () => {
    const { hostPlan, errors, report } = madeOf({ make: POINT, kept: 'none', rules: { wayBackProof: 'required' } });
    expect(hostPlan.wayBack).toMatchObject({
      kind: 'restore-point',
      when: 'automatic',
      reason: { code: 'no-way-back' },
    });
    expect(stepOf(hostPlan, 'way-back')?.run).toEqual({ how: 'built-in' });
    expect(hostPlan.wayBackSeconds).toBeGreaterThan(180);
    expect(errors()).toEqual([]);
    expect(report.notes.map(({ code }) => code)).toContain('no-way-back');
    const without = makePlan(inputWith({ kept: 'none', rules: { wayBackProof: 'required' } }), sha256);
    expect(without.report.leftOut[0]?.reason.code).toBe('no-way-back');
  });

  it('leaves out an agent that makes none', () => {
    const capabilities = CAPABILITIES.filter((one) => one !== 'restore-point/1');
    expect(makePlan(inputWith({ make: POINT, capabilities }), sha256).report.leftOut[0]?.reason).toMatchObject({
      code: 'host-lacks-capability',
      facts: { capability: 'restore-point/1' },
    });
  });

  it('is held against the plan by the checker', () => {
    const { plan, errors } = madeOf({ make: POINT });
    const changed = (change: (hostPlan: HostPlan) => HostPlan) =>
      errors(resealed({ ...plan, hostPlans: plan.hostPlans.map(change) }));
    expect(changed((one) => ({ ...one, restorePoint: { ...POINT, volumes: ['/', '/srv'] } }))).toContain(
      'check-differs-from-policy restore point',
    );
    const { restorePoint, ...without } = plan.hostPlans[0] ?? {};
    expect(restorePoint).toEqual(POINT);
    expect(changed(() => without as HostPlan)).toContain('check-differs-from-policy restore point');
    expect(
      changed((one) => ({
        ...one,
        wayBack: { kind: 'restore-point', when: 'automatic', reason: reason('not-applicable') },
      })),
    ).toContain('check-way-back');
    expect(changed((one) => ({ ...one, steps: one.steps.filter(({ kind }) => kind !== 'clean-up') }))).toContain(
      'check-step-order',
    );
  });

  it('is what the checklist asks for', () => {
    const items = [{ name: 'restore', kind: 'restore-point' }] as const;
    expect(checklistOf(items, madeOf({ make: POINT }).plan).withoutRestorePoint).toEqual([]);
    expect(checklistOf(items, madeOf({}).plan).withoutRestorePoint).toEqual(['app-1']);
  });
});
