// The labels that a plan was made with, read back from its bounds: what a label says later changes nothing of what was
// approved, and a host whose labels say something else is not this plan's any more.

import type { HostId } from '../ids/index.ts';
import { groupOf } from '../policy/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import type { Bounds, LabelledHosts } from './types.ts';

type Frozen = LabelledHosts['labels'];

/** By host, for all hosts that the bounds name. */
export const allFrozenLabels = ({ labels = [] }: Pick<Bounds, 'labels'>): ReadonlyMap<HostId, Frozen> =>
  new Map(labels.flatMap((one) => one.hosts.map((hostId) => [hostId, one.labels] as const)));

/** Group by host as it was when the plan was made; `null`: it had none. */
export const frozenGroups = (bounds: Pick<Bounds, 'labels'>): ReadonlyMap<HostId, string | null> =>
  new Map([...allFrozenLabels(bounds)].map(([hostId, labels]) => [hostId, groupOf(present(labels))]));

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
