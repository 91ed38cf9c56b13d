// What can be wrong with header, bounds, waves and report.

import { asHostId } from '../../src/ids/index.ts';
import { addSeconds } from '../../src/time/index.ts';
import { inBounds, inHeader, type Mutation, OTHER, planned, unsealed, withWaves } from './mutation.ts';

const HEADER: Readonly<Record<string, Mutation>> = {
  'digest of the plan': {
    caughtAs: 'check-digest-mismatch',
    apply: unsealed((plan) => ({ ...plan, digest: OTHER })),
  },
  'root of the host plans': {
    caughtAs: 'check-digest-mismatch',
    apply: unsealed((plan) => ({ ...plan, header: { ...plan.header, hostPlansRoot: OTHER } })),
  },
  'header changed after its digest': {
    caughtAs: 'check-digest-mismatch',
    apply: unsealed((plan) => ({ ...plan, header: { ...plan.header, failureBudgetHosts: 1000 } })),
  },
  'host plan changed after its digest': {
    caughtAs: 'check-digest-mismatch',
    apply: unsealed((plan) => ({
      ...plan,
      hostPlans: plan.hostPlans.map((one) => ({ ...one, hostname: `${one.hostname}x` })),
    })),
  },
  'two host plans exchanged': {
    caughtAs: 'check-digest-mismatch',
    apply: ({ plan, report }) => {
      if (plan.hostPlans.length < 2) return null;
      return { plan: { ...plan, hostPlans: plan.hostPlans.toReversed() }, report };
    },
  },
  'another patch set': { caughtAs: 'check-digest-mismatch', apply: inBounds(() => ({ patchSetDigest: OTHER })) },
  'failure budget raised': {
    caughtAs: 'check-differs-from-policy',
    apply: inHeader(({ failureBudgetHosts }) => ({ failureBudgetHosts: failureBudgetHosts + 1 })),
  },
  'approval weakened': {
    caughtAs: 'check-differs-from-policy',
    apply: inHeader(({ approval }) => (approval.rule === 'team' ? { approval: { rule: 'self' } } : null)),
  },
  'other environment': {
    caughtAs: 'check-differs-from-policy',
    apply: inHeader(() => ({ environment: 'dev' })),
  },
};

const BOUNDS: Readonly<Record<string, Mutation>> = {
  'host dropped from the bounds': {
    caughtAs: 'check-host-missing',
    apply: inBounds(({ hosts }) => ({ hosts: hosts.slice(1) })),
  },
  'stranger in the bounds': {
    caughtAs: 'check-host-missing',
    apply: inBounds(({ hosts }) => ({ hosts: [...hosts, asHostId('stranger')] })),
  },
  'more hosts away at once': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(({ awayMax }) => ({ awayMax: awayMax + 1 })),
  },
  'cluster limit raised': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(({ clusterLimits: [first, ...rest] }) =>
      first === undefined ? null : { clusterLimits: [{ ...first, awayMax: first.awayMax + 1 }, ...rest] },
    ),
  },
  'cluster limit gone': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(({ clusterLimits }) => (clusterLimits.length === 0 ? null : { clusterLimits: [] })),
  },
  'member no longer counted': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(({ clusterLimits: [first, ...rest] }) =>
      first === undefined ? null : { clusterLimits: [{ ...first, members: first.members.slice(1) }, ...rest] },
    ),
  },
  'labels gone': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(() => ({ labels: [] })),
  },
  'label changed': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(({ labels = [] }) => ({
      labels: labels.map((one) => ({ ...one, labels: { ...one.labels, group: 'another' } })),
    })),
  },
  'label left out': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(({ labels = [] }) => ({
      labels: labels.map((one) => ({ ...one, labels: { environment: one.labels['environment'] ?? null } })),
    })),
  },
  'host under two labels': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(({ labels: [first, ...rest] = [] }) =>
      first === undefined ? null : { labels: [first, first, ...rest] },
    ),
  },
  'removal that nobody named': {
    caughtAs: 'check-removal-unnamed',
    apply: inBounds(({ changes }) => ({ changes: { ...changes, removals: [...changes.removals, 'systemd'] } })),
  },
  'downgrades allowed': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(({ changes }) => ({ changes: { ...changes, downgrades: 'allowed' } })),
  },
  'new dependencies allowed': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(({ changes }) =>
      changes.newDependencies === 'allowed' ? null : { changes: { ...changes, newDependencies: 'allowed' } },
    ),
  },
  'occurrence an hour early': {
    caughtAs: 'check-occurrence',
    apply: inBounds(({ occurrences }) => ({
      occurrences: occurrences.map((one) => ({ ...one, startsAt: addSeconds(one.startsAt, -3600) })),
    })),
  },
  'occurrence that is over': {
    caughtAs: 'check-occurrence',
    apply: inBounds(({ occurrences: [first, ...rest] }) => {
      if (first === undefined) return null;
      const back = (instant: typeof first.startsAt) => addSeconds(instant, -28 * 86_400);
      const over = {
        ...first,
        startsAt: back(first.startsAt),
        cutOffAt: back(first.cutOffAt),
        endsAt: back(first.endsAt),
      };
      return { occurrences: [over, first, ...rest] };
    }),
  },
  'no occurrence': { caughtAs: 'no-occurrence', apply: inBounds(() => ({ occurrences: [] })) },
  'later expiry': {
    caughtAs: 'check-differs-from-policy',
    apply: inBounds(({ expiresAt }) => ({ expiresAt: addSeconds(expiresAt, 1) })),
  },
};

const WAVES: Readonly<Record<string, Mutation>> = {
  'host in two waves': {
    caughtAs: 'check-host-twice',
    apply: withWaves(([first, ...rest]) => {
      const [hostId] = first?.hosts ?? [];
      return first === undefined || hostId === undefined ? null : [first, ...rest, { ...first, hosts: [hostId] }];
    }),
  },
  'host in no wave': {
    caughtAs: 'check-host-missing',
    apply: withWaves(([first, ...rest]) =>
      first === undefined ? null : [{ ...first, hosts: first.hosts.slice(1) }, ...rest],
    ),
  },
  'empty wave': {
    caughtAs: 'check-differs-from-policy',
    apply: withWaves((waves) => {
      const last = waves.at(-1);
      return last === undefined ? null : [...waves, { ...last, hosts: [] }];
    }),
  },
  'soak cut short': {
    caughtAs: 'check-differs-from-policy',
    apply: withWaves((waves) =>
      waves.some(({ gates }) => gates.soakSeconds > 0)
        ? waves.map((wave) => ({ ...wave, gates: { ...wave.gates, soakSeconds: wave.gates.soakSeconds - 1 } }))
        : null,
    ),
  },
  'gate for a person opened': {
    caughtAs: 'check-differs-from-policy',
    apply: withWaves((waves) =>
      waves[0]?.gates.person === 'asked'
        ? waves.map((wave) => ({ ...wave, gates: { ...wave.gates, person: 'not-asked' } }))
        : null,
    ),
  },
  'wave of another group': {
    caughtAs: 'check-differs-from-policy',
    apply: withWaves(([first, ...rest]) => (first === undefined ? null : [{ ...first, group: '99' }, ...rest])),
  },
};

const REPORT: Readonly<Record<string, Mutation>> = {
  'line of a host left out removed': {
    caughtAs: 'check-host-forgotten',
    apply: ({ plan, report }) =>
      report.leftOut.length === 0 ? null : { plan, report: { ...report, leftOut: report.leftOut.slice(1) } },
  },
  'line of a host already there removed': {
    caughtAs: 'check-host-forgotten',
    apply: ({ plan, report }) =>
      report.alreadyThere.length === 0
        ? null
        : { plan, report: { ...report, alreadyThere: report.alreadyThere.slice(1) } },
  },
  'host taken out of the whole plan': {
    caughtAs: 'check-host-forgotten',
    apply: planned((plan) => {
      const [gone] = plan.header.bounds.hosts;
      const { bounds, waves } = plan.header;
      return {
        ...plan,
        hostPlans: plan.hostPlans.filter(({ hostId }) => hostId !== gone),
        header: {
          ...plan.header,
          bounds: { ...bounds, hosts: bounds.hosts.filter((hostId) => hostId !== gone) },
          waves: waves.map((wave) => ({ ...wave, hosts: wave.hosts.filter((hostId) => hostId !== gone) })),
        },
      };
    }),
  },
  'planned host called left out': {
    caughtAs: 'check-differs-from-policy',
    apply: ({ plan, report }) => {
      const [hostId] = plan.header.bounds.hosts;
      if (hostId === undefined) return null;
      const reason = { code: 'proposal-missing', facts: {} } as const;
      return { plan, report: { ...report, leftOut: [...report.leftOut, { hostId, reason }] } };
    },
  },
};

export const MUTATIONS_OF_HEADER: Readonly<Record<string, Mutation>> = { ...HEADER, ...BOUNDS, ...WAVES, ...REPORT };
