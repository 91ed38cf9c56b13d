import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import { policies } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARAMETER_LENGTH_MAX } from '../step/index.ts';
import { asInstant } from '../time/index.ts';
import { placeText } from './problem.ts';
import { CLUSTERS_MAX, ENVIRONMENTS_MAX, RULES_MAX } from './problems/index.ts';
import { starterPolicy } from './starter.ts';
import type { CheckRule, Cluster, EnvironmentPolicy, HookRule, Policy } from './types.ts';
import { policyProblems, validatePolicy } from './validate.ts';

const aCluster = (given: Partial<Cluster> = {}): Cluster => ({
  name: 'app',
  members: 'role = app',
  awayMax: 1,
  ...given,
});
const aHook = (given: Partial<HookRule> = {}): HookRule => ({
  hosts: 'role = lb',
  step: 'drain',
  hook: 'haproxy-drain',
  parameters: { backend: 'app', weight: '0' },
  timeoutSeconds: 60,
  ...given,
});
const LONGEST_NAME = 'p'.repeat(41);
const LONGEST = 'v'.repeat(PARAMETER_LENGTH_MAX);
/** Out of the service, and back. */
const bothWays: readonly HookRule[] = [aHook(), aHook({ step: 'undrain', hook: 'haproxy-undrain' })];
const aCheck = (given: Partial<CheckRule> = {}): CheckRule => ({
  hosts: 'role = app',
  check: { kind: 'unit-active', unit: 'nginx.service' },
  timeoutSeconds: 10,
  ...given,
});

const GATES: EnvironmentPolicy['gates'] = {
  soakSeconds: 60,
  person: 'not-asked',
  conditions: [{ name: 'board', kind: 'webhook', url: 'https://board.example/gate', credential: 'board' }],
};
const withEnvironment = (given: Partial<EnvironmentPolicy>): Policy =>
  aPolicy({ environments: [anEnvironment({ name: 'dev' }), anEnvironment(given)] });
const many = <T>(count: number, one: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => one(at));

describe('the starter policy', () => {
  const { environments, ...rest } = starterPolicy();

  it('is sound', () => {
    expect(validatePolicy(starterPolicy())).toEqual({ ok: true, value: starterPolicy() });
  });

  it('has four tiers in order, of which only the first approves itself', () => {
    expect(environments.map(({ name, approval }) => [name, approval.rule])).toEqual([
      ['dev', 'automatic'],
      ['test', 'self'],
      ['uat', 'self'],
      ['prod', 'self'],
    ]);
    expect(rest).toEqual({ schema: 'slipway.policy/1', clusters: [], hooks: [], checks: [] });
  });

  it('keeps the versions of all tiers the same, and stops at the first failure everywhere', () => {
    expect(new Set(environments.map(({ scope }) => scope)).size).toBe(1);
    expect(
      environments.every(({ failureBudgetHosts, waves }) => failureBudgetHosts === 0 && waves.canaryHosts === 1),
    ).toBe(true);
  });

  it('takes no service down for good in production', () => {
    expect(environments.map(({ clusterOfOne }) => clusterOfOne)).toEqual(['allowed', 'allowed', 'allowed', 'refused']);
  });
});

describe('validatePolicy', () => {
  it.each<[string, Policy]>([
    ['clusters, hooks and checks', aPolicy({ clusters: [aCluster()], hooks: bothWays, checks: [aCheck()] })],
    ['a team', withEnvironment({ approval: { rule: 'team', team: 'operations', count: 2 } })],
    [
      'conditions between waves, and a host that goes first',
      withEnvironment({
        waves: { canaryHosts: 1, percentMax: 25, template: { hosts: 'role = template', gates: GATES } },
        gates: GATES,
        policies: [{ name: 'databases', hosts: 'role = db', gates: GATES }],
      }),
    ],
    ['a hook as check', aPolicy({ checks: [aCheck({ check: { kind: 'hook', hook: 'probe.sh', parameters: {} } })] })],
    [
      'parameters as long as a host takes them',
      aPolicy({ hooks: bothWays.map((one) => ({ ...one, parameters: { [LONGEST_NAME]: LONGEST } })) }),
    ],
    ['a template unit', aPolicy({ checks: [aCheck({ check: { kind: 'unit-active', unit: 'getty@tty1.service' } })] })],
    ['a label that is named like a fact', aPolicy({ clusters: [aCluster({ members: 'label("host") = x' })] })],
    [
      'as much as it may',
      aPolicy({
        clusters: many(CLUSTERS_MAX, (at) => aCluster({ name: `c${at}` })),
        hooks: many(RULES_MAX / 2, () => bothWays).flat(),
      }),
    ],
  ])('accepts %s', (_name, policy) => {
    expect(validatePolicy(policy)).toEqual({ ok: true, value: policy });
  });

  it.each<[Policy, string]>([
    [aPolicy({ environments: [] }), 'environments: there must be at least one'],
    [
      aPolicy({ environments: many(ENVIRONMENTS_MAX + 1, (at) => anEnvironment({ name: `e${at}` })) }),
      'environments: at most',
    ],
    [aPolicy({ environments: [anEnvironment(), anEnvironment()] }), 'environments[1].name: "prod" stands twice'],
    [withEnvironment({ name: 'Prod' }), 'environments[1].name: "Prod" is not'],
    [withEnvironment({ name: '' }), 'environments[1].name'],
    [withEnvironment({ window: { kind: 'any-time', spanDays: 0 } }), 'environments[1].window.spanDays: '],
    [
      withEnvironment({
        window: {
          kind: 'dates',
          spans: [
            {
              startsAt: asInstant('2026-11-21T20:00:00.000Z'),
              cutOffAt: asInstant('2026-11-21T19:00:00.000Z'),
              endsAt: asInstant('2026-11-21T21:00:00.000Z'),
            },
          ],
        },
      }),
      'environments[1].window.spans[0]: span 1 must start before its cut-off',
    ],
    [withEnvironment({ approval: { rule: 'team', team: 'the team', count: 1 } }), 'environments[1].approval.team'],
    [withEnvironment({ approval: { rule: 'team', team: 'ops', count: 0 } }), 'environments[1].approval.count'],
    [withEnvironment({ waves: { canaryHosts: -1, percentMax: 25 } }), 'environments[1].waves.canaryHosts'],
    [
      withEnvironment({ waves: { canaryHosts: 1, percentMax: 0 } }),
      'environments[1].waves.percentMax: must be a whole number from 1 to 100',
    ],
    [withEnvironment({ waves: { canaryHosts: 1, percentMax: 101 } }), 'environments[1].waves.percentMax'],
    [withEnvironment({ waves: { canaryHosts: 1, percentMax: 12.5 } }), 'environments[1].waves.percentMax'],
    [withEnvironment({ gates: { soakSeconds: 1e9, person: 'asked' } }), 'environments[1].gates.soakSeconds'],
    [withEnvironment({ failureBudgetHosts: Number.NaN }), 'environments[1].failureBudgetHosts'],
    [withEnvironment({ unprovenSoakMinutes: -5 }), 'environments[1].unprovenSoakMinutes'],
    [aPolicy({ clusters: many(CLUSTERS_MAX + 1, (at) => aCluster({ name: `c${at}` })) }), 'clusters: at most'],
    [aPolicy({ clusters: [aCluster(), aCluster()] }), 'clusters[1].name: "app" stands twice'],
    [aPolicy({ clusters: [aCluster({ name: 'my cluster' })] }), 'clusters[0].name'],
    [
      aPolicy({ clusters: [aCluster({ members: 'role =' })] }),
      'clusters[0].members: The selector cannot be read at character 7',
    ],
    [
      aPolicy({ clusters: [aCluster({ members: '' })] }),
      'clusters[0].members: The selector cannot be read at character 1',
    ],
    [
      aPolicy({ clusters: [aCluster({ members: 'role = app and package("x")' })] }),
      'clusters[0].members: a policy decides membership by labels alone',
    ],
    [aPolicy({ clusters: [aCluster({ awayMax: 0 })] }), 'clusters[0].awayMax'],
    [aPolicy({ hooks: [aHook({ hosts: 'host = lb1' })] }), 'hooks[0].hosts'],
    [aPolicy({ hooks: [aHook({ hook: '../evil' })] }), 'hooks[0].hook'],
    [aPolicy({ hooks: [aHook({ hook: '.hidden' })] }), 'hooks[0].hook'],
    [aPolicy({ hooks: [aHook({ hook: '-x' })] }), 'hooks[0].hook'],
    [aPolicy({ hooks: [aHook()] }), 'hooks[0].step: drain on "role = lb" has no undrain on the same hosts'],
    [
      aPolicy({ hooks: [aHook({ step: 'quiesce' }), aHook({ step: 'undrain', hosts: 'role = db' })] }),
      'hooks[0].step: quiesce on "role = lb"',
    ],
    [aPolicy({ hooks: [aHook({ parameters: { 'A B': 'x' } })] }), 'hooks[0].parameters: "A B"'],
    [aPolicy({ hooks: [aHook({ parameters: { backend: 'a\nb' } })] }), 'hooks[0].parameters.backend'],
    [aPolicy({ hooks: [aHook({ parameters: { backend: `${LONGEST}x` } })] }), 'hooks[0].parameters.backend'],
    [aPolicy({ hooks: [aHook({ parameters: { [`${LONGEST_NAME}x`]: 'x' } })] }), 'hooks[0].parameters: "p'],
    [aPolicy({ hooks: [aHook(), aHook({ timeoutSeconds: 0 })] }), 'hooks[1].timeoutSeconds'],
    [aPolicy({ hooks: many(RULES_MAX + 1, () => aHook()) }), 'hooks: at most'],
    [aPolicy({ checks: many(RULES_MAX + 1, () => aCheck()) }), 'checks: at most'],
    [aPolicy({ checks: [aCheck({ hosts: 'stale > 5' })] }), 'checks[0].hosts'],
    [aPolicy({ checks: [aCheck({ timeoutSeconds: 100_000 })] }), 'checks[0].timeoutSeconds'],
    [aPolicy({ checks: [aCheck({ check: { kind: 'unit-active', unit: 'nginx' } })] }), 'checks[0].check.unit'],
    [aPolicy({ checks: [aCheck({ check: { kind: 'unit-active', unit: '../x.service' } })] }), 'checks[0].check.unit'],
    [aPolicy({ checks: [aCheck({ check: { kind: 'hook', hook: 'a/b', parameters: {} } })] }), 'checks[0].check.hook'],
    [
      aPolicy({ checks: [aCheck({ check: { kind: 'hook', hook: 'a', parameters: { '': '' } } })] }),
      'checks[0].check.parameters',
    ],
  ])('%#: refuses with its place in the document', (policy, detail) => {
    const validated = validatePolicy(policy);
    expect(validated).toMatchObject({ ok: false, reason: { code: 'input-invalid', facts: { what: 'policy' } } });
    expect(validated.ok ? '' : validated.reason.facts['detail']).toContain(detail);
  });

  it('tells how many more there are', () => {
    const twice = validatePolicy(withEnvironment({ waves: { canaryHosts: -1, percentMax: 0 } }));
    expect(twice.ok ? '' : twice.reason.facts['detail']).toMatch(
      /canaryHosts: .* \(and 1 more: `slipway policy check`/,
    );
  });
});

describe('policyProblems', () => {
  it('tells everything at once, each with its path, what to write instead, and the character of a selector', () => {
    const policy = aPolicy({
      environments: [anEnvironment({ name: 'Prod EU', waves: { canaryHosts: 1, percentMax: 250 } })],
      clusters: [aCluster({ members: 'role = app adn x = y' })],
      hooks: [aHook({ parameters: { 'A B': 'x', b: 'a\nb' } })],
      checks: [aCheck({ check: { kind: 'unit-active', unit: 'nginx' }, timeoutSeconds: 0.5 })],
    });
    expect(policyProblems(policy).map(({ path, at, instead }) => [placeText(path), at, instead])).toEqual([
      ['environments[0].name', null, 'prod-eu'],
      ['environments[0].waves.percentMax', null, '100'],
      ['clusters[0].members', 12, 'for example `role = app and environment = prod`'],
      ['hooks[0].parameters', null, 'a-z, 0-9 and "-", as the hook declares it'],
      ['hooks[0].parameters.b', null, 'one line of text'],
      ['hooks[0].step', null, 'one more rule with the same `hosts` and `step: undrain`'],
      ['checks[0].check.unit', null, 'for example nginx.service'],
      ['checks[0].timeoutSeconds', null, '1'],
    ]);
  });

  it('judges freezes: their days, their zone, and the environments that they are for', () => {
    const day = { startsAt: asInstant('2026-12-24T00:00:00.000Z'), endsAt: asInstant('2026-12-27T00:00:00.000Z') };
    const sound = { name: 'closing', why: 'books are closed', when: { kind: 'dates', spans: [day] } } as const;
    const backwards = { ...sound.when, spans: [{ startsAt: day.endsAt, endsAt: day.startsAt }] };
    const freezes = [
      { ...sound, environments: ['prod', 'live'] },
      { ...sound, name: 'second', when: backwards, environments: [] },
    ];
    const policy = aPolicy({ environments: [anEnvironment({ name: 'prod' })], freezes });
    expect(
      policyProblems({ ...policy, freezes: [sound, { ...sound, name: 'other', environments: ['prod'] }] }),
    ).toEqual([]);
    expect(policyProblems(policy).map(({ path, what }) => `${placeText(path)}: ${what}`)).toEqual([
      'freezes[1].when.spans[0]: ends at 2026-12-24T00:00:00.000Z, before or when it starts at 2026-12-27T00:00:00.000Z',
      'freezes[0].environments[1]: "live" is not an environment',
      'freezes[1].environments: names no environment',
    ]);
  });

  it('and validation agree', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: -5, max: 120 }), (policy, percentMax) => {
        const environments = policy.environments.map((one) => ({ ...one, waves: { ...one.waves, percentMax } }));
        // Generated hooks may drain and never undrain, which is refused.
        const isSound = percentMax >= 1 && percentMax <= 100 && oneWay(policy.hooks).length === 0;
        const changed = { ...policy, environments };
        expect(policyProblems(changed).length === 0).toBe(isSound);
        expect(validatePolicy(changed).ok).toBe(isSound);
      }),
    );
  });
});

const oneWay = (hooks: readonly HookRule[]): readonly HookRule[] =>
  hooks.some(({ step }) => step === 'undrain') ? [] : hooks.filter(({ step }) => /^(drain|quiesce)$/.test(step));
