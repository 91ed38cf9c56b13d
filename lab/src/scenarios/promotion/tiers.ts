import type { EnvironmentPolicy, Policy } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { FleetHostSpec, FleetSpec } from '../../fleet/index.ts';
import { plainPolicy } from '../../product/index.ts';
import { PLUG_IN } from './plug-in.ts';

/** In the order in which a patch set moves through them. */
export const TIERS = ['dev', 'test', 'uat', 'prod'] as const;
export type Tier = (typeof TIERS)[number];

/** `dev1`, `dev2`, `test1`, … */
export const hostsOf = (tier: Tier): readonly [string, string] => [`${tier}1`, `${tier}2`];
export const HOSTS = TIERS.flatMap(hostsOf);

/** Two hosts in each environment, all alike. */
export const tierFleet: FleetSpec = {
  hosts: TIERS.flatMap((environment, tier) =>
    hostsOf(environment).map((name, at): FleetHostSpec => {
      return { name, part: 'dev', octet: 10 * (tier + 1) + at, environment, group: null };
    }),
  ),
  virtualOctet: 100,
  archives: 'made',
};

export const OPERATIONS = 'operations';
export const SERVICE = 'service';

/** As long as the longest story of a scenario, and the shortest plan, take together. */
const WINDOW_HOURS = 6;
const HOUR_MS = 3_600_000;

/**
 * `dev` and `test` by themselves, `uat` after two people of a team, `prod` under a change request with a name of each of two
 * teams. One host after the other; in `uat` a plug-in stands between them.
 * @param begins of the one window of all; `null`: nothing moves by itself
 */
export function tierPolicy(begins: Date | null): Policy {
  const policy = plainPolicy();
  const [like] = policy.environments;
  if (like === undefined) throw new Error('the plain policy has an environment');
  const base: EnvironmentPolicy = {
    ...like,
    unproven: 'block',
    reboot: 'never',
    waves: { canaryHosts: 0, percentMax: 50 },
    ...(begins === null ? {} : { window: windowFrom(begins), promotion: { leadHours: 0, soakHours: 0 } }),
  };
  const gate = { name: 'site', kind: 'plug-in', ...PLUG_IN, worst: 'ok' } as const;
  return {
    ...policy,
    environments: [
      { ...base, name: 'dev', unproven: 'canary' },
      { ...base, name: 'test' },
      {
        ...base,
        name: 'uat',
        gates: { ...base.gates, conditions: [gate] },
        approval: { rule: 'team', team: OPERATIONS, count: 2 },
      },
      { ...base, name: 'prod', approval: { rule: 'change-request', teams: [OPERATIONS, SERVICE], count: 2 } },
    ],
    checks: policy.checks.map((check) => ({
      ...check,
      hosts: TIERS.map((tier) => `environment = ${tier}`).join(' or '),
    })),
  };
}

function windowFrom(begins: Date): EnvironmentPolicy['window'] {
  const at = (hours: number): Instant => new Date(begins.getTime() + hours * HOUR_MS).toISOString() as Instant;
  return { kind: 'dates', spans: [{ startsAt: at(0), cutOffAt: at(WINDOW_HOURS - 1), endsAt: at(WINDOW_HOURS) }] };
}
