import { type Policy, starterPolicy } from '@slipway/core/policy';
import { asInstant } from '@slipway/core/time';
import type { HostSpec } from '@slipway/sim/host';
import { BYSTANDER, NEW, scenePackages } from '@slipway/sim/scene';

const host = (hostname: string, labels: Readonly<Record<string, string>>): HostSpec => ({
  hostname,
  labels,
  packages: scenePackages(),
  needsReboot: hostname.startsWith('lb'),
});

const ROLES = ['lb', 'app', 'db', 'web', 'mail'] as const;

/** Two of development, then production in two groups; whoever is beyond it is of the edge, which nobody patches here. */
export const fleetOf = (hosts: number, production = hosts): readonly HostSpec[] => [
  host('dev-1', { environment: 'dev', role: 'app', owner: 'platform' }),
  host('dev-2', { environment: 'dev', role: 'db', owner: 'platform' }),
  ...Array.from({ length: hosts }, (_, at) => {
    const role = ROLES[at % ROLES.length] ?? 'app';
    const group = String((at % 2) + 1);
    const environment = at < production ? 'prod' : 'edge';
    return host(`${role}-${String(at + 1).padStart(3, '0')}`, { environment, role, group, owner: 'shop' });
  }),
];

/** With all that the archive has as new as it is there. */
export const patched = (spec: HostSpec): HostSpec => ({
  ...spec,
  packages: spec.packages.map((found) =>
    found.name === BYSTANDER ? found : { ...found, version: NEW, sourceVersion: NEW },
  ),
});

/** Development by itself; production by one of operations, a tenth at a time, on the second Tuesday at night. */
export const worldPolicy = (): Policy => {
  const starter = starterPolicy();
  return {
    ...starter,
    environments: starter.environments
      .filter(({ name }) => name === 'dev' || name === 'prod')
      .map((environment) =>
        environment.name === 'dev'
          ? { ...environment, gates: { soakSeconds: 5, person: 'not-asked' as const } }
          : {
              ...environment,
              approval: { rule: 'team' as const, team: 'operations', count: 1 },
              waves: { canaryHosts: 2, percentMax: 20 },
              gates: { soakSeconds: 60, person: 'not-asked' as const },
              repositories: {},
              window: {
                ...{
                  kind: 'weekly' as const,
                  weekdays: ['tuesday' as const, 'wednesday' as const],
                  zone: 'Europe/Berlin',
                },
                ...{
                  start: '22:00',
                  until: { kind: 'local' as const, time: '05:00', daysLater: 1 },
                  cutOffMinutes: 60,
                },
              },
            },
      ),
  };
};

/** Twenty of production first, of whom two may fail; the edge by the same rules. */
export const largePolicy = (): Policy => {
  const policy = worldPolicy();
  return {
    ...policy,
    environments: policy.environments.flatMap((environment) => {
      if (environment.name !== 'prod') return environment;
      const large = { ...environment, failureBudgetHosts: 2, waves: { canaryHosts: 20, percentMax: 20 } };
      return [large, { ...large, name: 'edge' }];
    }),
  };
};

/** Production with so long between its waves that the windows of a plan end before the last, and a way to its databases beside the agent. */
export const actsPolicy = (): Policy => {
  const policy = worldPolicy();
  return {
    ...policy,
    outOfBand: [{ hosts: 'role = db', hook: 'bmc', parameters: {}, timeoutSeconds: 30 }],
    environments: policy.environments.map((environment) =>
      environment.name === 'prod'
        ? { ...environment, gates: { ...environment.gates, soakSeconds: 30 * 86_400 } }
        : environment,
    ),
  };
};

/** Production by a change request, as it is where people outside of operations want to read it first. */
export const requestedPolicy = (): Policy => {
  const policy = worldPolicy();
  return {
    ...policy,
    environments: policy.environments.map((environment) =>
      environment.name === 'prod'
        ? { ...environment, approval: { rule: 'change-request', teams: ['operations'], count: 1 } }
        : environment,
    ),
  };
};

/** Besides, a third tier that the schedule brings on behind production, and freezes: once, and each month. */
export const promotedPolicy = (): Policy => {
  const policy = worldPolicy();
  const production = policy.environments.find(({ name }) => name === 'prod');
  if (production === undefined) throw new Error('the policy has no production');
  const edge: Policy['environments'][number] = {
    ...production,
    name: 'edge',
    promotion: { leadHours: 240, soakHours: 48 },
    window: {
      ...{ kind: 'weekly', weekdays: ['saturday'], zone: 'Europe/Berlin', start: '22:00', cutOffMinutes: 60 },
      until: { kind: 'local', time: '05:00', daysLater: 1 },
    },
  };
  const midnight = {
    zone: 'Europe/Berlin',
    start: '00:00',
    until: { kind: 'local', time: '00:00', daysLater: 1 },
  } as const;
  return {
    ...policy,
    environments: [...policy.environments, edge],
    freezes: [
      {
        ...{ name: 'spring-sale', why: 'the shop sells most in these days' },
        when: { kind: 'dates', spans: [{ startsAt: SALE, endsAt: AFTER_SALE }] },
      },
      {
        ...{ name: 'month-end', why: 'the books are closed', environments: ['prod'] },
        when: {
          kind: 'recurring',
          ...midnight,
          days: { every: 'month', interval: 1, from: '2026-01-01', monthDays: [-1] },
        },
      },
    ],
  };
};

const SALE = asInstant('2026-03-19T23:00:00.000Z');
const AFTER_SALE = asInstant('2026-03-23T05:00:00.000Z');
