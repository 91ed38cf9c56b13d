import {
  aFile,
  aHost,
  anEnvironment,
  anInventory,
  aPackage,
  aPatchSet,
  aPlanningInput,
  aPolicy,
  aReplacedVersion,
  aRepository,
  aTarget,
  demoProd,
  digestOfPatchSet,
  digestOfText,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { CONDITIONS, type Condition, cataloguePatchSet } from '@slipway/testkit/generators';
import { describe, expect, it } from 'vitest';
import type { EnvironmentPolicy } from '../policy/index.ts';
import { explain, type Reason, reason } from '../reasons/index.ts';
import { asInstant } from '../time/index.ts';
import { checkPlan, type HostPlan, makePlan, type Override, type PlanningInput } from './index.ts';

const CARRIES = [aPackage({ name: 'alpha', version: '1.0-1' }), aPackage({ name: 'bravo', version: '1.0-1' })];
const patchSet = cataloguePatchSet();
const patchSetDigest = digestOfPatchSet(patchSet);
const soundHost = withProposal(
  aHost({ hostId: 'one', inventory: anInventory({ packages: CARRIES }), generation: 7 }),
  patchSet,
);

/** `prod` with one host of two updates in one condition, under one rule. */
const inputWith = (
  condition: Condition,
  rules: Partial<EnvironmentPolicy> = {},
  given: Partial<PlanningInput> = {},
): PlanningInput =>
  aPlanningInput({
    patchSet,
    patchSetDigest,
    policy: aPolicy({ environments: [anEnvironment({ name: 'dev' }), anEnvironment(rules)] }),
    hosts: [condition(soundHost)],
    ...given,
  });

const sound: Condition = (host) => host;
const named = (name: string): Condition => {
  const condition = CONDITIONS[name];
  if (condition === undefined) throw new Error(`there is no condition ${name}`);
  return condition;
};
const allowRemoval: Override = { kind: 'allow-removal', package: 'oldlib', why: 'replaced by alpha' };

const planFor = (input: PlanningInput): HostPlan => {
  const { plan, report } = makePlan(input, sha256);
  const [hostPlan] = plan?.hostPlans ?? [];
  if (hostPlan === undefined) throw new Error(`not planned: ${JSON.stringify(report)}`);
  return hostPlan;
};
const reasonFor = (input: PlanningInput): Reason => {
  const { plan, report } = makePlan(input, sha256);
  const [first] = report.leftOut;
  if (plan !== null || first === undefined) throw new Error('the host was not left out');
  return first.reason;
};

describe('the labels that a plan was made with', () => {
  const policy = aPolicy({
    environments: [anEnvironment()],
    clusters: [{ name: 'app', members: 'role = app and not (rack in (a, b))', awayMax: 1 }],
    hooks: [{ hosts: 'exists(drained)', step: 'drain', hook: 'drain', parameters: {}, timeoutSeconds: 60 }],
  });
  const host = (hostId: string, labels: Readonly<Record<string, string>>) =>
    withProposal(
      aHost({ hostId, labels: { environment: 'prod', ...labels }, inventory: anInventory({ packages: CARRIES }) }),
      patchSet,
    );
  const planned = host('planned', { role: 'app', owner: 'ada' });
  const inGroup = { ...host('silent', { group: '1' }), busy: reason('host-unreachable', { since: '' }) };
  const outside = { ...host('outside', { role: 'db' }), busy: inGroup.busy };
  const input = inputWith(sound, {}, { policy, hosts: [planned, inGroup, outside] });
  const labelsIn = (given: PlanningInput) => makePlan(given, sha256).plan?.header.bounds.labels;

  it('stand in its bounds: all that policy asks for, of whoever is in it or excludes others by its group', () => {
    const absent = { drained: null, environment: 'prod', group: null, rack: null, role: null };
    expect(labelsIn(input)).toEqual([
      { labels: { ...absent, role: 'app' }, hosts: ['planned'] },
      { labels: { ...absent, group: '1' }, hosts: ['silent'] },
    ]);
  });

  it('are left out where an agent would refuse the header for them, and the report says so', () => {
    const old = { ...planned, capabilities: ['apt/1', 'hooks/1', 'steps/1'] };
    expect(labelsIn({ ...input, hosts: [{ ...inGroup, capabilities: [] }, planned] })).toHaveLength(2);
    expect(labelsIn({ ...input, hosts: [old, inGroup] })).toBeUndefined();
    const { notes } = makePlan({ ...input, hosts: [old, inGroup] }, sha256).report;
    expect(notes).toContainEqual({ code: 'labels-not-frozen', facts: { count: 1 } });
  });
});

describe('what another host takes from a repository of its own', () => {
  const VENDOR = { origin: 'Vendor', label: 'Vendor', codename: 'stable' };
  const [alpha] = patchSet.targets;
  if (alpha === undefined) throw new Error('the catalogue has targets');
  const security = alpha.origin;
  const index = (name: string, origins: readonly (typeof VENDOR)[]) => ({
    platform: alpha.platform,
    digest: digestOfText(name),
    sizeBytes: 1,
    origins,
  });
  const mixed = aPatchSet({
    targets: [
      alpha,
      aTarget({ name: 'alpha', version: '99', origin: VENDOR }),
      aTarget({ name: 'bravo', version: '99', origin: VENDOR }),
    ],
    replaced: [
      aReplacedVersion({ name: 'alpha', version: '1.0-1', origin: security }),
      aReplacedVersion({ name: 'alpha', version: '1.0-1', origin: VENDOR, file: aFile('alpha', 'amd64', 'forged') }),
    ],
    indexes: [index('security', [security]), index('both', [security, VENDOR])],
  });
  const given = { patchSet: mixed, patchSetDigest: digestOfPatchSet(mixed) };
  const proposing = (...changes: readonly (readonly [string, string])[]): Condition => {
    const said = changes.map(([name, to]) => ({ ...upgrade, name, to }));
    return (host) => {
      const { proposal } = withProposal(host, mixed);
      if (proposal === null || 'unable' in proposal) throw new Error('it answers');
      return { ...host, proposal: { ...proposal, changes: said } };
    };
  };
  const upgrade = { kind: 'upgrade', architecture: 'amd64', from: '1.0-1', automatic: false } as const;

  it('neither comes to a host without that origin nor hides what the host would take', () => {
    const input = inputWith(proposing(['alpha', alpha.version]), {}, given);
    const { transaction, wayBack, index: read } = planFor(input);
    expect(transaction).toMatchObject([{ name: 'alpha', to: alpha.version, file: alpha.file }]);
    expect(read).toEqual({ platform: alpha.platform, digest: digestOfText('security'), sizeBytes: 1 });
    expect(wayBack).toMatchObject({ kind: 'packages', previous: [{ file: aFile('alpha', 'amd64', '1.0-1') }] });
    const { plan, report } = makePlan(input, sha256);
    expect(report.updatesLeftOut).toEqual([
      {
        hostId: 'one',
        name: 'bravo',
        architecture: 'amd64',
        version: '99',
        reason: {
          code: 'origin-not-configured',
          facts: { package: 'bravo', version: '99', origin: 'Vendor / stable' },
        },
      },
    ]);
    if (plan === null) throw new Error('it is planned');
    expect(checkPlan({ plan, report, input, sha256 }).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('is not taken from a host that says it would', () => {
    const why = reasonFor(inputWith(proposing(['alpha', '99']), {}, given));
    expect(why).toEqual({ code: 'change-not-in-patch-set', facts: { package: 'alpha', version: '99' } });
  });

  it('comes to a host that has the origin', () => {
    const own: Condition = (host) => {
      if (host.inventory === null) throw new Error('it has reported');
      const repositories = [...host.inventory.repositories, aRepository(VENDOR)];
      return proposing(['alpha', '99'], ['bravo', '99'])({ ...host, inventory: { ...host.inventory, repositories } });
    };
    const hostPlan = planFor(inputWith(own, { wayBackProof: 'wanted' }, given));
    expect(hostPlan.transaction.map(({ name, to }) => `${name} ${to}`)).toEqual(['alpha 99', 'bravo 99']);
    expect(hostPlan.index.digest).toBe(digestOfText('both'));
  });
});

describe('a host is left out', () => {
  it.each<[string, string, Partial<EnvironmentPolicy>]>([
    ['observed', 'host-observed', {}],
    ['never reported', 'host-never-reported', {}],
    ['unreachable', 'host-unreachable', {}],
    ['in another rollout', 'host-busy', {}],
    ['old agent', 'host-lacks-capability', {}],
    ['database interrupted', 'package-database-broken', {}],
    ['half-installed package', 'package-database-broken', {}],
    ['other distribution', 'not-applicable', {}],
    ['no packages', 'not-applicable', {}],
    ['repositories of another origin', 'origin-not-configured', {}],
    ['repositories that were never read', 'origin-not-configured', {}],
    ['no proposal', 'proposal-missing', {}],
    ['unable', 'proposal-unable', {}],
    ['proposal for another patch set', 'proposal-missing', {}],
    ['proposal on another package database', 'proposal-outdated', {}],
    ['empty proposal', 'dependency-unsatisfied', {}],
    ['named twice', 'proposal-unable', {}],
    ['new dependency', 'new-dependency-refused', { newDependencies: 'refused' }],
    ['dependency outside the patch set', 'change-not-in-patch-set', {}],
    ['removal', 'removal-refused', {}],
    ['downgrade', 'downgrade-refused', {}],
    ['fall that is called upgrade', 'downgrade-refused', {}],
    ['version from nowhere', 'proposal-outdated', {}],
    ['conffile changed', 'conffile-blocked', { conffiles: 'block' }],
    ['changes that are no list', 'input-invalid', {}],
    ['system that is missing', 'input-invalid', {}],
  ])('when its condition is "%s", with %s', (condition, code, rules) => {
    const why = reasonFor(inputWith(named(condition), rules));
    expect(why.code).toBe(code);
    expect(explain(why)).not.toMatch(/\{\w+\}/);
  });

  it('with the reason that a person gave', () => {
    const overrides: readonly Override[] = [{ kind: 'leave-out', hostId: soundHost.hostId, why: 'its owner asks' }];
    expect(reasonFor(inputWith(sound, {}, { overrides }))).toEqual({
      code: 'host-left-out',
      facts: { why: 'its owner asks' },
    });
  });

  it('when its installed version is kept by nobody and policy asks for a way back', () => {
    const lost = aPatchSet({
      targets: patchSet.targets,
      replaced: [aReplacedVersion({ name: 'alpha', version: '1.0-1', file: null })],
    });
    const hosts = [withProposal(soundHost, lost)];
    const given = { patchSet: lost, patchSetDigest: digestOfPatchSet(lost), hosts };
    expect(reasonFor(inputWith(sound, {}, given)).facts).toEqual({ package: 'alpha', version: '1.0-1' });
    const { wayBack, steps, wayBackSeconds } = planFor(inputWith(sound, { wayBackProof: 'wanted' }, given));
    expect(wayBack.kind).toBe('none');
    expect(steps.some(({ kind }) => kind === 'way-back')).toBe(false);
    expect(wayBackSeconds).toBe(0);
  });

  it('when its target is unproven and policy blocks that', () => {
    const proven = new Set(['alpha/amd64/1.1-1']);
    const why = reasonFor(inputWith(sound, { unproven: 'block' }, { proven }));
    expect(why).toEqual({ code: 'unproven', facts: { package: 'bravo', version: '1.1-1' } });
  });

  it('when the window is too short for it, or has no occurrence', () => {
    const span = (endsAt: string) => ({
      startsAt: asInstant('2026-11-21T22:00:00.000Z'),
      cutOffAt: asInstant(endsAt),
      endsAt: asInstant(endsAt),
    });
    const short = inputWith(sound, { window: { kind: 'dates', spans: [span('2026-11-21T22:05:00.000Z')] } });
    expect(reasonFor(short)).toEqual({ code: 'window-too-short', facts: { needed: 410, left: 300 } });
    const over = inputWith(sound, { window: { kind: 'dates', spans: [] } });
    expect(reasonFor(over)).toEqual({ code: 'no-occurrence', facts: { environment: 'prod' } });
  });

  it('when nobody knows the environment', () => {
    const { plan, report } = makePlan(inputWith(sound, {}, { environment: 'staging' }), sha256);
    expect(plan).toBeNull();
    expect(report.leftOut).toEqual([]);
    expect(report.notes[0]?.code).toBe('not-found');
  });
});

describe('clusters', () => {
  const other = aHost({ hostId: 'two', labels: {}, inventory: null });
  const clusterInput = (awayMax: number, condition: Condition, rules: Partial<EnvironmentPolicy> = {}) => {
    const input = inputWith(sound, rules, { hosts: [soundHost, condition(other)] });
    const members = 'not exists(alone)';
    return { ...input, policy: { ...input.policy, clusters: [{ name: 'pair', members, awayMax }] } };
  };

  it('count members of other environments, those that are away take a turn', () => {
    expect(planFor(clusterInput(1, sound)).clusters).toEqual(['pair']);
    expect(reasonFor(clusterInput(1, named('unreachable')))).toEqual({
      code: 'cluster-limit-impossible',
      facts: { cluster: 'pair', limit: 1, away: 1 },
    });
    expect(planFor(clusterInput(2, named('unreachable'))).clusters).toEqual(['pair']);
    expect(planFor(clusterInput(1, named('in another rollout'))).clusters).toEqual(['pair']);
  });

  it('of one are planned only where policy says so, and named', () => {
    const alone: Condition = (host) => ({ ...host, labels: { alone: 'yes' } });
    const { report } = makePlan(clusterInput(1, alone), sha256);
    expect(report.notes).toEqual([{ code: 'cluster-of-one', facts: { cluster: 'pair', seconds: 310, host: 'one' } }]);
    expect(reasonFor(clusterInput(1, alone, { clusterOfOne: 'refused' })).code).toBe('cluster-of-one');
  });
});

describe('a host plan', () => {
  it('takes the exact transaction of the proposal with the files of the patch set', () => {
    const { transaction, wayBack } = planFor(inputWith(sound));
    expect(transaction.map(({ name, from, to, file }) => [name, from, to, file])).toEqual(
      ['alpha', 'bravo'].map((name) => [name, '1.0-1', '1.1-1', aTarget({ name, version: '1.1-1' }).file]),
    );
    expect(wayBack).toMatchObject({ kind: 'packages', when: 'automatic' });
  });

  it('names a removal that a person allowed in the bounds, and puts the package back on the way back', () => {
    const kept = aPatchSet({
      targets: patchSet.targets,
      replaced: [...patchSet.replaced, aReplacedVersion({ name: 'oldlib', version: '1.0-1' })],
    });
    const patchSetDigest = digestOfPatchSet(kept);
    const hosts = [named('removal')(withProposal(soundHost, kept))];
    const input = inputWith(sound, {}, { patchSet: kept, patchSetDigest, hosts, overrides: [allowRemoval] });
    expect(makePlan(input, sha256).plan?.header.bounds.changes.removals).toEqual(['oldlib']);
    expect(planFor(input).transaction.at(-1)).toMatchObject({ kind: 'remove', name: 'oldlib', to: null, file: null });
    // An override that nothing needs widens nothing.
    const idle = inputWith(sound, {}, { overrides: [allowRemoval] });
    expect(makePlan(idle, sha256).plan?.header.bounds.changes.removals).toEqual([]);
  });

  it('takes a new dependency out again on the way back', () => {
    const { wayBack } = planFor(inputWith(named('new dependency')));
    expect(wayBack.kind === 'packages' && wayBack.previous.find(({ name }) => name === 'newdep')).toEqual({
      name: 'newdep',
      architecture: 'amd64',
      version: null,
      file: null,
    });
  });

  it('keeps the rest of the transaction where one package is held, and says so', () => {
    const { plan, report } = makePlan(inputWith(named('held package')), sha256);
    expect(plan?.hostPlans[0]?.transaction.map(({ name }) => name)).toEqual(['bravo']);
    expect(report.updatesLeftOut).toEqual([
      {
        hostId: 'one',
        name: 'alpha',
        architecture: 'amd64',
        version: '1.1-1',
        reason: { code: 'package-held', facts: { package: 'alpha' } },
      },
    ]);
  });

  it('has the next generation, or that of the equal plan which stands', () => {
    const input = inputWith(sound);
    const first = planFor(input);
    expect(first.generation).toBe(8);
    const generationWith = (current: HostPlan, generation: number): number =>
      planFor({ ...input, hosts: [{ ...soundHost, current, generation }] }).generation;
    expect(generationWith(first, 8)).toBe(8);
    expect(generationWith({ ...first, expectedSeconds: 1 }, 8)).toBe(9);
    // Superseded by something newer, or void since a restore raised the number.
    expect(generationWith(first, 12)).toBe(13);
  });

  it('skips by name what this version, policy or the lack of a hook leaves out', () => {
    const input = demoProd();
    const environments = [anEnvironment({ name: 'dev' }), anEnvironment({ restart: 'none', reboot: 'never' })];
    const { plan } = makePlan({ ...input, policy: { ...input.policy, environments } }, sha256);
    const steps = plan?.hostPlans.find(({ hostId }) => hostId === 'lb1')?.steps ?? [];
    expect(steps.map(({ kind, run }) => `${kind}: ${run.how === 'skip' ? run.reason.code : run.how}`)).toEqual([
      'preflight: built-in',
      'manifest: built-in',
      'ask-cluster: step-no-hook',
      'drain: hook',
      'quiesce: step-no-hook',
      'restore-point: step-not-in-this-version',
      'apply: built-in',
      'restart: step-not-needed',
      'verify: built-in',
      'way-back: built-in',
      'settle: step-no-hook',
      'undrain: hook',
      'confirm: step-no-hook',
    ]);
  });

  it('expects what was observed before what is assumed, and nothing absurd', () => {
    const seconds = (history: Readonly<Record<string, number>>): number =>
      planFor(inputWith(sound, {}, { history: { stepSecondsP95: history } })).expectedSeconds;
    expect(seconds({})).toBe(310);
    expect(seconds({ reboot: 65 })).toBe(190);
    expect(seconds({ reboot: 65.4 })).toBe(200);
    for (const absurd of [Number.NaN, -5, Number.POSITIVE_INFINITY]) expect(seconds({ reboot: absurd })).toBe(310);
  });
});

describe('the header', () => {
  it('of the demo has two waves, one group after the other', () => {
    const { plan } = makePlan(demoProd(), sha256);
    expect(plan?.header.waves.map(({ kind, group, hosts }) => ({ kind, group, hosts }))).toEqual([
      { kind: 'group', group: '1', hosts: ['app1', 'lb1'] },
      { kind: 'group', group: '2', hosts: ['app2', 'lb2'] },
    ]);
    expect(plan?.header.bounds.awayMax).toBe(2);
  });

  it('asks a person where unproven targets are to be asked about and the rule would ask nobody', () => {
    const approvalFor = (rules: Partial<EnvironmentPolicy>, proven?: ReadonlySet<string>) =>
      makePlan(inputWith(sound, rules, proven === undefined ? {} : { proven }), sha256).plan?.header.approval.rule;
    expect(approvalFor({ unproven: 'ask', approval: { rule: 'automatic' } }, new Set())).toBe('self');
    expect(approvalFor({ unproven: 'ask', approval: { rule: 'automatic' } })).toBe('automatic');
    expect(approvalFor({ unproven: 'canary', approval: { rule: 'automatic' } }, new Set())).toBe('automatic');
  });

  it('of the first environment takes no target for unproven', () => {
    const input = inputWith(sound, {}, { proven: new Set() });
    const first = { ...input, policy: { ...input.policy, environments: [anEnvironment({ unproven: 'block' })] } };
    expect(planFor(first).transaction).toHaveLength(2);
  });
});
