// What changed from one plan to the next, for people who have read the first.

import { canonicalise } from '../document/index.ts';
import type { HostId } from '../ids/index.ts';
import type { Bounds, HostPlan, Plan, PlanHeader, PlannedChange } from './types.ts';

export interface PlanDifference {
  /** Equal digests: nothing else is said. */
  readonly isSame: boolean;
  readonly hostsAdded: readonly HostId[];
  readonly hostsRemoved: readonly HostId[];
  /** Of hosts that both plans name, those whose host plans differ, by host id. */
  readonly hostsChanged: readonly HostDifference[];
  /** Hosts that both plans name and that stand in another wave now; waves count from 1. */
  readonly movedWaves: readonly { readonly hostId: HostId; readonly from: number; readonly to: number }[];
  readonly waveCount: { readonly before: number; readonly after: number };
  /** Parts of header and bounds, other than hosts and waves, that differ. */
  readonly rules: readonly RulePart[];
}

export interface HostDifference {
  readonly hostId: HostId;
  readonly added: readonly PlannedChange[];
  readonly removed: readonly PlannedChange[];
  readonly changed: readonly { readonly before: PlannedChange; readonly after: PlannedChange }[];
  /** Other parts of the host plan that differ. */
  readonly parts: readonly HostPart[];
}

type HeaderPart = Exclude<keyof PlanHeader, 'schema' | 'bounds' | 'waves' | 'hostPlans' | 'hostPlansRoot'>;
type BoundsPart = Exclude<keyof Bounds, 'hosts'>;
export type RulePart = HeaderPart | BoundsPart | 'gates';

export type HostPart = Exclude<keyof HostPlan, 'schema' | 'hostId' | 'transaction'>;

// Keys of exhaustive records, so that a new field of a plan cannot be forgotten here.
const HEADER_PARTS = Object.keys({
  environment: true,
  approval: true,
  failureBudgetHosts: true,
} satisfies Record<HeaderPart, true>) as readonly HeaderPart[];
const BOUNDS_PARTS = Object.keys({
  patchSetDigest: true,
  changes: true,
  occurrences: true,
  clusterLimits: true,
  awayMax: true,
  expiresAt: true,
  labels: true,
} satisfies Record<BoundsPart, true>) as readonly BoundsPart[];
const HOST_PARTS = Object.keys({
  hostname: true,
  environment: true,
  group: true,
  clusters: true,
  generation: true,
  patchSetDigest: true,
  index: true,
  fingerprint: true,
  conffiles: true,
  restart: true,
  reboot: true,
  steps: true,
  checks: true,
  questions: true,
  preflight: true,
  verification: true,
  rebootWarning: true,
  kernels: true,
  guests: true,
  restorePoint: true,
  repositories: true,
  parts: true,
  wayBack: true,
  expectedSeconds: true,
  wayBackSeconds: true,
} satisfies Record<HostPart, true>) as readonly HostPart[];

/** From `before` to `after`. */
export function differenceOfPlans(before: Plan, after: Plan): PlanDifference {
  const isSame = before.digest === after.digest;
  const plansBefore = new Map(before.hostPlans.map((plan) => [plan.hostId, plan]));
  const idsAfter = new Set(after.hostPlans.map(({ hostId }) => hostId));
  return {
    isSame,
    hostsAdded: after.hostPlans.map(({ hostId }) => hostId).filter((hostId) => !plansBefore.has(hostId)),
    hostsRemoved: before.hostPlans.map(({ hostId }) => hostId).filter((hostId) => !idsAfter.has(hostId)),
    hostsChanged: after.hostPlans.flatMap((plan) => {
      const old = plansBefore.get(plan.hostId);
      return old === undefined || isEqual(old, plan) ? [] : [hostDifference(old, plan)];
    }),
    movedWaves: movedWaves(before.header, after.header),
    waveCount: { before: before.header.waves.length, after: after.header.waves.length },
    rules: rulesThatDiffer(before.header, after.header),
  };
}

function hostDifference(before: HostPlan, after: HostPlan): HostDifference {
  const old = new Map(before.transaction.map((change) => [keyOf(change), change]));
  const keysAfter = new Set(after.transaction.map(keyOf));
  return {
    hostId: after.hostId,
    added: after.transaction.filter((change) => !old.has(keyOf(change))),
    removed: before.transaction.filter((change) => !keysAfter.has(keyOf(change))),
    changed: after.transaction.flatMap((change) => {
      const was = old.get(keyOf(change));
      return was === undefined || isEqual(was, change) ? [] : [{ before: was, after: change }];
    }),
    parts: HOST_PARTS.filter((part) => !isEqual(before[part] ?? null, after[part] ?? null)),
  };
}

function movedWaves(before: PlanHeader, after: PlanHeader): PlanDifference['movedWaves'] {
  const was = wavesByHost(before);
  return [...wavesByHost(after)]
    .flatMap(([hostId, to]) => {
      const from = was.get(hostId);
      return from === undefined || from === to ? [] : [{ hostId, from, to }];
    })
    .sort((a, b) => (a.hostId < b.hostId ? -1 : 1));
}

const wavesByHost = ({ waves }: PlanHeader): ReadonlyMap<HostId, number> =>
  new Map(waves.flatMap(({ hosts }, index) => hosts.map((hostId) => [hostId, index + 1] as const)));

const rulesThatDiffer = (before: PlanHeader, after: PlanHeader): readonly RulePart[] => [
  ...HEADER_PARTS.filter((part) => !isEqual(before[part], after[part])),
  ...BOUNDS_PARTS.filter((part) => !isEqual(before.bounds[part] ?? null, after.bounds[part] ?? null)),
  ...(isEqual(gatesOf(before), gatesOf(after)) ? [] : (['gates'] as const)),
];

/** Kind and gates of each wave that both plans could have: a wave more or less is told by the count. */
const gatesOf = ({ waves }: PlanHeader): readonly string[] =>
  [...new Set(waves.map(({ kind, gates }) => canonicalise({ kind, gates })))].sort();

const keyOf = ({ name, architecture }: PlannedChange): string => `${name}/${architecture}`;

const isEqual = (a: Parameters<typeof canonicalise>[0], b: Parameters<typeof canonicalise>[0]): boolean =>
  canonicalise(a) === canonicalise(b);
