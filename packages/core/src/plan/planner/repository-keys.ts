// Keys of repositories that expire soon, or have: told with the plan while there is time to bring the new ones.

import type { Repository } from '../../inventory/index.ts';
import { type Reason, reason } from '../../reasons/index.ts';
import { type Instant, msBetween } from '../../time/index.ts';
import type { HostPlan } from '../types.ts';
import { byText } from './text-order.ts';
import type { PlanningContext } from './types.ts';

const MS_OF_DAY = 86_400_000;
/** Two windows of a monthly schedule: a new keyring comes as an update like any other, and may miss one of them. */
const WARNING_DAYS = 60;

export const hasExpired = ({ keyExpiresAt }: Repository, now: Instant): boolean =>
  typeof keyExpiresAt === 'string' && keyExpiresAt <= now;

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
