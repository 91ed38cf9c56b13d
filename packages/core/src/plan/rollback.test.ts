// M35, C40 c and e: hosts that are done go back by a plan of their own. What a rollout did is undone exactly, in the opposite
// order, by agents that can, and nothing that came after it.

import {
  aHost,
  anEnvironment,
  anInventory,
  aPackage,
  aPatchSet,
  aPlanningInput,
  aPolicy,
  aReplacedVersion,
  aTarget,
  CAPABILITIES,
  digestOfPatchSet,
  provenTargets,
  sha256,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { asHostId, asRolloutId, type HostId } from '../ids/index.ts';
import type { InstalledPackage } from '../inventory/index.ts';
import {
  type PatchSet,
  type Proposal,
  type ProposedChange,
  patchSetBack,
  type VersionQuarantine,
} from '../patch-set/index.ts';
import type { WaveRules } from '../policy/index.ts';
import {
  checkPlan,
  type HostForPlanning,
  type HostPlan,
  makePlan,
  type Plan,
  type PlanningInput,
  takenBack,
} from './index.ts';

const ROLLOUT = asRolloutId('rollout-1');
const ORIGIN = { origin: 'Debian', label: 'Debian-Security', codename: 'bookworm-security' };
const OLD = '1.0-1';
const NEW = '1.1-1';
const KERNEL = 'linux-image-6.1.0-32-amd64';

const FORWARD: PatchSet = aPatchSet({
  targets: [
    aTarget({ name: 'app', version: NEW, advisories: ['DSA-1'] }),
    aTarget({ name: 'libnew', version: '2.0-1', role: 'dependency' }),
    aTarget({ name: KERNEL, version: '6.1.129-1', role: 'dependency' }),
  ],
  replaced: [aReplacedVersion({ name: 'app', version: OLD, origin: ORIGIN })],
});
const BACK = patchSetBack({ patchSet: FORWARD, digest: digestOfPatchSet(FORWARD), isKept: () => true });

const DONE: readonly InstalledPackage[] = [
  aPackage({ name: 'app', version: NEW }),
  aPackage({ name: 'libnew', version: '2.0-1', automatic: true }),
  aPackage({ name: KERNEL, version: '6.1.129-1', automatic: true }),
];
const finished = (hostId: string): HostPlan => {
  const { hostPlan } = forwardPlan(hostId);
  return hostPlan;
};

function forwardPlan(hostId: string): { readonly hostPlan: HostPlan } {
  const inventory = anInventory({ packages: [aPackage({ name: 'app', version: OLD })] });
  const changes: readonly ProposedChange[] = [
    { kind: 'upgrade', name: 'app', architecture: 'amd64', from: OLD, to: NEW, automatic: false },
    { kind: 'install', name: 'libnew', architecture: 'amd64', from: null, to: '2.0-1', automatic: true },
    { kind: 'install', name: KERNEL, architecture: 'amd64', from: null, to: '6.1.129-1', automatic: true },
  ];
  const host = aHost({
    hostId,
    inventory,
    proposal: proposal(FORWARD, inventory.packageDatabase.fingerprint, changes),
  });
  const { plan, report } = makePlan(aPlanningInput({ patchSet: FORWARD, hosts: [host] }), sha256);
  const [hostPlan] = plan?.hostPlans ?? [];
  if (hostPlan === undefined) throw new Error(JSON.stringify(report));
  return { hostPlan };
}

const proposal = (
  patchSet: PatchSet,
  fingerprint: Proposal['fingerprint'],
  changes: readonly ProposedChange[],
  refused: Proposal['refused'] = [],
): Proposal => ({
  ...{ schema: 'slipway.proposal/1', patchSetDigest: digestOfPatchSet(patchSet), fingerprint },
  ...{ changes, conffiles: [], refused },
});

const WAY: readonly ProposedChange[] = [
  { kind: 'downgrade', name: 'app', architecture: 'amd64', from: NEW, to: OLD, automatic: false },
  { kind: 'remove', name: 'libnew', architecture: 'amd64', from: '2.0-1', to: null, automatic: true },
];

interface Given {
  readonly packages?: readonly InstalledPackage[];
  readonly changes?: readonly ProposedChange[];
  readonly refused?: Proposal['refused'];
  readonly group?: string;
  readonly capabilities?: readonly string[];
}

const hostBack = (hostId: string, given: Given = {}): HostForPlanning => {
  const inventory = anInventory({ packages: given.packages ?? DONE });
  const { fingerprint } = inventory.packageDatabase;
  return aHost({
    hostId,
    inventory,
    generation: 4,
    labels: { environment: 'prod', ...(given.group === undefined ? {} : { group: given.group }) },
    capabilities: given.capabilities ?? [...CAPABILITIES, 'rollback/1'],
    proposal: proposal(BACK, fingerprint, given.changes ?? WAY, given.refused),
  });
};

const inputBack = (
  hosts: readonly HostForPlanning[],
  waves: readonly (readonly string[])[] = [hosts.map(({ hostId }) => hostId)],
  given: Partial<PlanningInput> = {},
): PlanningInput =>
  aPlanningInput({
    patchSet: BACK,
    hosts,
    proven: new Set(),
    rollback: {
      rolloutId: ROLLOUT,
      finished: new Map(hosts.map(({ hostId }) => [hostId, finished(hostId)])),
      waves: waves.map((wave) => wave.map((hostId): HostId => asHostId(hostId))),
    },
    ...given,
  });

const made = (input: PlanningInput): { readonly plan: Plan; readonly hostPlan: HostPlan } => {
  const { plan, report } = makePlan(input, sha256);
  const [hostPlan] = plan?.hostPlans ?? [];
  if (plan === null || hostPlan === undefined) throw new Error(`not planned: ${JSON.stringify(report.leftOut)}`);
  return { plan, hostPlan };
};
const errorsOf = (input: PlanningInput, change: (plan: Plan) => Plan = (plan) => plan): readonly string[] => {
  const { plan, report } = makePlan(input, sha256);
  if (plan === null) throw new Error(JSON.stringify(report.leftOut));
  return checkPlan({ plan: change(plan), report, input, sha256 })
    .filter(({ severity }) => severity === 'error')
    .map(({ reason }) => reason.code);
};
const leftOutOf = (host: HostForPlanning, given: Partial<PlanningInput> = {}) =>
  makePlan(inputBack([host], undefined, given), sha256).report.leftOut[0]?.reason;

describe('a rollback plan', () => {
  it('goes down to what was there before, takes away what came, and leaves a kernel that came beside others', () => {
    const input = inputBack([hostBack('one')]);
    const { plan, hostPlan } = made(input);
    expect(hostPlan.transaction).toMatchObject(WAY);
    expect(hostPlan.transaction[0]?.file).toEqual(BACK.targets[0]?.file);
    expect(plan.header.bounds.changes).toEqual({
      newDependencies: 'refused',
      removals: ['libnew'],
      downgrades: 'allowed',
    });
    expect(hostPlan.generation).toBe(5);
    expect(makePlan(input, sha256).report.notes).toMatchObject([
      { code: 'rollback-kernel-stays', facts: { package: KERNEL } },
    ]);
    expect(errorsOf(input)).toEqual([]);
  });

  it('has the versions that it left as its own way back', () => {
    const { hostPlan } = made(inputBack([hostBack('one')]));
    expect(hostPlan.wayBack).toMatchObject({
      kind: 'packages',
      previous: [
        { name: 'app', version: NEW, file: FORWARD.targets[0]?.file },
        { name: 'libnew', version: '2.0-1', file: FORWARD.targets[1]?.file },
      ],
    });
  });

  it('is for a person to approve, also where updates are approved by nobody', () => {
    const input = inputBack([hostBack('one')], undefined, {
      policy: aPolicy({ environments: [anEnvironment({ approval: { rule: 'automatic' } })] }),
    });
    expect(made(input).plan.header.approval).toEqual({ rule: 'self' });
    expect(errorsOf(input)).toEqual([]);
    const bare = (plan: Plan): Plan => ({ ...plan, header: { ...plan.header, approval: { rule: 'automatic' } } });
    expect(errorsOf(input, bare)).toContain('check-differs-from-policy');
  });

  it('takes the waves of the rollout in the opposite order, divided by the limits of today', () => {
    const waves: WaveRules = { canaryHosts: 1, percentMax: 50 };
    const input = inputBack(
      [
        hostBack('h1', { group: 'a' }),
        hostBack('h2', { group: 'a' }),
        hostBack('h3', { group: 'b' }),
        hostBack('h4', { group: 'b' }),
        hostBack('h5', { group: 'b' }),
      ],
      [['h1'], ['h2'], ['h3', 'h4', 'h5']],
      { policy: aPolicy({ environments: [anEnvironment({ waves })] }) },
    );
    const { plan } = made(input);
    expect(plan.header.waves.map(({ group, hosts }) => [group, hosts.length])).toEqual([
      ['b', 2],
      ['b', 1],
      ['a', 1],
      ['a', 1],
    ]);
    expect(plan.header.waves.slice(2).map(({ hosts }) => hosts)).toEqual([['h2'], ['h1']]);
    expect(errorsOf(input)).toEqual([]);
    const forwards = (one: Plan): Plan => ({
      ...one,
      header: { ...one.header, waves: one.header.waves.toReversed() },
    });
    expect(errorsOf(input, forwards)).toContain('check-rollback');
  });

  it('gives the same plan and digest when it is planned again', () => {
    const input = inputBack([hostBack('one'), hostBack('two')], [['one'], ['two']]);
    expect(made(input).plan.digest).toBe(made(input).plan.digest);
  });
});

describe('what cannot be taken back', () => {
  it('is a host that was changed since, with what was found', () => {
    const [, ...others] = DONE;
    const host = hostBack('one', { packages: [aPackage({ name: 'app', version: '1.2-1' }), ...others] });
    expect(leftOutOf(host)).toMatchObject({
      code: 'rollback-changed-since',
      facts: { package: 'app', found: '1.2-1', expected: NEW },
    });
  });

  it('is a version of which the file is gone', () => {
    const gone = patchSetBack({ patchSet: FORWARD, digest: digestOfPatchSet(FORWARD), isKept: () => false });
    const inventory = anInventory({ packages: DONE });
    const host = {
      ...hostBack('one'),
      proposal: proposal(gone, inventory.packageDatabase.fingerprint, WAY),
    };
    expect(leftOutOf(host, { patchSet: gone, patchSetDigest: digestOfPatchSet(gone) })).toMatchObject({
      code: 'rollback-file-gone',
      facts: { package: 'app', version: OLD },
    });
  });

  it('is a host whose agent does not know how', () => {
    expect(leftOutOf(hostBack('one', { capabilities: CAPABILITIES }))).toMatchObject({
      code: 'host-lacks-capability',
      facts: { capability: 'rollback/1' },
    });
  });

  it.each<[string, Given, string]>([
    [
      'takes another package with it',
      {
        changes: [
          ...WAY,
          { kind: 'remove', name: 'tool', architecture: 'amd64', from: '1', to: null, automatic: false },
        ],
      },
      'rollback-takes-more',
    ],
    [
      'goes to another version',
      { changes: WAY.map((one) => ({ ...one, to: one.to === null ? null : '0.9-1' })) },
      'rollback-takes-more',
    ],
    ['leaves half of it', { changes: WAY.slice(0, 1) }, 'rollback-unsolved'],
    [
      'is held by its owner',
      { changes: [], refused: [{ name: 'app', architecture: 'amd64', version: OLD, cause: 'held' }] },
      'package-held',
    ],
    [
      'finds no way',
      { changes: [], refused: [{ name: 'app', architecture: 'amd64', version: OLD, cause: 'dependency' }] },
      'rollback-unsolved',
    ],
  ])('is a host whose package manager %s', (_, given, code) => {
    const host = hostBack('one', given);
    // What it would take with it is there.
    const packages = [...DONE, aPackage({ name: 'tool', version: '1' })];
    const whole = given.changes?.some(({ name }) => name === 'tool') ? hostBack('one', { ...given, packages }) : host;
    expect(leftOutOf(whole)?.code).toBe(code);
  });

  it('is a version that is quarantined itself', () => {
    const quarantine: VersionQuarantine = {
      ...{ quarantineId: 'q1', platform: null, package: { kind: 'binary', name: 'app' }, version: OLD },
      ...{ why: 'eats data', cause: 'person', by: 'ada', at: aPlanningInput().now, lifted: null },
    };
    expect(leftOutOf(hostBack('one'), { quarantines: [quarantine] })?.code).toBe('version-quarantined');
  });

  it('is nothing, where a host is back already or not among those that were asked for', () => {
    const back = hostBack('back', { packages: [aPackage({ name: 'app', version: OLD })], changes: [] });
    const input = inputBack([back, hostBack('one')]);
    expect(makePlan(input, sha256).report.alreadyThere).toEqual(['back']);
    expect(errorsOf(input)).toEqual([]);
    const other = { ...input, hosts: [...input.hosts, hostBack('other')] };
    expect(makePlan(other, sha256).report.leftOut).toMatchObject([
      { hostId: 'other', reason: { code: 'rollback-not-asked' } },
    ]);
  });

  it('is told of a host that has left the environment', () => {
    const input = inputBack([hostBack('one'), hostBack('two')]);
    const moved = { ...input, hosts: input.hosts.filter(({ hostId }) => hostId !== 'two') };
    expect(makePlan(moved, sha256).report.leftOut).toMatchObject([
      { hostId: 'two', reason: { code: 'host-not-in-environment' } },
    ]);
  });
});

describe('the checker', () => {
  const changed =
    (change: (hostPlan: HostPlan) => HostPlan) =>
    (plan: Plan): Plan => ({ ...plan, hostPlans: plan.hostPlans.map(change) });

  it.each<[string, (hostPlan: HostPlan) => HostPlan]>([
    ['half of a way back', (one) => ({ ...one, transaction: one.transaction.slice(1) })],
    ['another version', (one) => ({ ...one, transaction: one.transaction.map((it) => ({ ...it, to: '0.9-1' })) })],
    [
      'a fall that is called an upgrade',
      (one) => ({ ...one, transaction: one.transaction.map((it) => ({ ...it, kind: 'upgrade' })) }),
    ],
  ])('finds %s', (_, change) => {
    expect(errorsOf(inputBack([hostBack('one')]), changed(change))).toContain('check-rollback');
  });

  it('finds downgrades in a plan that is no rollback, and a rollback of what is none', () => {
    const input = inputBack([hostBack('one')]);
    const { rollback: _, ...without } = input;
    const { plan, report } = makePlan(input, sha256);
    if (plan === null) throw new Error('not planned');
    const codes = checkPlan({ plan, report, input: without, sha256 }).map(({ reason }) => reason.code);
    expect(codes).toEqual(
      expect.arrayContaining(['check-version-falls', 'rollback-patch-set', 'check-differs-from-policy']),
    );
  });

  it('finds a host that is called back and is not', () => {
    const back = hostBack('back', { packages: [aPackage({ name: 'app', version: OLD })], changes: [] });
    const input = inputBack([back, hostBack('one')]);
    const { plan, report } = makePlan(input, sha256);
    if (plan === null) throw new Error('not planned');
    const lied = { ...input, hosts: input.hosts.map((host) => (host.hostId === 'back' ? hostBack('back') : host)) };
    const codes = checkPlan({ plan, report, input: lied, sha256 }).map(({ reason }) => reason.code);
    expect(codes).toContain('check-rollback');
  });
});

describe('the patch set of a rollback', () => {
  it('is the other one turned round, with the same indexes, and says so', () => {
    expect(BACK.targets.map(({ name, version }) => [name, version])).toEqual([['app', OLD]]);
    expect(BACK.replaced.map(({ name }) => name).sort()).toEqual(['app', 'libnew', KERNEL].sort());
    expect(BACK.indexes).toEqual(FORWARD.indexes);
    expect(BACK.takesBack).toBe(digestOfPatchSet(FORWARD));
    expect(provenTargets(BACK).size).toBe(1);
  });

  it('takes a way back that was taken already for nothing to do', () => {
    const inventory = anInventory({ packages: [aPackage({ name: 'app', version: OLD })] });
    expect(takenBack(finished('one'), inventory, ROLLOUT)).toEqual({ ok: true, value: { changes: [], stays: [] } });
  });
});
