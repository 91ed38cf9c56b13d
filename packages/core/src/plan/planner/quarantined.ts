// Versions that are kept from hosts: they are left out of what a host needs, and a transaction that has one all the same is
// not planned. The host was asked to propose without them.

import { quarantineAgainst, type Target } from '../../patch-set/index.ts';
import type { Reason } from '../../reasons/index.ts';
import type { PendingTarget } from './pending.ts';
import type { PlanningContext } from './types.ts';

export interface Quarantined {
  readonly wanted: readonly PendingTarget[];
  readonly leftOut: readonly { readonly target: Target; readonly reason: Reason }[];
}

export function quarantinedOf(context: PlanningContext, pending: readonly PendingTarget[]): Quarantined {
  const wanted: PendingTarget[] = [];
  const leftOut: Quarantined['leftOut'][number][] = [];
  for (const one of pending) {
    const why = quarantineReason(context, one.target);
    if (why === null) wanted.push(one);
    else leftOut.push({ target: one.target, reason: why });
  }
  return { wanted, leftOut };
}

export const quarantineReason = ({ input }: PlanningContext, target: Target): Reason | null =>
  quarantineAgainst(input.quarantines ?? [], target);
