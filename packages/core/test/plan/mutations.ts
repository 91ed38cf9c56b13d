// Plans that were tampered with, or that a planner with a fault would make: each differs in one respect from a right one.
// Digests and root are made anew after most of them, so that only the meaning is wrong.

import { sha256 } from '@slipway/testkit/builders';
import { digestOf, merkleRoot } from '../../src/document/index.ts';
import { asDigest, asHostId } from '../../src/ids/index.ts';
import type { Bounds, HostPlan, Plan, PlanHeader, PlanningReport } from '../../src/plan/index.ts';
import type { ReasonCode } from '../../src/reasons/index.ts';
import { addSeconds } from '../../src/time/index.ts';

export interface Subject {
  readonly plan: Plan;
  readonly report: PlanningReport;
}

export interface Mutation {
  /** The reason that must be among the errors. */
  readonly caughtAs: ReasonCode;
  /** `null`: this plan has nothing to mutate so. */
  readonly apply: (subject: Subject) => Subject | null;
}

const OTHER = asDigest(`sha256:${'0'.repeat(64)}`);

/** As whoever may write plans would: every digest fits what it names. */
export function resealed(plan: Plan): Plan {
  const hostPlans = plan.hostPlans.map((one) => ({ hostId: one.hostId, digest: digestOf(one, sha256) }));
  const root = merkleRoot(
    hostPlans.map(({ digest }) => digest),
    sha256,
  );
  const header = { ...plan.header, hostPlans, hostPlansRoot: root };
  return { ...plan, header, digest: digestOf(header, sha256) };
}

const planned =
  (change: (plan: Plan) => Plan | null): Mutation['apply'] =>
  (subject) => {
    const plan = change(subject.plan);
    return plan === null ? null : { ...subject, plan: resealed(plan) };
  };

/** Tampered with after the digests were made. */
const unsealed =
  (change: (plan: Plan) => Plan): Mutation['apply'] =>
  (subject) => ({ ...subject, plan: change(subject.plan) });

const inHeader = (change: (header: PlanHeader) => Partial<PlanHeader> | null): Mutation['apply'] =>
  planned((plan) => {
    const part = change(plan.header);
    return part === null ? null : { ...plan, header: { ...plan.header, ...part } };
  });

const inBounds = (change: (bounds: Bounds) => Partial<Bounds> | null): Mutation['apply'] =>
  inHeader(({ bounds }) => {
    const part = change(bounds);
    return part === null ? null : { bounds: { ...bounds, ...part } };
  });

/** On the first host plan to which it applies. */
const inHostPlan = (change: (hostPlan: HostPlan) => Partial<HostPlan> | null): Mutation['apply'] =>
  planned((plan) => {
    for (const [index, hostPlan] of plan.hostPlans.entries()) {
      const part = change(hostPlan);
      if (part !== null) return { ...plan, hostPlans: plan.hostPlans.with(index, { ...hostPlan, ...part }) };
    }
    return null;
  });

const withWaves = (change: (hosts: readonly PlanHeader['waves'][number][]) => PlanHeader['waves'] | null) =>
  inHeader(({ waves }) => {
    const changed = change(waves);
    return changed === null ? null : { waves: changed };
  });

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

const TRANSACTION: Readonly<Record<string, Mutation>> = {
  'version raised': {
    caughtAs: 'check-outside-patch-set',
    apply: inHostPlan(({ transaction }) => ({
      transaction: transaction.map((one) => (one.to === null ? one : { ...one, to: `${one.to}.1` })),
    })),
  },
  'version that falls': {
    caughtAs: 'check-version-falls',
    apply: inHostPlan(({ transaction }) => {
      const isUpgrade = transaction.some(({ kind }) => kind === 'upgrade');
      return isUpgrade ? { transaction: transaction.map((one) => ({ ...one, from: one.to, to: one.from })) } : null;
    }),
  },
  'file exchanged': {
    caughtAs: 'check-outside-patch-set',
    apply: inHostPlan(({ transaction }) => ({
      transaction: transaction.map((one) => ({ ...one, file: { sha256: OTHER, sizeBytes: 1 } })),
    })),
  },
  'change dropped': {
    caughtAs: 'check-transaction-differs',
    apply: inHostPlan(({ transaction }) => ({ transaction: transaction.slice(1) })),
  },
  'change added': {
    caughtAs: 'check-transaction-differs',
    apply: inHostPlan(({ transaction: [first, ...rest] }) =>
      first === undefined ? null : { transaction: [first, ...rest, { ...first, name: 'openssh-server' }] },
    ),
  },
  'removal added': {
    caughtAs: 'check-removal-unnamed',
    apply: inHostPlan(({ transaction: [first, ...rest] }) =>
      first === undefined
        ? null
        : { transaction: [first, ...rest, { ...first, kind: 'remove', name: 'sudo', to: null, file: null }] },
    ),
  },
  'mark changed': {
    caughtAs: 'check-transaction-differs',
    apply: inHostPlan(({ transaction }) => ({
      transaction: transaction.map((one) => ({ ...one, automatic: !one.automatic })),
    })),
  },
  'another package database': {
    caughtAs: 'check-transaction-differs',
    apply: inHostPlan(() => ({ fingerprint: OTHER })),
  },
  'another package index': {
    caughtAs: 'check-digest-mismatch',
    apply: inHostPlan(({ index }) => ({ index: { ...index, digest: OTHER } })),
  },
  'conffile added': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ conffiles }) => ({
      conffiles: [...conffiles, { package: 'sudo', path: '/etc/sudoers', decision: 'replace' }],
    })),
  },
};

const STEPS: Readonly<Record<string, Mutation>> = {
  'steps exchanged': {
    caughtAs: 'check-step-order',
    apply: inHostPlan(({ steps }) => ({ steps: steps.toReversed() })),
  },
  'step dropped': {
    caughtAs: 'check-step-order',
    apply: inHostPlan(({ steps }) => ({ steps: steps.filter(({ kind }) => kind !== 'verify') })),
  },
  'step twice': {
    caughtAs: 'check-step-order',
    apply: inHostPlan(({ steps: [first, ...rest] }) =>
      first === undefined ? null : { steps: [first, first, ...rest] },
    ),
  },
  'hook that policy does not name': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ steps }) => ({
      steps: steps.map((step) =>
        step.kind === 'confirm' ? { ...step, run: { how: 'hook', call: { hook: 'evil', parameters: {} } } } : step,
      ),
    })),
  },
  'apply skipped': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ steps }) => ({
      steps: steps.map((step) =>
        step.kind === 'apply'
          ? { ...step, run: { how: 'skip', reason: { code: 'step-not-needed', facts: {} } } }
          : step,
      ),
    })),
  },
  'other reboot rule': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ reboot }) => ({ reboot: reboot === 'always' ? 'if-needed' : 'always' })),
  },
  'check added': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ checks }) => ({
      checks: [...checks, { check: { kind: 'hook', hook: 'evil', parameters: {} }, timeoutSeconds: 1 }],
    })),
  },
  'generation lowered': {
    caughtAs: 'check-generation',
    apply: inHostPlan(({ generation }) => ({ generation: generation - 1 })),
  },
  'longer than any window': {
    caughtAs: 'window-too-short',
    apply: inHostPlan(() => ({ expectedSeconds: 100 * 86_400 })),
  },
  'other group': { caughtAs: 'check-differs-from-policy', apply: inHostPlan(() => ({ group: '99' })) },
  'out of its clusters': {
    caughtAs: 'check-differs-from-policy',
    apply: inHostPlan(({ clusters }) => (clusters.length === 0 ? null : { clusters: [] })),
  },
};

const WAY_BACK: Readonly<Record<string, Mutation>> = {
  'way back to another version': {
    caughtAs: 'check-way-back',
    apply: inHostPlan(({ wayBack }) =>
      wayBack.kind === 'none'
        ? null
        : { wayBack: { ...wayBack, previous: wayBack.previous.map((one) => ({ ...one, version: '0.1' })) } },
    ),
  },
  'way back with another file': {
    caughtAs: 'check-way-back',
    apply: inHostPlan(({ wayBack }) =>
      wayBack.kind === 'none'
        ? null
        : {
            wayBack: {
              ...wayBack,
              previous: wayBack.previous.map((one) => ({ ...one, file: { sha256: OTHER, sizeBytes: 1 } })),
            },
          },
    ),
  },
  'way back of fewer packages': {
    caughtAs: 'check-way-back',
    apply: inHostPlan(({ wayBack }) =>
      wayBack.kind === 'none' ? null : { wayBack: { ...wayBack, previous: wayBack.previous.slice(1) } },
    ),
  },
  'way back given up': {
    caughtAs: 'check-way-back',
    apply: inHostPlan(({ wayBack }) =>
      wayBack.kind === 'none' ? null : { wayBack: { kind: 'none', reason: { code: 'no-way-back', facts: {} } } },
    ),
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

/** By name, so that a mutation that nobody catches says what it was. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  ...HEADER,
  ...BOUNDS,
  ...WAVES,
  ...TRANSACTION,
  ...STEPS,
  ...WAY_BACK,
  ...REPORT,
};
