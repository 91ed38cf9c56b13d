// A kernel of rpm is installed beside those that are there: nothing is replaced, and the way back takes away that one alone.

import {
  aFile,
  aHost,
  anInventory,
  aPackage,
  aPlanningInput,
  aRepository,
  aTarget,
  digestOfPatchSet,
  sha256,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { aPatchSetOf } from '../../test/rpm-patch-set.ts';
import type { SystemFacts } from '../inventory/index.ts';
import type { Proposal, ProposedChange } from '../patch-set/index.ts';
import {
  acceptRemaining,
  checkPlan,
  type HostPlan,
  makePlan,
  type PlanningInput,
  type PreviousVersion,
} from './index.ts';

const BASEOS = { origin: 'AlmaLinux', label: 'baseos', codename: '9' };
const ALMA = { distribution: 'almalinux', release: '9', architecture: 'x86_64' };
const OLD = '5.14.0-427.13.1.el9_4';
const RUNNING = '5.14.0-427.42.1.el9_4';
const NEW = '5.14.0-503.11.1.el9_5';

const kernel = (version: string) => aPackage({ name: 'kernel-core', architecture: 'x86_64', version });
const target = aTarget({ name: 'kernel-core', version: NEW, architecture: 'x86_64', platform: ALMA, origin: BASEOS });
const patchSet = aPatchSetOf(target);
const beside: ProposedChange = {
  ...{ kind: 'install-beside', name: 'kernel-core', architecture: 'x86_64', from: null, to: NEW, automatic: false },
};

const inputWith = (change: ProposedChange, system: Partial<SystemFacts> = {}): PlanningInput => {
  const inventory = anInventory({
    system: { ...ALMA, packageFormat: 'rpm', ...system },
    packages: [kernel(OLD), kernel(RUNNING)],
    repositories: [aRepository(BASEOS)],
  });
  const { fingerprint } = inventory.packageDatabase;
  const proposal: Proposal = {
    ...{ schema: 'slipway.proposal/1', patchSetDigest: digestOfPatchSet(patchSet), fingerprint },
    ...{ changes: [change], conffiles: [], refused: [] },
  };
  const capabilities = ['dnf/1', 'hooks/1', 'kernels/1', 'labels/1', 'process/1', 'reboot/1', 'steps/1'];
  return aPlanningInput({ patchSet, hosts: [aHost({ hostId: 'one', inventory, proposal, capabilities })] });
};
const made = (input: PlanningInput) => {
  const { plan, report } = makePlan(input, sha256);
  const [hostPlan] = plan?.hostPlans ?? [];
  if (plan === null || hostPlan === undefined) throw new Error(`not planned: ${JSON.stringify(report)}`);
  return { plan, report, hostPlan };
};
const reasonFor = (input: PlanningInput) => makePlan(input, sha256).report.leftOut[0]?.reason.code;

const withoutBeside = (one: PreviousVersion): PreviousVersion => {
  const { beside: _beside, ...rest } = one;
  return rest;
};

describe('a version that is installed beside others', () => {
  it('is planned as that, with a way back that names it and needs no file', () => {
    const input = inputWith(beside);
    const { plan, report, hostPlan } = made(input);
    expect(hostPlan.transaction).toEqual([{ ...beside, file: aFile('kernel-core', 'x86_64', NEW) }]);
    expect(hostPlan.wayBack).toMatchObject({
      kind: 'packages',
      previous: [{ name: 'kernel-core', architecture: 'x86_64', version: null, file: null, beside: NEW }],
    });
    expect(checkPlan({ plan, report, input, sha256 }).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('is no new dependency, and no approval of these is asked for it', () => {
    const input = inputWith(beside);
    const environments = input.policy.environments.map((one) => ({ ...one, newDependencies: 'refused' as const }));
    expect(made({ ...input, policy: { ...input.policy, environments } }).hostPlan.transaction).toHaveLength(1);
  });

  it.each([
    ['from a version', { ...beside, from: RUNNING }, 'proposal-unable'],
    ['as new where there are some', { ...beside, kind: 'install' as const }, 'proposal-outdated'],
  ])('is not planned %s', (_, change, code) => {
    expect(reasonFor(inputWith(change))).toBe(code);
  });

  it('is found wrong by the checker where its way back would take all of them', () => {
    const input = inputWith(beside);
    const { plan, report, hostPlan } = made(input);
    const { wayBack } = hostPlan;
    if (wayBack.kind !== 'packages') throw new Error('no way back');
    const previous = wayBack.previous.map(withoutBeside);
    const tampered = { ...plan, hostPlans: [{ ...hostPlan, wayBack: { ...wayBack, previous } }] };
    expect(checkPlan({ plan: tampered, report, input, sha256 }).map(({ reason }) => reason.code)).toContain(
      'check-way-back',
    );
  });
});

describe('C09: old kernels of rpm', () => {
  const release = (version: string) => `${version}.x86_64`;
  const kernels = { running: release(RUNNING), nextBoot: null, installed: [OLD, RUNNING].map(release) };
  const wished = inputWith(beside, { kernel: kernels });
  const environments = wished.policy.environments.map((one) => ({
    ...{ ...one, reboot: 'if-needed' as const, kernels: { keep: 2, trial: 'wanted' as const } },
  }));
  const input = { ...wished, policy: { ...wished.policy, environments } };
  const errorsOf = (plan: ReturnType<typeof made>['plan']) => {
    const notes = checkPlan({ plan, report: made(input).report, input, sha256 });
    return notes.filter(({ severity }) => severity === 'error').map(({ reason }) => reason.code);
  };

  it('go by version, the one that runs and the new one staying', () => {
    const { plan, hostPlan } = made(input);
    expect(hostPlan.kernels).toEqual({
      ...{ boot: release(NEW), trial: 'wanted' },
      removals: [{ name: 'kernel-core', architecture: 'x86_64', version: OLD, release: release(OLD) }],
    });
    expect(errorsOf(plan)).toEqual([]);
  });

  it('are found by the checker where another version of the same name would go', () => {
    const { plan, hostPlan } = made(input);
    if (hostPlan.kernels === undefined) throw new Error('nothing about kernels');
    const removals = [RUNNING, '5.14.0-1.el9'].map((version) => ({
      ...{ name: 'kernel-core', architecture: 'x86_64', version, release: release(version) },
    }));
    for (const removal of removals) {
      const tampered = { ...plan, hostPlans: [{ ...hostPlan, kernels: { ...hostPlan.kernels, removals: [removal] } }] };
      expect(errorsOf(tampered)).toContain('check-kernel-removal');
    }
  });
});

describe('the host, asked again before it begins', () => {
  const { plan, hostPlan } = made(inputWith(beside));
  const accepted = (
    installed: readonly ReturnType<typeof kernel>[],
    changes = [beside],
    given: HostPlan = hostPlan,
  ) => {
    const answer = acceptRemaining({
      hostPlan: given,
      bounds: plan.header.bounds,
      installed,
      proposal: {
        ...{ schema: 'slipway.proposal/1', patchSetDigest: hostPlan.patchSetDigest, fingerprint: hostPlan.fingerprint },
        ...{ changes, conffiles: [], refused: [] },
      },
    });
    return answer.ok ? answer.value.map(({ to }) => to) : answer.reason.code;
  };

  it('goes on while others are there, whichever these are', () => {
    expect(accepted([kernel(OLD), kernel(RUNNING)])).toEqual([NEW]);
    expect(accepted([kernel('5.14.0-500.el9')])).toEqual([NEW]);
  });

  it('has nothing left to do once it stands beside them, and puts a broken one right', () => {
    expect(accepted([kernel(RUNNING), kernel(NEW)], [])).toEqual([]);
    expect(accepted([kernel(RUNNING), { ...kernel(NEW), state: 'half-installed' }], [])).toEqual([NEW]);
  });

  it('refuses where there is nothing left to stand beside, and another kind of change', () => {
    expect(accepted([])).toBe('drifted');
    expect(accepted([kernel(RUNNING)], [{ ...beside, kind: 'upgrade', from: RUNNING }])).toBe('drifted');
  });

  it('takes no plan whose way back does not say which one goes', () => {
    const { wayBack } = hostPlan;
    if (wayBack.kind !== 'packages') throw new Error('no way back');
    const previous = wayBack.previous.map(withoutBeside);
    expect(accepted([kernel(RUNNING)], [beside], { ...hostPlan, wayBack: { ...wayBack, previous } })).toBe(
      'document-malformed',
    );
  });
});
