// The schedule table of the standard procedure (M39) as a policy: development weekly, at any time, automatic; test a day
// later, automatic; staging (uat) every second week in business hours, by a team lead; production monthly, in a maintenance
// window, under a change request.

import { type EnvironmentPolicy, type Policy, starterPolicy } from '@slipway/core/policy';
import { SERVICES } from '../policy.ts';

export const ENVIRONMENTS = ['dev', 'test', 'uat', 'prod'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

const ZONE = 'Europe/Berlin';

const OWN: Readonly<Record<EnvironmentName, Partial<EnvironmentPolicy>>> = {
  dev: {
    window: { kind: 'any-time', spanDays: 7 },
    approval: { rule: 'automatic' },
    gates: { soakSeconds: 0, person: 'not-asked' },
    promotion: { leadHours: 6, soakHours: 0 },
  },
  test: {
    window: { kind: 'any-time', spanDays: 1 },
    approval: { rule: 'automatic' },
    gates: { soakSeconds: 300, person: 'not-asked' },
    promotion: { leadHours: 2, soakHours: 24 },
  },
  uat: {
    window: {
      ...{ kind: 'every-second-week', weekdays: ['tuesday'], anchor: '2026-01-13', zone: ZONE, start: '09:00' },
      ...{ until: { kind: 'local', time: '17:00', daysLater: 0 }, cutOffMinutes: 60 },
    },
    approval: { rule: 'team', team: 'team-lead', count: 1 },
    gates: { soakSeconds: 900, person: 'not-asked' },
    promotion: { leadHours: 72, soakHours: 24 },
  },
  prod: {
    window: {
      ...{ kind: 'nth-weekday', nth: 2, weekday: 'tuesday', plusDays: 11, zone: ZONE, start: '20:00' },
      ...{ until: { kind: 'local', time: '06:00', daysLater: 1 }, cutOffMinutes: 120 },
    },
    approval: { rule: 'change-request', teams: ['development', 'operations', 'security'], count: 2 },
    gates: { soakSeconds: 1800, person: 'not-asked' },
    promotion: { leadHours: 120, soakHours: 48 },
  },
};

export const processPolicy = (): Policy => {
  const starter = starterPolicy();
  const environments = starter.environments.map((environment) => {
    const { name } = environment;
    const own = ENVIRONMENTS.find((one) => one === name);
    if (own === undefined) throw new Error(`the starter has an environment ${name}, of which this knows nothing`);
    return { ...environment, ...OWN[own], missedWindow: 'next-window' } as EnvironmentPolicy;
  });
  return {
    ...starter,
    environments,
    clusters: SERVICES.map((service) => ({
      name: service,
      members: `environment = prod and service = ${service}`,
      awayMax: 12,
    })),
    hooks: (['drain', 'undrain'] as const).map((step) => ({
      hosts: 'environment = uat or environment = prod',
      step,
      hook: step,
      parameters: {},
      timeoutSeconds: 120,
    })),
  };
};
