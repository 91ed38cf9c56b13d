// Whether a host may be planned at all, before anything is asked about its packages.

import { rulesOf } from '../../policy/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import type { HostForPlanning } from '../types.ts';
import type { PlanningContext } from './types.ts';

/**
 * Why the host is left out, or `null`. What people decided comes first, then what stands in the way.
 *
 * The age of an inventory is not asked: check-ins confirm an unchanged one by its digest, a silent host is `busy`
 * with `host-unreachable`, and a proposal must have been made on the very package database that the inventory shows.
 */
export function reasonAgainst(context: PlanningContext, host: HostForPlanning): Reason | null {
  const why = context.leaveOut.get(host.hostId);
  if (why !== undefined) return reason('host-left-out', { why });
  const rules = rulesOf(host.labels, context.input.policy);
  if (rules.kind === 'conflict') return rules.reason;
  if (host.mode === 'observed') return reason('host-observed', { host: host.hostname });
  if (host.inventory === null) return reason('host-never-reported');
  if (host.busy !== null) return host.busy;
  const { packageDatabase, packages } = host.inventory;
  if (packageDatabase.state !== 'whole') return reason('package-database-broken', { state: packageDatabase.state });
  const broken = packages.find(({ state }) => state !== 'installed');
  return broken === undefined
    ? null
    : reason('package-database-broken', { state: `not whole: ${broken.name} is ${broken.state}` });
}
