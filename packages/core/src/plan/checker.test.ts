import { anEnvironment, aPlanningInput, aPolicy, demoPolicy, demoProd, sha256 } from '@slipway/testkit/builders';
import { CONDITIONS, planningInputs } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Mutation, resealed, type Subject } from '../../test/plan/mutation.ts';
import { MUTATIONS } from '../../test/plan/mutations.ts';
import { asHostId } from '../ids/index.ts';
import type { EnvironmentPolicy } from '../policy/index.ts';
import type { ReasonCode } from '../reasons/index.ts';
import { checkPlan, makePlan, type Override, type PlanningInput, type Wave } from './index.ts';

/** The demo's fleet, with a host that is left out and one that is there already. */
function demoWith(rules: Partial<EnvironmentPolicy> = {}): PlanningInput {
  const demo = demoProd();
  const [first] = demo.hosts;
  if (first?.inventory === undefined || first.inventory === null) throw new Error('the demo has hosts that report');
  const labels = { environment: 'prod', role: 'none' };
  const packages = first.inventory.packages.map((one) => ({ ...one, version: '99:1' }));
  return {
    ...demo,
    policy: aPolicy({ ...demoPolicy(), environments: [anEnvironment({ name: 'dev' }), anEnvironment(rules)] }),
    hosts: [
      ...demo.hosts,
      { ...first, hostId: asHostId('watched'), mode: 'observed', labels },
      { ...first, hostId: asHostId('there'), inventory: { ...first.inventory, packages }, labels },
    ],
  };
}

function subjectOf(input: PlanningInput): Subject {
  const { plan, report } = makePlan(input, sha256);
  if (plan === null) throw new Error(`nothing is planned: ${JSON.stringify(report)}`);
  return { plan, report };
}

const errorsOn = (subject: Subject, input: PlanningInput): readonly ReasonCode[] =>
  checkPlan({ ...subject, input, sha256 }).flatMap(({ severity, reason }) =>
    severity === 'error' ? [reason.code] : [],
  );

describe('a plan that was tampered with', () => {
  const input = demoWith({
    approval: { rule: 'team', team: 'operations', count: 2 },
    gates: { soakSeconds: 60, person: 'asked' },
    newDependencies: 'refused',
  });
  const subject = subjectOf(input);

  it('is faultless before', () => {
    expect(errorsOn(subject, input)).toEqual([]);
    expect(subject.report.leftOut).toHaveLength(1);
    expect(subject.report.alreadyThere).toHaveLength(1);
  });

  it.each(Object.entries(MUTATIONS))('is caught: %s', (_name, { apply, caughtAs }) => {
    const mutated = apply(subject);
    if (mutated === null) throw new Error('this plan has nothing to mutate so');
    expect(errorsOn(mutated, input)).toContain(caughtAs);
  });

  it('is caught, whatever the plan and whatever was done to it', () => {
    const mutations: readonly Mutation[] = Object.values(MUTATIONS);
    fc.assert(
      fc.property(planningInputs, fc.constantFrom(...mutations), (random, { apply, caughtAs }) => {
        const { plan, report } = makePlan(random, sha256);
        const mutated = plan === null ? null : apply({ plan, report });
        fc.pre(mutated !== null);
        expect(errorsOn(mutated, random)).toContain(caughtAs);
      }),
      { numRuns: 500 },
    );
  });
});

describe('waves that a faulty planner would lay', () => {
  const withWaves = (input: PlanningInput, change: (waves: readonly Wave[]) => readonly Wave[]) => {
    const { plan, report } = subjectOf(input);
    const waves = change(plan.header.waves);
    return errorsOn({ plan: resealed({ ...plan, header: { ...plan.header, waves } }), report }, input);
  };
  const merged = (waves: readonly Wave[]): readonly Wave[] => {
    const [first] = waves;
    return first === undefined ? [] : [{ ...first, hosts: waves.flatMap(({ hosts }) => hosts).toSorted() }];
  };

  it('are caught where they mix groups, exceed a cluster and exceed the percentage', () => {
    const errors = withWaves(demoWith(), merged);
    expect(errors).toContain('check-groups-mixed');
    expect(errors).toContain('check-wave-exceeds-limit');
    expect(errors).toContain('check-wave-too-large');
  });

  it('are caught where a member of a cluster is away already', () => {
    const demo = demoWith();
    const silent = { code: 'host-unreachable', facts: { since: '' } } as const;
    const hosts = demo.hosts.map((host) => (host.hostId === 'lb2' ? { ...host, busy: silent } : host));
    expect(errorsOn(subjectOf(demo), { ...demo, hosts })).toContain('check-wave-exceeds-limit');
  });

  it('are caught where a group comes back after another one', () => {
    const errors = withWaves(demoWith({ waves: { canaryHosts: 1, percentMax: 50 } }), ([canary, first, second]) =>
      canary === undefined || first === undefined || second === undefined ? [] : [canary, second, first],
    );
    expect(errors).toEqual(['check-groups-mixed']);
  });

  it('are caught where canaries are missing, too many, or not given their time', () => {
    const canary = demoWith({ waves: { canaryHosts: 1, percentMax: 50 } });
    const renamed = (waves: readonly Wave[]) => waves.map((wave) => ({ ...wave, kind: 'group' as const }));
    expect(withWaves(canary, renamed)).toEqual(['check-differs-from-policy']);
    const unproven = { ...demoWith(), proven: new Set<string>() };
    expect(withWaves(unproven, renamed)).not.toEqual([]);
    const hasty = (waves: readonly Wave[]) =>
      waves.map((wave) => ({ ...wave, gates: { ...wave.gates, soakSeconds: 10 } }));
    expect(withWaves(unproven, hasty)).toEqual(['check-differs-from-policy']);
    const crowded = (waves: readonly Wave[]) => waves.map((wave) => ({ ...wave, kind: 'canary' as const }));
    expect(withWaves(canary, crowded)).toEqual(['check-differs-from-policy', 'check-differs-from-policy']);
  });
});

describe('a plan that no longer fits what is observed', () => {
  const demo = demoWith();
  const subject = subjectOf(demo);
  const becoming = (change: (host: PlanningInput['hosts'][number]) => PlanningInput['hosts'][number]) => ({
    ...demo,
    hosts: demo.hosts.map((host) => (host.hostId === 'lb1' ? change(host) : host)),
  });
  // What a border would never let in is not the checker's to judge; the planner leaves such a host out.
  const unreadable = new Set([
    'changes that are no list',
    'change that is null',
    'packages that are no list',
    'system that is missing',
  ]);
  // The demo's first package is base-files, which no target touches: another version of it changes nothing here.
  const harmless = new Set([
    'sound',
    'name of an object property',
    'version that is none',
    'empty version',
    'newer than the target',
  ]);
  const conditions = Object.entries(CONDITIONS).filter(([name]) => !unreadable.has(name) && !harmless.has(name));

  it.each(conditions)('is refused once a host is: %s', (_name, condition) => {
    expect(errorsOn(subject, becoming(condition))).not.toEqual([]);
  });

  it('is refused once a person leaves the host out, or moves it elsewhere', () => {
    const leaveOut: Override = { kind: 'leave-out', hostId: asHostId('lb1'), why: 'its owner asks' };
    expect(errorsOn(subject, { ...demo, overrides: [leaveOut] })).toEqual(['host-left-out']);
    const elsewhere = becoming((host) => ({ ...host, labels: { ...host.labels, environment: 'dev' } }));
    expect(errorsOn(subject, elsewhere)).toContain('host-not-in-environment');
    expect(errorsOn(subject, { ...demo, environment: 'nowhere' })).toContain('not-found');
  });

  it('is refused once a host is gone', () => {
    const hosts = demo.hosts.filter(({ hostId }) => hostId !== 'lb1');
    expect(errorsOn(subject, { ...demo, hosts })).toContain('not-found');
  });

  it('is refused once the policy asks for something else', () => {
    for (const rules of [
      { unproven: 'block' },
      { restart: 'none' },
      { reboot: 'always' },
      { wayBack: 'asked' },
      { waves: { canaryHosts: 0, percentMax: 25 } },
      { window: { kind: 'any-time', spanDays: 2 } },
    ] satisfies readonly Partial<EnvironmentPolicy>[]) {
      const { policy } = demoWith(rules);
      expect(errorsOn(subject, { ...demo, policy, proven: new Set() })).not.toEqual([]);
    }
  });
});

describe('what is allowed and should be known', () => {
  it('is a warning: a cluster of one, an unproven target', () => {
    const input = aPlanningInput({
      policy: aPolicy({ clusters: [{ name: 'lone', members: 'environment = prod', awayMax: 1 }] }),
      proven: new Set(),
    });
    const notes = checkPlan({ ...subjectOf(input), input, sha256 });
    expect(notes.map(({ severity, reason }) => `${severity} ${reason.code}`)).toEqual([
      'warning unproven',
      'warning cluster-of-one',
    ]);
  });
});
