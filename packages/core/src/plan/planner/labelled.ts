// The labels that the plan relies on, for its bounds.

import type { HostId } from '../../ids/index.ts';
import { groupOf } from '../../policy/index.ts';
import type { LabelledHosts } from '../types.ts';
import { labelsNamedBy } from './membership.ts';
import { byText } from './text-order.ts';
import type { PlanningContext } from './types.ts';

/** Sorted by their first host: equal hosts are equal documents. */
export function labelledHosts(
  { input, fleet }: PlanningContext,
  planned: ReadonlySet<HostId>,
): readonly LabelledHosts[] {
  const named = labelsNamedBy(input.policy, input.environment);
  const byLabels = new Map<string, { readonly labels: LabelledHosts['labels']; readonly hosts: HostId[] }>();
  for (const { hostId, labels } of fleet.ofEnvironment) {
    if (!planned.has(hostId) && groupOf(labels) === null) continue;
    const values = named.map((label) => (Object.hasOwn(labels, label) ? (labels[label] ?? null) : null));
    const key = JSON.stringify(values);
    const known = byLabels.get(key);
    if (known !== undefined) known.hosts.push(hostId);
    else
      byLabels.set(key, {
        labels: Object.fromEntries(named.map((label, at) => [label, values[at] ?? null])),
        hosts: [hostId],
      });
  }
  return [...byLabels.values()].sort((a, b) => byText(a.hosts[0] ?? '', b.hosts[0] ?? ''));
}
