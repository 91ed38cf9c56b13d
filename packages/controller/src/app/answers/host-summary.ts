// One host in a line.

import type { HostSummary } from '@slipway/protocol/api';
import type { HostRecord, ListedHost } from '../../ports/index.ts';
import { environmentNameOf, policyNameOf, type Surroundings } from './surroundings.ts';

/** Of an inventory all but its packages, which no line tells of. */
type Stored = ListedHost['stored'];

export const summaryOf = (host: HostRecord, stored: Stored, surroundings: Surroundings): HostSummary => {
  const { hostId, hostname, labels, contact } = host;
  const inRollout = surroundings.rollouts.get(hostId) ?? null;
  return {
    hostId,
    hostname,
    labels,
    environment: environmentNameOf(host, surroundings.policy),
    policyName: policyNameOf(host, surroundings.policy),
    mode: { wanted: host.wantedMode, reported: host.reportedMode },
    enrolledAt: host.enrolledAt,
    seenAt: contact?.seenAt ?? null,
    agentVersion: contact?.agentVersion ?? null,
    stopped: contact?.stopped ?? false,
    barred: host.barred,
    inventoryReceivedAt: stored?.receivedAt ?? null,
    platform: platformOf(stored),
    pending: pendingOf(host, stored),
    reboot: stored?.inventory.reboot.kind ?? null,
    rollout: inRollout === null ? null : { rolloutId: inRollout.rollout.rolloutId, phase: inRollout.host.phase },
  };
};

const platformOf = (stored: Stored): HostSummary['platform'] => {
  if (stored === null) return null;
  const { distribution, release, architecture } = stored.inventory.system;
  return { distribution, release, architecture };
};

/** `null`: not known, which is not "nothing"; so is what an inventory said before an attempt changed the host. */
export const pendingOf = (host: Pick<HostRecord, 'inventoryAwaitedSince'>, stored: Stored): HostSummary['pending'] => {
  if ((host.inventoryAwaitedSince ?? null) !== null) return null;
  if (stored?.inventory.updates.kind !== 'known') return null;
  const { updates, keptBack } = stored.inventory.updates;
  return {
    updates: updates.length,
    security: updates.filter(({ security }) => security).length,
    keptBack: keptBack.length,
  };
};
