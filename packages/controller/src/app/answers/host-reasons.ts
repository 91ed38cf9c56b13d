// What stands in the way of changing a host now, as far as the host itself shows it: from what ends everything to what
// only delays.

import { reasonAgainstDatabase } from '@slipway/core/inventory';
import { isNamed } from '@slipway/core/patch-set';
import { type Policy, rulesOf } from '@slipway/core/policy';
import { explain, type Reason, reason } from '@slipway/core/reasons';
import { type Instant, msBetween } from '@slipway/core/time';
import type { HostRecord, StoredInventory } from '../../ports/index.ts';
import { clockReason, standingIsolation } from '../fleet/index.ts';
import { UNREACHABLE_MINUTES } from '../planning/index.ts';

export const hostReasons = (known: {
  readonly host: HostRecord;
  readonly stored: StoredInventory | null;
  readonly policy: Policy | null;
  readonly now: Instant;
}): readonly Reason[] => {
  const { host, stored, policy, now } = known;
  const { contact } = host;
  const isSilent = contact !== null && msBetween(contact.seenAt, now) > UNREACHABLE_MINUTES * 60_000;
  const reasons: (Reason | null)[] = [
    host.barred,
    modeReason(host),
    policy === null ? null : membershipReason(host, policy),
    contact === null || stored === null ? reason('host-never-reported') : null,
    isSilent ? reason('host-unreachable', { since: contact.seenAt }) : null,
    awaitedReason(host),
    ...isolationReasons(host),
    contact?.stopped === true ? reason('host-stopped') : null,
    contact === null ? null : clockReason(contact),
    contact?.refusal?.reason ?? null,
    ...inventoryReasons(stored),
  ];
  return reasons.filter((why) => why !== null);
};

const membershipReason = ({ labels }: HostRecord, policy: Policy): Reason | null => {
  const rules = rulesOf(labels, policy);
  if (rules.kind === 'conflict') return rules.reason;
  return rules.kind === 'none' ? reason('host-not-in-environment') : null;
};

const modeReason = (host: HostRecord): Reason | null => {
  if (host.wantedMode === 'observed') return reason('host-observed', { host: host.hostname });
  return host.reportedMode === 'adopted' ? null : reason('adoption-awaited');
};

const awaitedReason = ({ inventoryAwaitedSince = null }: HostRecord): Reason | null =>
  inventoryAwaitedSince === null ? null : reason('inventory-awaited', { ended: inventoryAwaitedSince });

/** Why it does not serve, or is to stop serving first; and where it could not, why it serves without having been patched. */
const isolationReasons = (host: HostRecord): readonly Reason[] => {
  const standing = standingIsolation(host);
  const said = host.contact?.isolation;
  if (standing === null) {
    return host.isolation?.reason.code === 'isolation-over' ? [host.isolation.reason] : [];
  }
  const { isolatedAt, orderedAt, since, until, wish } = standing;
  const failed = said?.state === 'between' && said.reason !== null ? [said.reason] : [];
  if (wish === 'serving') return [reason('isolation-ends', { detail: inside(standing.reason) }), ...failed];
  if (said?.state === 'isolated') return [reason('host-isolated', { since: isolatedAt ?? since, until })];
  const waits = orderedAt === null ? standing.reason : reason('isolation-ordered', { at: orderedAt });
  return [reason('isolation-awaited', { detail: inside(waits) }), ...failed];
};

/** In another one's sentence, which brings its own full stop. */
const inside = (why: Reason): string => explain(why).replace(/\.$/, '');

const inventoryReasons = (stored: StoredInventory | null): readonly Reason[] => {
  if (stored === null) return [];
  const { packageDatabase, updates, repositories } = stored.inventory;
  const reasons: Reason[] = [];
  const against = reasonAgainstDatabase(packageDatabase);
  if (against !== null) reasons.push(against);
  if (updates.kind === 'unknown') reasons.push(reason('updates-unknown', { detail: updates.detail }));
  for (const repository of repositories) {
    const { uri, suite, refresh } = repository;
    if (refresh === 'failed') {
      reasons.push(reason('feed-failed', { source: `${uri} ${suite}`, detail: 'the host could not refresh it' }));
    } else if (refresh === 'fresh' && !isNamed(repository)) {
      reasons.push(reason('origin-unnamed', { uri: `${uri} ${suite}` }));
    }
  }
  return reasons;
};
