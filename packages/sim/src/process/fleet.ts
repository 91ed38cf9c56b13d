// The fleet of the process: a tenth development, a tenth test, a fifth uat, the rest production in two groups; all with the
// same packages, so that what production gets has been everywhere before.

import type { InstalledPackage } from '@slipway/core/inventory';
import type { HostSpec } from '../host/index.ts';
import { SERVICES } from '../policy.ts';
import type { EnvironmentName } from './policy.ts';

export const PACKAGES = ['openssl', 'libssl3', 'curl', 'zlib1g', 'perl-base', 'tzdata', 'nginx', 'haproxy'] as const;
export const FIRST_VERSION = '1.0-1';

const environmentOf = (share: number): EnvironmentName => {
  if (share < 0.1) return 'dev';
  if (share < 0.2) return 'test';
  return share < 0.4 ? 'uat' : 'prod';
};

export const processHosts = (count: number): readonly HostSpec[] =>
  Array.from({ length: count }, (_, index) => {
    const environment = environmentOf(index / count);
    const service = SERVICES[index % SERVICES.length] ?? 'app';
    const group = String((Math.floor(index / SERVICES.length) % 2) + 1);
    return {
      hostname: `${environment}-${service}-${index}`,
      labels: { environment, service, ...(environment === 'prod' ? { group } : {}) },
      packages: PACKAGES.map(installed),
      needsReboot: false,
    };
  });

const installed = (name: string): InstalledPackage => ({
  ...{ name, architecture: 'amd64', version: FIRST_VERSION, sourceName: name, sourceVersion: FIRST_VERSION },
  ...{ state: 'installed', automatic: name.startsWith('lib'), held: false },
});
