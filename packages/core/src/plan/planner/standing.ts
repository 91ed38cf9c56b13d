// Whether a host may be planned at all, before anything is asked about its packages.

import { type Inventory, reasonAgainstDatabase } from '../../inventory/index.ts';
import { rulesOf } from '../../policy/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import { msBetween } from '../../time/index.ts';
import type { HostForPlanning } from '../types.ts';
import { hasExpired } from './repository-keys.ts';
import type { PlanningContext } from './types.ts';

const MS_OF_HOUR = 3_600_000;

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
  return repositoryAgainst(context, host.inventory) ?? databaseAgainst(context, host.inventory);
}

function databaseAgainst({ environment }: PlanningContext, { packageDatabase, packages }: Inventory): Reason | null {
  const { state } = packageDatabase;
  // The host puts it right as its first step, or changes nothing.
  if (state === 'interrupted' && environment.preflight?.repair === 'bounded') return null;
  const against = reasonAgainstDatabase(packageDatabase);
  if (against !== null) return against;
  const broken = packages.find((one) => one.state !== 'installed');
  return broken === undefined
    ? null
    : reason('package-database-broken', { state: `not whole: ${broken.name} is ${broken.state}` });
}

/** What comes from where nobody allowed it stands on the host already: its packages are not the ones that were judged. */
function repositoryAgainst({ environment, input }: PlanningContext, { repositories }: Inventory): Reason | null {
  const { allow, key, freshHours } = environment.repositories ?? {};
  for (const repository of repositories) {
    const { uri, signedBy, refresh, lastRefreshedAt } = repository;
    if (allow !== undefined && !allow.some((start) => uri.startsWith(start))) {
      return reason('repository-not-allowed', { repository: uri });
    }
    if (key === 'required' && signedBy === null) return reason('repository-without-key', { repository: uri });
    // Nothing more is read from it either, which would be told as merely stale.
    const wantsKey = key === 'required' || (freshHours !== undefined && refresh !== 'fresh');
    if (wantsKey && hasExpired(repository, input.now)) {
      return reason('repository-key-expired', { repository: uri, expired: repository.keyExpiresAt ?? '' });
    }
    if (freshHours === undefined) continue;
    const isFresh =
      refresh === 'fresh' &&
      lastRefreshedAt !== null &&
      msBetween(lastRefreshedAt, input.now) <= freshHours * MS_OF_HOUR;
    if (!isFresh) {
      return reason('repository-stale', { repository: uri, last: lastRefreshedAt ?? 'never', hours: freshHours });
    }
  }
  return null;
}
