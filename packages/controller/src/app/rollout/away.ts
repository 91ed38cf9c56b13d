// Which hosts are away now, for whatever cause: the count that cluster limits are held against.

import type { HostId } from '@slipway/core/ids';
import type { Policy } from '@slipway/core/policy';
import { type AwayHost, awayByLease, type Lease } from '@slipway/core/rollout';
import { type HostRecord, isAwayUnknown, type StoreView } from '../../ports/index.ts';
import { isHeldFromService, isSilent, type Listening } from '../fleet/index.ts';
import { placesOf } from './carried.ts';

/** `hosts`: those in sight of the same look. */
export const awayHosts = async (
  view: StoreView,
  hosts: readonly HostRecord[],
  listening: Listening,
): Promise<readonly AwayHost[]> => {
  const policy = (await view.plans.policy())?.value ?? null;
  const leases = await view.rollouts.leases();
  const byHand = new Set<HostId>(await view.rollouts.takenByHand());
  const away = leases.flatMap((lease) => awayByLease(lease, lease.expiresAt < listening.now ? 'lost' : 'lease'));
  for (const host of hosts) {
    if (isSilent(host, listening)) away.push(awayFor(host, policy, 'unreachable'));
    if (byHand.has(host.hostId)) away.push(awayFor(host, policy, 'taken-by-hand'));
    if (isHeldFromService(host)) away.push(awayFor(host, policy, 'isolated'));
    if (isAwayUnknown(host) || hasNoLease(host, leases)) away.push(awayFor(host, policy, 'unknown-attempt'));
    const carrier = notHeardSince(host);
    if (carrier !== null) away.push({ ...awayFor(host, policy, 'carrier'), carrier });
  }
  return away;
};

/** It is at an attempt of which nobody holds the lease any more: lost, and freed by a person before it came back. */
const hasNoLease = ({ contact }: HostRecord, leases: readonly Lease[]): boolean =>
  contact?.attemptId !== undefined && !leases.some(({ attemptId }) => attemptId === contact.attemptId);

/** Whose lease it went with; `null`: with none, or it was heard after that was given back. */
const notHeardSince = ({ contact, carrierBack }: HostRecord): string | null =>
  carrierBack === undefined || (contact !== null && contact.seenAt > carrierBack.at) ? null : carrierBack.carrier;

const awayFor = (
  { hostId, labels }: HostRecord,
  policy: Policy | null,
  because: Exclude<AwayHost['because'], 'lease' | 'lost'>,
): AwayHost => ({ hostId, ...placesOf(labels, policy), because, rolloutId: null });
