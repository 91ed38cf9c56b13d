// Hosts that several part policies of their environment select. Where the hosts are known, a policy that brings this about is
// refused; where labels brought it about, the hosts are left out until somebody settles it.

import type { HostId } from '../ids/index.ts';
import type { Labels } from '../selection/index.ts';
import { rulesOf } from './rules-of.ts';
import type { Policy } from './types.ts';

export interface PolicyHost {
  readonly hostId: HostId;
  readonly hostname: string;
  readonly labels: Labels;
}

/** Hosts that the same part policies select. */
export interface PolicyConflict {
  readonly environment: string;
  /** In the policy's order. */
  readonly policyNames: readonly string[];
  /** Of the last one's selector. */
  readonly path: readonly (string | number)[];
  /** `false`: they are in this conflict already, under the policy before; another change need not wait for them. */
  readonly isNew: boolean;
  readonly count: number;
  /** The first {@link HOSTS_NAMED_MAX} of them. */
  readonly hosts: readonly { readonly hostId: HostId; readonly hostname: string }[];
}

/** Named for people; a program that wants all of 50,000 hosts asks for the hosts. */
export const HOSTS_NAMED_MAX = 100;

export function policyConflicts(options: {
  readonly before: Policy;
  readonly after: Policy;
  readonly hosts: readonly PolicyHost[];
}): readonly PolicyConflict[] {
  const { before, after, hosts } = options;
  if (after.environments.every(({ policies = [] }) => policies.length < 2)) return [];
  const groups = new Map<string, { readonly of: Of; readonly isNew: boolean; readonly all: PolicyHost[] }>();
  for (const host of hosts) {
    const of = conflictOf(host.labels, after);
    if (of === null) continue;
    const isNew = JSON.stringify(conflictOf(host.labels, before)) !== JSON.stringify(of);
    const key = JSON.stringify([of, isNew]);
    const group = groups.get(key) ?? { of, isNew, all: [] };
    groups.set(key, group);
    group.all.push(host);
  }
  return [...groups.values()].map(({ of, isNew, all }) => ({
    ...of,
    path: pathOf(after, of),
    isNew,
    count: all.length,
    hosts: all.slice(0, HOSTS_NAMED_MAX).map(({ hostId, hostname }) => ({ hostId, hostname })),
  }));
}

type Of = Pick<PolicyConflict, 'environment' | 'policyNames'>;

function conflictOf(labels: Labels, policy: Policy): Of | null {
  const found = rulesOf(labels, policy);
  return found.kind === 'conflict' ? { environment: found.environment, policyNames: found.policyNames } : null;
}

function pathOf({ environments }: Policy, { environment, policyNames }: Of): PolicyConflict['path'] {
  const at = environments.findIndex(({ name }) => name === environment);
  const part = (environments[at]?.policies ?? []).findIndex(({ name }) => name === policyNames.at(-1));
  return ['environments', at, 'policies', part, 'hosts'];
}
