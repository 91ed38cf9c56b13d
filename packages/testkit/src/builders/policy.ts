import type { EnvironmentPolicy, Policy } from '@slipway/core/policy';

/** Any time, approved by one person, as many hosts at once as half the rollout, nothing asked twice. */
export const anEnvironment = (given: Partial<EnvironmentPolicy> = {}): EnvironmentPolicy => ({
  name: 'prod',
  scope: 'security',
  window: { kind: 'any-time', spanDays: 1 },
  approval: { rule: 'self' },
  waves: { canaryHosts: 0, percentMax: 50 },
  gates: { soakSeconds: 10, person: 'not-asked' },
  failureBudgetHosts: 0,
  restart: 'affected-units',
  reboot: 'if-needed',
  newDependencies: 'allowed',
  unproven: 'canary',
  unprovenSoakMinutes: 60,
  wayBack: 'automatic',
  wayBackProof: 'required',
  clusterOfOne: 'allowed',
  conffiles: 'keep',
  ...given,
});

export const aPolicy = (given: Partial<Policy> = {}): Policy => ({
  schema: 'slipway.policy/1',
  environments: [anEnvironment({ name: 'dev', waves: { canaryHosts: 0, percentMax: 100 } }), anEnvironment()],
  clusters: [],
  hooks: [],
  checks: [],
  ...given,
});
