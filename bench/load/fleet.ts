// The fleet of a load: most hosts have nothing to do; two small environments have updates waiting, for transactions that run
// while others check in, and for those that a controller's death finds half-way.

import { type Policy, starterPolicy } from '@slipway/core/policy';
import { type HostSpec, installed } from '@slipway/sim/host';

/** `dev` runs beside the check-ins, `prod` through an outage; the `rest` is observed. */
export type LoadEnvironment = 'dev' | 'prod' | 'rest';

const OLD = '1.0-1';
const NEW = '1.0-1+deb12u1';
const BEHIND = ['openssl', 'libssl3', 'curl', 'nginx'] as const;
const CURRENT = ['zlib1g', 'perl-base', 'tzdata', 'haproxy'] as const;

export const PUBLISHED = [
  ...[...BEHIND, ...CURRENT].map((name) => [name, OLD] as const),
  ...BEHIND.map((name) => [name, NEW] as const),
];

export const loadFleet = (agents: number, transactions: number): readonly HostSpec[] =>
  Array.from({ length: agents }, (_, at) =>
    hostOf(at < transactions ? 'dev' : at < 2 * transactions ? 'prod' : 'rest', at),
  );

/** Those that enrol over the wire: one to copy, and all of them for what it costs. */
export const modelFleet = (): readonly HostSpec[] =>
  Array.from({ length: MODELS }, (_, at) => ({ ...hostOf('rest', at), hostname: `model-${at}` }));

const MODELS = 20;

const hostOf = (environment: LoadEnvironment, at: number): HostSpec => ({
  hostname: `${environment}-${at}`,
  labels: { environment },
  packages: [...BEHIND, ...CURRENT].map((name) => installed(name, OLD)),
  needsReboot: false,
});

/** After one canary all hosts of an environment are away at once: that is the load. */
export const loadPolicy = (): Policy => {
  const starter = starterPolicy();
  const [first] = starter.environments;
  if (first === undefined) throw new Error('the starter policy has no environment');
  return {
    ...starter,
    environments: (['dev', 'prod', 'rest'] satisfies LoadEnvironment[]).map((name) => ({
      ...first,
      name,
      approval: { rule: 'self' as const },
      waves: { canaryHosts: 1, percentMax: 100 },
      gates: { soakSeconds: 1, person: 'not-asked' as const },
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
