// The fleet of a run, and the policy over it: a fifth development, the rest production in two groups, clusters of services
// with a limit each. Every host is a little behind, each in its own way, the same for the same seed.

import { type Policy, starterPolicy } from '@slipway/core/policy';
import { type HostSpec, installed } from '../host/index.ts';
import { SERVICES } from '../policy.ts';
import { type Random, randomFrom } from '../random/index.ts';

export interface ChaosFleet {
  readonly specs: readonly HostSpec[];
  readonly policy: Policy;
  /** How many of each service of production may be away. */
  readonly awayMax: number;
}

const OLD = '1.0-1';
const NEW = '1.0-1+deb12u1';
/** All are behind with the first and current with the last two. */
const PACKAGES = ['openssl', 'libssl3', 'curl', 'zlib1g', 'perl-base', 'tzdata', 'nginx', 'haproxy'] as const;
const CURRENT = 2;

export const PUBLISHED = [
  ...PACKAGES.map((name) => [name, OLD] as const),
  ...PACKAGES.slice(0, -CURRENT).map((name) => [name, NEW] as const),
];

/** A limit that is met all the time, and lets a run end. */
const AWAY_SHARE = 0.15;

export const chaosFleet = (agents: number, seed: number): ChaosFleet => {
  const specs = Array.from({ length: agents }, (_, at) => specOf(at, agents, randomFrom(seed).fork(`host ${at}`)));
  const ofService = specs.filter(
    ({ labels }) => labels['environment'] === 'prod' && labels['service'] === SERVICES[0],
  ).length;
  const awayMax = Math.max(1, Math.floor(ofService * AWAY_SHARE));
  return { specs, awayMax, policy: policyOf(awayMax) };
};

const specOf = (at: number, agents: number, random: Random): HostSpec => {
  const service = SERVICES[at % SERVICES.length] ?? 'app';
  const isDev = at < Math.ceil(agents / 5);
  const group = String((Math.floor(at / SERVICES.length) % 2) + 1);
  return {
    hostname: `${isDev ? 'dev' : 'prod'}-${service}-${at}`,
    labels: isDev ? { environment: 'dev', service } : { environment: 'prod', service, group },
    packages: PACKAGES.map((name, place) => {
      const isBehind = place === 0 || place >= PACKAGES.length - CURRENT || random.chance(0.7);
      return installed(name, isBehind ? OLD : NEW);
    }),
    needsReboot: at % 10 === 1,
  };
};

const policyOf = (awayMax: number): Policy => {
  const starter = starterPolicy();
  return {
    ...starter,
    environments: starter.environments
      .filter(({ name }) => name === 'dev' || name === 'prod')
      .map((environment) => ({
        ...environment,
        approval: { rule: 'self' as const },
        waves: { canaryHosts: 1, percentMax: 50 },
        gates: { soakSeconds: 1, person: 'not-asked' as const },
      })),
    clusters: SERVICES.map((service) => ({
      name: service,
      members: `environment = prod and service = ${service}`,
      awayMax,
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
