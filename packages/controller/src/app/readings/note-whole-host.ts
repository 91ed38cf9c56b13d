// What root found of a whole host, held against what is believed here, into the host's history. An answer to another question
// than the one that stands, and a second one to the same, are none.

import { type Reading, type ReadingSubject, versionDifferences, WHOLE_HOST_NAMED_MAX } from '@slipway/core/reading';
import type { Instant } from '@slipway/core/time';
import type { HostEvent, StoreView, WantedReading } from '../../ports/index.ts';

type Verified = Extract<HostEvent['event'], { readonly kind: 'verified' }>;

export const noteWholeHost = async (
  change: StoreView,
  wanted: WantedReading,
  { reading, receivedAt }: { readonly reading: Reading; readonly receivedAt: Instant },
): Promise<void> => {
  const { hostId, subject, taken } = wanted;
  const host = await change.fleet.host(hostId);
  const asked = host?.value.verification;
  if (subject.kind !== 'whole-host' || taken !== null || host === null || asked?.askedAt !== subject.askedAt) return;
  const versions = await versionsOf(change, wanted, subject, reading);
  const event: Verified = {
    ...{ kind: 'verified', by: asked.by, askedAt: asked.askedAt, takenAt: reading.takenAt },
    ...{ state: reading.wholeHost === undefined ? 'unknown' : stateOf(reading, versions), text: reading.text },
    packages: reading.wholeHost?.packages ?? null,
    versions: versions.slice(0, WHOLE_HOST_NAMED_MAX),
    versionsInAll: versions.length,
    notWhole: reading.wholeHost?.notWhole ?? [],
    notWholeInAll: reading.wholeHost?.notWholeInAll ?? 0,
    differing: reading.wholeHost?.differing ?? [],
    differingInAll: reading.wholeHost?.differingInAll ?? 0,
  };
  await change.fleet.addHostEvent({ hostId, at: receivedAt, event });
  // Other versions than are believed: let it say them all in the usual way, too.
  const refresh = versions.length === 0 ? {} : { refreshWanted: true, refreshAsked: { at: receivedAt, told: false } };
  const value = { ...host.value, ...refresh, verification: { ...asked, answered: true } };
  await change.fleet.saveHost({ revision: host.revision, value });
};

const stateOf = ({ state }: Reading, versions: readonly unknown[]): Verified['state'] =>
  state === 'ok' && versions.length === 0 ? 'as-packaged' : 'differs';

/** Against what is believed now: what the host has told since it was asked is no difference. */
const versionsOf = async (
  { fleet }: StoreView,
  { hostId }: WantedReading,
  { believes }: Extract<ReadingSubject, { readonly kind: 'whole-host' }>,
  { wholeHost }: Reading,
): Promise<Verified['versions']> => {
  if (wholeHost === undefined || wholeHost.versionsDigest === believes) return [];
  const believed = (await fleet.inventory(hostId))?.inventory.packages ?? [];
  return versionDifferences(believed, wholeHost.versions ?? []);
};
