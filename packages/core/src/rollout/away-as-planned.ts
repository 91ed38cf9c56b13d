// Who is away, by the groups that were approved: a label that was moved since lets nobody be away beside anybody.

import { frozenGroups, type PlanHeader } from '../plan/index.ts';
import { isLease } from './away-index.ts';
import type { AwayHost } from './types.ts';

/**
 * What a lease says comes from a signed plan and stands; so does the frozen group beside it, where the two differ.
 * Everything else about an absent host is read from its labels of now, and there the header's own word counts instead.
 */
export const awayAsPlanned = (
  away: readonly AwayHost[],
  { environment, bounds }: Pick<PlanHeader, 'environment' | 'bounds'>,
): readonly AwayHost[] => {
  const groups = frozenGroups(bounds);
  if (groups.size === 0) return away;
  return away.flatMap((host) => {
    const frozen = groups.get(host.hostId);
    if (frozen === undefined) return [host];
    const asPlanned: AwayHost = { ...host, environment, group: frozen };
    if (!isLease(host)) return [asPlanned];
    return host.group === frozen && host.environment === environment ? [host] : [host, asPlanned];
  });
};
