// The policy of the simulated night: a development tier, and production in two groups with clusters of services.

import type { CivilWindow } from '@slipway/core/calendar';
import { type Policy, starterPolicy } from '@slipway/core/policy';

/** Services of production; each is a cluster with members in both groups. */
export const SERVICES = ['lb', 'app', 'queue', 'db'] as const;

/** A service has so many hosts and no more: a larger fleet has more services, not larger ones. */
const HOSTS_OF_FOUR = 60;

export const servicesOf = (hosts: number): readonly string[] =>
  Array.from({ length: Math.ceil(hosts / HOSTS_OF_FOUR) }, (_, index) =>
    SERVICES.map((service) => (index === 0 ? service : `${service}-${index + 1}`)),
  ).flat();

/** Of a cluster's members. A small fleet has small clusters: with three away they would have no limit. */
export const awayMaxOf = (hosts: number): number => (hosts < HOSTS_OF_FOUR / 2 ? 1 : CALM_AWAY_MAX);
export const CALM_AWAY_MAX = 3;

/**
 * The same under everything that a night can bring: members of one cluster in two environments, whose rollouts run beside
 * each other; production in a window; clusters that are asked, and a check that can flap.
 */
export const hardPolicy = (hosts: number): Policy => {
  const calm = nightPolicy();
  const prod = calm.environments.filter(({ name }) => name === 'prod');
  const selected = 'environment = dev or environment = standby or environment = prod';
  const url = 'http://127.0.0.1:8080/health';
  return {
    ...calm,
    environments: [
      ...calm.environments.filter(({ name }) => name === 'dev'),
      ...prod.map((environment) => ({ ...environment, name: 'standby' })),
      ...prod.map((environment) => ({ ...environment, window: NIGHTLY })),
    ].map((environment) => ({ ...environment, unprovenSoakMinutes: 2 })),
    clusters: servicesOf(hosts).map((service) => ({
      name: service,
      members: `(environment = prod or environment = standby) and service = ${service}`,
      awayMax: awayMaxOf(hosts),
    })),
    hooks: calm.hooks.map((hook) => ({ ...hook, hosts: selected })),
    questions: [{ hosts: selected, ask: { kind: 'etcd', lagEntriesMax: 100 } }],
    checks: [{ hosts: selected, check: { kind: 'http', url, status: 200 }, timeoutSeconds: 10 }],
  };
};

/** Its clocks say what those of UTC say, all year, and like all others they can be changed. */
export const NIGHTLY_ZONE = 'Atlantic/Reykjavik';

const NIGHTLY: CivilWindow = {
  kind: 'weekly',
  weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  ...{ zone: NIGHTLY_ZONE, start: '20:45', cutOffMinutes: 60 },
  until: { kind: 'local', time: '08:00', daysLater: 1 },
};

export const nightPolicy = (): Policy => {
  const starter = starterPolicy();
  const environments = starter.environments
    .filter(({ name }) => name === 'dev' || name === 'prod')
    .map((environment) => ({
      ...environment,
      waves: { canaryHosts: 1, percentMax: 50 },
      gates: { soakSeconds: 120, person: 'not-asked' as const },
      failureBudgetHosts: 1,
    }));
  return {
    ...starter,
    environments,
    clusters: SERVICES.map((service) => ({
      name: service,
      members: `environment = prod and service = ${service}`,
      awayMax: CALM_AWAY_MAX,
    })),
    hooks: (['drain', 'undrain', 'settle', 'confirm'] as const).map((step) => ({
      hosts: 'environment = dev or environment = prod',
      step,
      hook: step,
      parameters: {},
      timeoutSeconds: 120,
    })),
  };
};
