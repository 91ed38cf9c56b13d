// The labels that a plan was made with, read back from its bounds: what a label says later changes nothing of what was
// approved, and a host whose labels say something else is not this plan's any more.

import type { HostId } from '../ids/index.ts';
import { groupOf } from '../policy/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import type { Bounds, LabelledHosts } from './types.ts';

type Frozen = LabelledHosts['labels'];

/** By host, for all hosts that the bounds name. */
export const allFrozenLabels = ({ labels = NO_LABELS }: Pick<Bounds, 'labels'>): ReadonlyMap<HostId, Frozen> =>
  readLabels(labels).labels;

/** Group by host as it was when the plan was made; `null`: it had none. */
export const frozenGroups = ({ labels = NO_LABELS }: Pick<Bounds, 'labels'>): ReadonlyMap<HostId, string | null> =>
  readLabels(labels).groups;

const NO_LABELS: readonly LabelledHosts[] = [];

interface ReadLabels {
  readonly labels: ReadonlyMap<HostId, Frozen>;
  readonly groups: ReadonlyMap<HostId, string | null>;
}

/**
 * Read once per plan and kept as long as its bounds: each host that waits to begin is judged by the groups of all, at every
 * look, and reading them anew for each made a look quadratic.
 */
const known = new WeakMap<readonly LabelledHosts[], ReadLabels>();

const readLabels = (all: readonly LabelledHosts[]): ReadLabels => {
  const before = known.get(all);
  if (before !== undefined) return before;
  const labels = new Map(all.flatMap((one) => one.hosts.map((hostId) => [hostId, one.labels] as const)));
  const groups = new Map([...labels].map(([hostId, frozen]) => [hostId, groupOf(present(frozen))] as const));
  const read: ReadLabels = { labels, groups };
  known.set(all, read);
  return read;
};

/** Why the host's labels of now are not those that it was planned with; `null`: they are. */
export function labelMoved(frozen: Frozen, labels: Readonly<Record<string, string>>): Reason | null {
  for (const [label, planned] of Object.entries(frozen)) {
    const found = Object.hasOwn(labels, label) ? (labels[label] ?? null) : null;
    if (found !== planned) {
      return reason('label-moved', { label, planned: planned ?? 'not set', found: found ?? 'not set' });
    }
  }
  return null;
}

const present = (labels: Frozen): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(labels).flatMap(([label, value]) => (value === null ? [] : [[label, value]])));
