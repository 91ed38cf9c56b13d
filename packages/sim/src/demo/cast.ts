// Who plays in the simulated demo: the five hosts of the real one, what is pending on them, and what people want.

import type { InstalledPackage } from '@slipway/core/inventory';
import { type Policy, starterPolicy } from '@slipway/core/policy';
import type { HostSpec } from '../host/index.ts';

export const DEMO_UPDATES = [
  { name: 'openssl', from: '3.0.15-1~deb12u1', to: '3.0.17-1~deb12u2' },
  { name: 'libssl3', from: '3.0.15-1~deb12u1', to: '3.0.17-1~deb12u2' },
  { name: 'liblzma5', from: '5.4.1-0.2', to: '5.4.1-1' },
] as const;

const packages: readonly InstalledPackage[] = DEMO_UPDATES.map(({ name, from }) => ({
  name,
  architecture: 'amd64',
  version: from,
  sourceName: name,
  sourceVersion: from,
  state: 'installed',
  automatic: name.startsWith('lib'),
  held: false,
}));

const host = (hostname: string, labels: Readonly<Record<string, string>>): HostSpec => ({
  hostname,
  labels,
  packages,
  needsReboot: hostname.startsWith('lb'),
});

export const DEMO_HOSTS: readonly HostSpec[] = [
  host('dev1', { environment: 'dev', role: 'dev' }),
  host('lb1', { environment: 'prod', role: 'lb', group: '1' }),
  host('app1', { environment: 'prod', role: 'app', group: '1' }),
  host('lb2', { environment: 'prod', role: 'lb', group: '2' }),
  host('app2', { environment: 'prod', role: 'app', group: '2' }),
];

export const demoPolicy = (): Policy => {
  const starter = starterPolicy();
  return {
    ...starter,
    environments: starter.environments
      .filter(({ name }) => name === 'dev' || name === 'prod')
      .map((environment) => ({
        ...environment,
        waves: { canaryHosts: 0, percentMax: environment.name === 'dev' ? 100 : 50 },
        gates: { soakSeconds: 5, person: 'not-asked' as const },
      })),
    clusters: ['lb', 'app'].map((role) => ({
      name: role,
      members: `environment = prod and role = ${role}`,
      awayMax: 1,
    })),
    hooks: (['drain', 'undrain', 'settle', 'confirm'] as const).map((step) => ({
      hosts: 'environment = prod',
      step,
      hook: step,
      parameters: {},
      timeoutSeconds: 120,
    })),
  };
};
