// The policies that one begins with. `alone`: four tiers, careful, and workable by one person; every new controller has it,
// since it knows no teams yet. `team`: the schedule table of the standard procedure, which needs people and windows of one's own.

import type { EnvironmentPolicy, Policy } from './types.ts';

export type StarterFor = 'alone' | 'team';

export const starterPolicy = (whom: StarterFor = 'alone'): Policy => ({
  schema: 'slipway.policy/1',
  environments: whom === 'alone' ? forOne() : forTeam(),
  clusters: [],
  hooks: [],
  checks: [],
});

/** `self` until there is a team: shown on every plan, so that it is not mistaken for four eyes. */
const forOne = (): readonly EnvironmentPolicy[] => [
  environment('dev', 0, { approval: { rule: 'automatic' } }),
  environment('test', 5, { approval: { rule: 'self' } }),
  environment('uat', 15, { approval: { rule: 'self' }, rebootWarning: warned(5) }),
  environment('prod', 30, { approval: { rule: 'self' }, rebootWarning: warned(10), clusterOfOne: 'refused' }),
];

/**
 * Development weekly, at any time, automatically; test the same, a day later; uat every second week, in business hours,
 * by a team lead; production monthly, days after the second Tuesday, in its window, under a change request.
 */
const forTeam = (): readonly EnvironmentPolicy[] => [
  environment('dev', 0, { approval: { rule: 'automatic' }, promotion: { leadHours: 4, soakHours: 0 } }),
  environment('test', 5, {
    window: { kind: 'any-time', spanDays: 1 },
    approval: { rule: 'automatic' },
    promotion: { leadHours: 4, soakHours: 24 },
  }),
  environment('uat', 15, {
    window: {
      ...{ kind: 'every-second-week', weekdays: ['tuesday'], anchor: '2026-12-01', zone: 'UTC', start: '09:00' },
      ...{ until: { kind: 'local', time: '17:00', daysLater: 0 }, cutOffMinutes: 'learned' },
    },
    approval: { rule: 'team', team: 'team-lead', count: 1 },
    rebootWarning: warned(5),
    promotion: { leadHours: 72, soakHours: 24 },
    announce: { hoursBefore: [24] },
  }),
  environment('prod', 30, {
    window: {
      ...{ kind: 'nth-weekday', nth: 2, weekday: 'tuesday', plusDays: 25, zone: 'UTC', start: '20:00' },
      ...{ until: { kind: 'local', time: '06:00', daysLater: 1 }, cutOffMinutes: 'learned' },
    },
    approval: { rule: 'change-request', teams: ['development', 'operations', 'security'], count: 2 },
    promotion: { leadHours: 48, soakHours: 48 },
    announce: { hoursBefore: [24] },
    installBy: { days: 35 },
    scan: { zone: 'UTC', at: ['06:00'] },
    rebootWarning: warned(10),
    clusterOfOne: 'refused',
  }),
];

const warned = (minutes: number) => ({ minutes, text: 'Security updates.' });

const environment = (
  name: string,
  soakMinutes: number,
  differs: Pick<EnvironmentPolicy, 'approval'> & Partial<EnvironmentPolicy>,
): EnvironmentPolicy => ({
  name,
  scope: 'security',
  window: { kind: 'any-time', spanDays: 7 },
  waves: { canaryHosts: 1, percentMax: 25 },
  gates: { soakSeconds: soakMinutes * 60, person: 'not-asked' },
  failureBudgetHosts: 0,
  restart: 'affected-units',
  reboot: 'if-needed',
  kernels: { keep: 2, trial: 'wanted' },
  verification: { files: 'changed' },
  // A security update of the kernel is always a newly installed package.
  newDependencies: 'allowed',
  unproven: 'canary',
  unprovenSoakMinutes: 60,
  wayBack: 'automatic',
  // `required` would leave out every host whose old versions the archive no longer has, which is most of a neglected fleet.
  wayBackProof: 'wanted',
  clusterOfOne: 'allowed',
  conffiles: 'keep',
  ...differs,
});
