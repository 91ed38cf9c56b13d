// The policy of the simulated night: a development tier, and production in two groups with clusters of services.

import { type Policy, starterPolicy } from '@slipway/core/policy';

/** Services of production; each is a cluster with members in both groups. */
export const SERVICES = ['lb', 'app', 'queue', 'db'] as const;

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
      awayMax: 3,
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
