// C09: old kernels that go before the change: named by the plan, a step of their own, and found by the checker where they may not.

import {
  aHost,
  anInventory,
  aPackage,
  aPatchSet,
  aPlanningInput,
  aReplacedVersion,
  aTarget,
  CAPABILITIES,
  digestOfPatchSet,
  sha256,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { KernelFacts } from '../inventory/index.ts';
import type { PlannedKernels } from '../kernel/index.ts';
import { kernelPlanText } from '../kernel/index.ts';
import type { Proposal, ProposedChange } from '../patch-set/index.ts';
import { checkPlan, makePlan } from './index.ts';
import type { Plan } from './types.ts';

const MB = 1024 * 1024;
const META = 'linux-image-amd64';
const release = (abi: number): string => `6.1.0-${abi}-amd64`;
const image = (abi: number): string => `linux-image-${release(abi)}`;
const NEW = image(41);
const OF_37 = { name: image(37), architecture: 'amd64', version: '1', release: release(37) };
const patchSet = aPatchSet({
  targets: [
    aTarget({ name: META, version: '2' }),
    aTarget({ name: NEW, version: '2', role: 'dependency' }),
    aTarget({ name: 'nginx', version: '2' }),
  ],
  replaced: ['nginx', META].map((name) => aReplacedVersion({ name, version: '1' })),
});
const upgrade = (name: string): ProposedChange => ({
  ...{ kind: 'upgrade', name, architecture: 'amd64', from: '1', to: '2', automatic: false },
});
const coming: ProposedChange = {
  ...{ kind: 'install', name: NEW, architecture: 'amd64', from: null, to: '2', automatic: true },
};
const ABLE = [...CAPABILITIES, 'kernels/1', 'kernels/2'];

interface Story {
  readonly abis?: readonly number[];
  readonly freeMb?: number;
  readonly kernel?: Partial<KernelFacts>;
  readonly capabilities?: readonly string[];
  readonly rules?: boolean;
  readonly changes?: readonly ProposedChange[];
}

const planned = ({
  abis = [37, 38, 40],
  freeMb = 20,
  kernel = {},
  capabilities = ABLE,
  rules = true,
  changes,
}: Story = {}) => {
  const kernels = abis.map((abi) => ({ release: release(abi), bytes: 80 * MB }));
  const inventory = anInventory({
    packages: [META, 'nginx', ...abis.map(image)].map((name) => aPackage({ name, version: '1' })),
    system: {
      kernel: {
        ...{ running: release(40), nextBoot: release(40), installed: abis.map(release) },
        room: { freeBytes: freeMb * MB, kernelBytes: 90 * MB, kernels },
        ...kernel,
      },
    },
  });
  const { fingerprint } = inventory.packageDatabase;
  const patchSetDigest = digestOfPatchSet(patchSet);
  const proposal: Proposal = {
    ...{ schema: 'slipway.proposal/1', patchSetDigest, fingerprint, conffiles: [], refused: [] },
    changes: changes ?? [upgrade(META), upgrade('nginx'), coming],
  };
  const wished = aPlanningInput({
    patchSet,
    patchSetDigest,
    hosts: [aHost({ hostId: 'app', inventory, proposal, capabilities })],
  });
  const environments = wished.policy.environments.map((one) => ({
    ...{ ...one, reboot: 'if-needed' as const },
    ...(rules ? { kernels: { keep: 2, trial: 'wanted' as const } } : {}),
  }));
  const input = { ...wished, policy: { ...wished.policy, environments } };
  const { plan, report } = makePlan(input, sha256);
  const errorsOf = (one: Plan): readonly string[] =>
    checkPlan({ plan: one, report, input, sha256 })
      .filter(({ severity }) => severity === 'error')
      .map(({ reason }) => reason.code);
  const [hostPlan] = plan?.hostPlans ?? [];
  return { plan, report, hostPlan, errorsOf };
};

const made = (story: Story = {}) => {
  const { plan, hostPlan, ...others } = planned(story);
  if (plan === null || hostPlan?.kernels === undefined) throw new Error('nothing planned about kernels');
  return { plan, hostPlan, kernels: hostPlan.kernels, ...others };
};

describe('C09: a plan for a host without room for its new kernel', () => {
  it('takes old ones away before the change, by name, architecture and version, in a step of its own', () => {
    const { plan, hostPlan, kernels, report, errorsOf } = made();
    expect(kernels).toEqual({
      boot: release(41),
      trial: 'wanted',
      removals: [{ name: image(38), architecture: 'amd64', version: '1', release: release(38) }],
      before: [OF_37],
    });
    const kinds = hostPlan.steps.map(({ kind }) => kind);
    expect(kinds.slice(kinds.indexOf('restore-point'), kinds.indexOf('apply') + 1)).toEqual([
      'restore-point',
      'make-room',
      'apply',
    ]);
    expect(errorsOf(plan)).toEqual([]);
    expect(report.notes).toContainEqual({
      code: 'kernels-go-before',
      facts: { packages: `${image(37)} 1`, host: 'app' },
    });
    expect(kernelPlanText(kernels)[0]).toBe(
      `takes kernel ${release(37)} away before anything is installed: ${image(37)} 1 (amd64); the way back does not bring it again`,
    );
  });

  it('is made without the step where it fits and policy keeps as many', () => {
    const { hostPlan, kernels, errorsOf, plan } = made({ abis: [38, 40], freeMb: 98 });
    expect([kernels.before, hostPlan.steps.some(({ kind }) => kind === 'make-room')]).toEqual([undefined, false]);
    expect(errorsOf(plan)).toEqual([]);
  });

  it.each<[string, Story, string]>([
    ['policy takes none away', { rules: false }, 'boot-room-short'],
    ['its agent is of before', { capabilities: ABLE.filter((one) => one !== 'kernels/2') }, 'boot-room-not-made'],
    ['nobody knows what boots next', { kernel: { nextBoot: null } }, 'boot-room-not-made'],
    ['those that may go are not enough', { freeMb: 0 }, 'boot-room-not-made'],
  ])('leaves the kernel alone out where %s, and takes none away for it', (_, story, code) => {
    const { hostPlan, report, errorsOf, plan } = planned({ ...story, changes: [upgrade('nginx')] });
    expect(report.updatesLeftOut).toMatchObject([{ name: META, reason: { code } }]);
    expect(hostPlan?.transaction.map(({ name }) => name)).toEqual(['nginx']);
    expect(hostPlan?.kernels?.before).toBeUndefined();
    expect(plan === null ? null : errorsOf(plan)).toEqual([]);
    expect(planned(story).report.leftOut).toMatchObject([{ reason: { code } }]);
  });

  it('of an agent of before lets old ones go afterwards, as ever', () => {
    const { kernels } = made({ freeMb: 500, capabilities: [...CAPABILITIES, 'kernels/1'] });
    expect([kernels.before, kernels.removals.map((one) => one.release)]).toEqual([
      undefined,
      [release(37), release(38)],
    ]);
  });
});

describe('C09: the checker finds', () => {
  const of = (abi: number) => ({ name: image(abi), architecture: 'amd64', version: '1', release: release(abi) });
  const withKernels = (kernels: Partial<PlannedKernels>, story: Story = {}) => {
    const { plan, hostPlan, errorsOf, kernels: planned } = made(story);
    return errorsOf({ ...plan, hostPlans: [{ ...hostPlan, kernels: { ...planned, ...kernels } }] });
  };

  it.each<[string, Partial<PlannedKernels>]>([
    ['the kernel that runs', { before: [of(40)] }],
    ['one more than leaves two', { before: [of(37), of(38)], removals: [] }],
    ['one that goes afterwards, too', { before: [of(37)], removals: [of(37)] }],
    ['a package of another name', { before: [{ ...of(37), name: 'nginx' }] }],
    ['a version that is not installed', { before: [{ ...of(37), version: '2' }] }],
  ])('%s among them', (_, kernels) => {
    expect(withKernels(kernels)).toContain('check-kernel-removal');
  });

  it('what boots next and what was good last', () => {
    for (const kernel of [{ nextBoot: release(37) }, { lastGood: release(37) }]) {
      const { kernels } = made({ kernel });
      expect(kernels.before).toEqual([of(38)]);
      expect(withKernels({ before: [of(37)], removals: [] }, { kernel })).toContain('check-kernel-removal');
    }
  });

  it('too little room even so, a step that is not named, and an agent that cannot', () => {
    const { plan, hostPlan, errorsOf } = made();
    const { before: _, ...kernels } = hostPlan.kernels ?? { boot: null, trial: 'wanted', removals: [] };
    expect(errorsOf({ ...plan, hostPlans: [{ ...hostPlan, kernels }] })).toEqual(
      expect.arrayContaining(['boot-room-short', 'check-step-order']),
    );
    const steps = hostPlan.steps.filter(({ kind }) => kind !== 'make-room');
    expect(errorsOf({ ...plan, hostPlans: [{ ...hostPlan, steps }] })).toContain('check-step-order');
    const story = { freeMb: 500, capabilities: [...CAPABILITIES, 'kernels/1'] };
    expect(withKernels({ before: [of(37)], removals: [] }, story)).toContain('host-lacks-capability');
  });
});
