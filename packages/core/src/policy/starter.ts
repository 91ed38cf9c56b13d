// The policy that a new controller begins with: four tiers, careful, and workable by one person alone.

import type { EnvironmentPolicy, Policy } from './types.ts';

export const starterPolicy = (): Policy => ({
  schema: 'slipway.policy/1',
  environments: [
    environment('dev', { approval: { rule: 'automatic' }, soakMinutes: 0, clusterOfOne: 'allowed' }),
    environment('test', { approval: { rule: 'self' }, soakMinutes: 5, clusterOfOne: 'allowed' }),
    environment('uat', { approval: { rule: 'self' }, soakMinutes: 15, clusterOfOne: 'allowed' }),
    environment('prod', { approval: { rule: 'self' }, soakMinutes: 30, clusterOfOne: 'refused' }),
  ],
  clusters: [],
  hooks: [],
  checks: [],
});

/** `self` until there is a team: shown on every plan, so that it is not mistaken for four eyes. */
const environment = (
  name: string,
  differs: Pick<EnvironmentPolicy, 'approval' | 'clusterOfOne'> & { readonly soakMinutes: number },
): EnvironmentPolicy => ({
  name,
  scope: 'security',
  window: { kind: 'any-time', spanDays: 7 },
  approval: differs.approval,
  waves: { canaryHosts: 1, percentMax: 25 },
  gates: { soakSeconds: differs.soakMinutes * 60, person: 'not-asked' },
  failureBudgetHosts: 0,
  restart: 'affected-units',
  reboot: 'if-needed',
  // A security update of the kernel is always a newly installed package.
  newDependencies: 'allowed',
  unproven: 'canary',
  unprovenSoakMinutes: 60,
  wayBack: 'automatic',
  // `required` would leave out every host whose old versions the archive no longer has, which is most of a neglected fleet.
  wayBackProof: 'wanted',
  clusterOfOne: differs.clusterOfOne,
  conffiles: 'keep',
});
