// The starter policy for a team, which is the schedule table of the standard procedure (M39): development weekly, at any time,
// automatic; test a day later, automatic; staging (uat) every second week in business hours, by a team lead; production
// monthly, in its window, under a change request. Nothing of it is changed; it gets the services of this fleet.

import { type Policy, starterPolicy } from '@slipway/core/policy';
import { SERVICES } from '../policy.ts';

export const ENVIRONMENTS = ['dev', 'test', 'uat', 'prod'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

export const AWAY_MAX = 12;

export const processPolicy = (): Policy => ({
  ...starterPolicy('team'),
  clusters: SERVICES.map((service) => ({
    name: service,
    members: `environment = prod and service = ${service}`,
    awayMax: AWAY_MAX,
  })),
  hooks: (['drain', 'undrain'] as const).map((step) => ({
    hosts: 'environment = uat or environment = prod',
    step,
    hook: step,
    parameters: {},
    timeoutSeconds: 120,
  })),
});
