// Hosts with everything that is noted of them, inventories of every form, a line of history of every kind.

import type { HostContact, HostEvent, HostRecord, StoreView } from '@slipway/controller/ports';
import { asAttemptId, asRolloutId } from '@slipway/core/ids';
import { inventoryDigest, sortedPackages } from '@slipway/core/inventory';
import { reason } from '@slipway/core/reasons';
import { addMs } from '@slipway/core/time';
import { aPackage, digestOfText, sha256, THE_MORNING } from '../../../builders/index.ts';
import { aHostRecord, hostIdOf } from '../../../store-rows/index.ts';
import { INVENTORIES, makeLedger } from '../../messages/index.ts';
import type { Whole } from '../../whole.ts';
import { everyPage } from '../pages.ts';

const HOUR_MS = 3_600_000;

/** The one that everything is known of. */
export const HOST = hostIdOf('host-3');
const EVERY_HOST = { selector: null, now: THE_MORNING } as const;
const SILENT = hostIdOf('host-4');
const NEVER_REPORTED = hostIdOf('host-5');

const CONTACT: Whole<HostContact> = {
  seenAt: addMs(THE_MORNING, -HOUR_MS),
  agentVersion: '0.1.0',
  capabilities: ['apt/1', 'process/1'],
  bootId: '2f6a6f0e-6f0f-4ab2-9a3f-6f3a6c1d0002',
  stopped: true,
  ledgerSequence: 12,
  ledgerDigest: digestOfText('ledger'),
  ledgerGeneration: 4,
  readyFor: digestOfText('host plan'),
  refusal: { hostPlanDigest: digestOfText('host plan'), reason: reason('host-stopped') },
  clockSkewSeconds: -3,
  attemptId: asAttemptId('attempt-1'),
  isolation: { order: 1, state: 'isolated', reason: reason('isolates-first', { ends: THE_MORNING }) },
};

const WHOLE_HOST: Whole<HostRecord> = {
  ...aHostRecord({ hostId: HOST }),
  labels: { environment: 'prod', owner: 'web team', facing: 'public', 'human-impact': 'high' },
  enrolment: { asked: digestOfText('enrolment'), certificate: 'a certificate' },
  contact: CONTACT,
  barred: reason('host-restored'),
  refreshAsked: { at: THE_MORNING, told: true },
  inventoryAwaitedSince: THE_MORNING,
  preparing: { planDigest: digestOfText('plan'), until: addMs(THE_MORNING, HOUR_MS) },
  isolation: {
    missed: { rolloutId: asRolloutId('rollout-1'), planDigest: digestOfText('plan'), endedAt: THE_MORNING },
    wish: 'isolated',
    reason: reason('isolates-first', { ends: THE_MORNING }),
    since: THE_MORNING,
    until: addMs(THE_MORNING, HOUR_MS),
    order: 1,
    orderedAt: THE_MORNING,
    expiresAt: addMs(THE_MORNING, HOUR_MS),
    isolatedAt: THE_MORNING,
    endedAt: null,
  },
  verification: { by: 'ada', askedAt: THE_MORNING, until: addMs(THE_MORNING, HOUR_MS), answered: true },
  identities: [digestOfText('machine'), digestOfText('uuid')],
  carrierBack: { carrier: 'kvm1', at: THE_MORNING },
  guestsUnknown: 'machined does not answer',
  retiredAt: null,
};

type Event = HostEvent['event'];
const difference = {
  added: [aPackage({ name: 'added', version: '1-1' })],
  removed: [aPackage({ name: 'removed', version: '1-1', automatic: true })],
  changed: [
    { before: aPackage({ name: 'changed', version: '1-1' }), after: aPackage({ name: 'changed', version: '2-1' }) },
  ],
};
const EVENTS: { readonly [Kind in Event['kind']]: Event } = {
  enrolled: { kind: 'enrolled', by: 'ada' },
  adopted: { kind: 'adopted', by: 'ada' },
  left: { kind: 'left', by: 'ada' },
  retired: { kind: 'retired', by: 'ada' },
  restored: { kind: 'restored', by: 'ada' },
  'packages-changed': { kind: 'packages-changed', by: 'slipway', attemptId: 'attempt-1', difference },
  rebooted: { kind: 'rebooted', bootIdBefore: 'one', bootIdAfter: 'two' },
  'attempt-ended': {
    kind: 'attempt-ended',
    attemptId: 'attempt-1',
    outcome: 'isolated',
    reason: reason('left-isolated'),
  },
  'out-of-band': {
    kind: 'out-of-band',
    by: 'ada',
    action: 'console',
    hook: 'bmc',
    status: 0,
    output: 'login:',
    reason: reason('hook-missing', { hook: 'bmc' }),
  },
  verified: {
    ...{ kind: 'verified', by: 'ada', askedAt: THE_MORNING, takenAt: THE_MORNING },
    ...{ state: 'differs', text: '2 packages looked at', packages: 2 },
    ...{ versions: [{ name: 'bash', architecture: 'amd64', believed: '5', found: null }], versionsInAll: 1 },
    ...{ notWhole: [{ package: 'tzdata', state: 'unpacked' }], notWholeInAll: 1 },
    ...{ differing: [{ package: 'bash', path: '/bin/bash', how: 'missing' }], differingInAll: 1 },
  },
  barred: { kind: 'barred', reason: reason('host-restored') },
  freed: { kind: 'freed', reason: null },
  isolated: { kind: 'isolated', reason: null },
  'isolation-ended': { kind: 'isolation-ended', reason: reason('isolation-not-wanted') },
};

export const fillFleet = async ({ fleet }: StoreView): Promise<void> => {
  await fleet.addHost(WHOLE_HOST);
  const silent = { ...CONTACT, seenAt: addMs(THE_MORNING, -72 * HOUR_MS) };
  await fleet.addHost(aHostRecord({ hostId: SILENT, labels: { environment: 'prod' }, contact: silent }));
  await fleet.addHost(aHostRecord({ hostId: NEVER_REPORTED, contact: null }));
  await fleet.noteSeen([{ hostId: HOST, revision: 1, seenAt: THE_MORNING, clockSkewSeconds: 2 }]);
  for (const [at, inventory] of INVENTORIES.entries()) {
    const digest = inventoryDigest(inventory, sha256);
    const stored = { digest, inventory, receivedAt: addMs(THE_MORNING, at * HOUR_MS) };
    const own = hostIdOf(`look-${at}`);
    await fleet.addHost(aHostRecord({ hostId: own, labels: { environment: 'test' } }));
    await fleet.putInventory(own, stored);
    // One after the other: what each next one changes stays as history.
    await fleet.putInventory(HOST, stored);
    if (at === 0) await fleet.putInventory(SILENT, stored);
  }
  for (const event of Object.values(EVENTS)) await fleet.addHostEvent({ hostId: HOST, at: THE_MORNING, event });
  await fleet.addLedgerEntries(HOST, makeLedger());
};

export const readFleet = async ({ fleet, knowledge }: StoreView): Promise<object> => ({
  neverReported: await fleet.unheard({ kind: 'never-reported', enrolledBy: THE_MORNING }, 10),
  silent: await fleet.unheard({ kind: 'silent', since: addMs(THE_MORNING, -48 * HOUR_MS) }, 10),
  perhapsAway: (await fleet.perhapsAway(addMs(THE_MORNING, -48 * HOUR_MS))).map(({ hostId }) => hostId),
  hostnames: Object.fromEntries(await fleet.hostnames([SILENT, HOST, hostIdOf('nobody')])),
  packageVersions: await everyPage((page) => fleet.packageVersions(null, page)),
  packageNames: await everyPage((page) => fleet.packageNames({}, page)),
  carriers: await fleet.carriers(),
  brokenDatabases: await fleet.brokenDatabases(),
  selected: (await everyPage((page) => fleet.selectedHosts(EVERY_HOST, page))).map(({ host }) => host.hostId),
  selectedInAll: await fleet.countSelectedHosts(EVERY_HOST, null),
  packagesThen: sortedPackages((await knowledge.packagesOn(HOST, THE_MORNING)).map((one) => one.package)),
});
