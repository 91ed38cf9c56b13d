import type { Cluster, EnvironmentPolicy, HookRule, PartPolicy, Policy, QuestionRule } from '@slipway/core/policy';
import fc from 'fast-check';
import { anEnvironment, aPolicy } from '../builders/index.ts';

export const ROLES = ['app', 'db', 'lb', 'web'] as const;
export const SITES = ['east', 'west'] as const;

const RULES = {
  waves: fc.record({ canaryHosts: fc.nat(3), percentMax: fc.integer({ min: 1, max: 100 }) }),
  gates: fc.record({
    soakSeconds: fc.nat(7200),
    person: fc.constantFrom<'asked' | 'not-asked'>('asked', 'not-asked'),
  }),
  approval: fc.constantFrom<EnvironmentPolicy['approval']>(
    { rule: 'automatic' },
    { rule: 'self' },
    { rule: 'team', team: 'operations', count: 2 },
  ),
  failureBudgetHosts: fc.nat(5),
  restart: fc.constantFrom<EnvironmentPolicy['restart']>('affected-units', 'none'),
  reboot: fc.constantFrom<EnvironmentPolicy['reboot']>('never', 'if-needed', 'always'),
  newDependencies: fc.constantFrom<EnvironmentPolicy['newDependencies']>('allowed', 'refused'),
  unproven: fc.constantFrom<EnvironmentPolicy['unproven']>('canary', 'canary', 'canary', 'ask', 'block'),
  wayBack: fc.constantFrom<EnvironmentPolicy['wayBack']>('automatic', 'asked'),
  wayBackProof: fc.constantFrom<EnvironmentPolicy['wayBackProof']>('wanted', 'required'),
  clusterOfOne: fc.constantFrom<EnvironmentPolicy['clusterOfOne']>('allowed', 'allowed', 'refused'),
  conffiles: fc.constantFrom<EnvironmentPolicy['conffiles']>('keep', 'replace', 'block'),
  window: fc.constantFrom<EnvironmentPolicy['window']>(
    { kind: 'any-time', spanDays: 1 },
    { kind: 'any-time', spanDays: 7 },
  ),
} satisfies Partial<{ readonly [Rule in keyof EnvironmentPolicy]: fc.Arbitrary<EnvironmentPolicy[Rule]> }>;

/** Mostly none; those that there are may select the same hosts. */
const parts: fc.Arbitrary<readonly PartPolicy[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc
      .subarray(
        [
          { name: 'databases', hosts: 'role = db' },
          { name: 'western', hosts: 'site = west and not role = lb' },
          { name: 'sited', hosts: 'exists(site) and role in (app, web)' },
        ],
        { minLength: 1 },
      )
      .chain((chosen) =>
        fc.tuple(...chosen.map((one) => fc.record(RULES, { requiredKeys: [] }).map((own) => ({ ...own, ...one })))),
      ),
  },
);

const environment: fc.Arbitrary<EnvironmentPolicy> = fc
  .tuple(fc.record(RULES), parts)
  .map(([given, policies]) =>
    anEnvironment({ name: 'prod', ...given, ...(policies.length === 0 ? {} : { policies }) }),
  );

/** Roles and sites cross each other, so that hosts are in up to two clusters; some clusters span environments. */
const clusters: fc.Arbitrary<readonly Cluster[]> = fc
  .subarray<{ readonly name: string; readonly members: string }>([
    ...ROLES.map((role) => ({ name: `cluster-${role}`, members: `environment = prod and role = ${role}` })),
    ...SITES.map((site) => ({ name: `site-${site}`, members: `site = ${site}` })),
  ])
  .chain((chosen) =>
    fc.tuple(...chosen.map((one) => fc.integer({ min: 1, max: 3 }).map((awayMax) => ({ ...one, awayMax })))),
  );

const hooks: fc.Arbitrary<readonly HookRule[]> = fc
  .subarray<HookRule['step']>(['ask-cluster', 'drain', 'quiesce', 'settle', 'undrain', 'confirm'])
  .map((steps) =>
    steps.map((step) => ({
      hosts: 'role in (app, lb)',
      step,
      hook: `app-${step}`,
      parameters: { step },
      timeoutSeconds: 120,
    })),
  );

/** Mostly none: they go beside hooks of the same steps, and before none. */
const questions: fc.Arbitrary<readonly QuestionRule[]> = fc.subarray<QuestionRule>([
  { hosts: 'role = app', ask: { kind: 'haproxy', backend: 'app', as: 'server', upMin: 1 } },
  { hosts: 'role in (app, db)', ask: { kind: 'rabbitmq', othersMin: 1 }, settleSeconds: 300 },
  { hosts: 'role = db', ask: { kind: 'etcd', lagEntriesMax: 100 }, settleSeconds: 1800 },
]);

/** Policies whose second environment, `prod`, varies in every rule and may have part policies; `dev` before it is the starter's. */
export const policies: fc.Arbitrary<Policy> = fc
  .record({ environment, clusters, hooks, questions })
  .map(({ environment: prod, questions: asked, ...rest }) =>
    aPolicy({
      environments: [anEnvironment({ name: 'dev' }), prod],
      checks: [
        { hosts: 'role = app', check: { kind: 'unit-active', unit: 'app.service' }, timeoutSeconds: 30 },
        { hosts: 'role = db', check: { kind: 'hook', hook: 'db-check', parameters: {} }, timeoutSeconds: 30 },
      ],
      ...(asked.length === 0 ? {} : { questions: asked }),
      ...rest,
    }),
  );
