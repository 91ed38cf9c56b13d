// What a plan says of repositories: what root asks of them again, and keys that expire soon, told while there is time to bring new ones.

import type { Inventory } from '../../inventory/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import { type Instant, msBetween } from '../../time/index.ts';
import { knownRepositories } from '../repositories.ts';
import type { HostForPlanning, HostPlan, PlannedRepositories } from '../types.ts';
import { asksRepositories } from './capabilities.ts';
import { byText } from './text-order.ts';
import type { PlanningContext } from './types.ts';

const MS_OF_DAY = 86_400_000;
/** Two windows of a monthly schedule: a new keyring comes as an update like any other, and may miss one of them. */
const WARNING_DAYS = 60;

/** `null`: policy has no rules for them, or the agent does not look at them again. */
export const repositoriesOf = (
  { environment }: Pick<PlanningContext, 'environment'>,
  host: Pick<HostForPlanning, 'capabilities'>,
  { repositories }: Pick<Inventory, 'repositories'>,
): PlannedRepositories | null => {
  if (environment.repositories === undefined || !asksRepositories(host)) return null;
  const { allow: _, ...rules } = environment.repositories;
  return { rules, known: knownRepositories(repositories) };
};

/** Nobody is left out for it: a host whose agent is upgraded by this very plan could never be. */
export function unaskedNotes(
  { environment, fleet }: PlanningContext,
  planned: readonly { readonly hostPlan: Pick<HostPlan, 'hostId'> }[],
): readonly Reason[] {
  if (environment.repositories === undefined) return [];
  const ids = new Set(planned.map(({ hostPlan }) => hostPlan.hostId));
  const count = fleet.hosts.filter((host) => ids.has(host.hostId) && !asksRepositories(host)).length;
  return count === 0 ? [] : [reason('repositories-not-asked', { count })];
}

/** One for each repository and end, however many hosts have it. */
export function keyNotes(
  { fleet, input }: PlanningContext,
  planned: readonly { readonly hostPlan: Pick<HostPlan, 'hostId'> }[],
): readonly Reason[] {
  const ids = new Set(planned.map(({ hostPlan }) => hostPlan.hostId));
  const counts = new Map<string, { readonly uri: string; readonly expires: Instant; hosts: number }>();
  for (const { hostId, inventory } of fleet.hosts) {
    if (!ids.has(hostId)) continue;
    const own = new Map<string, { readonly uri: string; readonly expires: Instant }>();
    for (const { uri, keyExpiresAt: expires } of inventory?.repositories ?? []) {
      if (typeof expires !== 'string' || msBetween(input.now, expires) > WARNING_DAYS * MS_OF_DAY) continue;
      own.set(`${expires} ${uri}`, { uri, expires });
    }
    for (const [key, one] of own) {
      const known = counts.get(key) ?? { ...one, hosts: 0 };
      known.hosts += 1;
      counts.set(key, known);
    }
  }
  return [...counts]
    .sort(([a], [b]) => byText(a, b))
    .map(([, { uri: repository, expires, hosts }]) => {
      const days = Math.floor(msBetween(input.now, expires) / MS_OF_DAY);
      return expires <= input.now
        ? reason('repository-key-expired', { repository, expired: expires })
        : reason('repository-key-expires', { repository, expires, days, hosts });
    });
}
