// Every kind of notice with all that it carries, every kind of audience, and deliveries in every state.

import type { Audience, Delivery, EventOf, StoreView } from '@slipway/controller/ports';
import { asHostId } from '@slipway/core/ids';
import type { ContentOf, DigestWhy, NoticeKind } from '@slipway/core/notice';
import { reason } from '@slipway/core/reasons';
import { addMs } from '@slipway/core/time';
import { THE_MORNING } from '../../../builders/index.ts';
import { aDelivery, OF_BOOKWORM } from '../../../store-rows/index.ts';
import type { EachKind, Whole } from '../../whole.ts';
import { everyPage } from '../pages.ts';

const later = addMs(THE_MORNING, 60_000);
const why = reason('host-stopped');
const occurrence = { id: 'weekly-2026-11-24', startsAt: THE_MORNING, cutOffAt: later, endsAt: later };
const time = { occurrence, local: { zone: 'Europe/Berlin', startsAt: '20:00', endsAt: '02:00' } };
const ofPlan = { plan: 'sha256:plan', environment: 'prod', policy: 'web' };
const asked = {
  ...ofPlan,
  again: 'dora refused it',
  wanted: '2 of development, operations',
  hostsInAll: 3,
  startsAt: THE_MORNING,
};
const ofRollout = { rollout: 'rollout-1', environment: 'prod' };
const changeRequest: ContentOf<'change-request-closed'> = {
  number: 'CHG-000001',
  plan: 'sha256:plan',
  environment: 'prod',
  title: 'Patch prod',
  text: 'openssl\non 3 hosts',
  backOut: 'It goes back by itself.',
  plannedTimes: [occurrence],
  state: 'closed',
  reference: 'CHG0001',
  openedBy: 'ada',
  result: { outcome: 'completed', text: 'all hosts', rolloutId: 'rollout-1' },
};

const NOTICES: { readonly [Kind in NoticeKind]: Whole<ContentOf<Kind>> } = {
  'newly-affected': {
    updates: [
      {
        release: OF_BOOKWORM,
        sourcePackage: 'openssl',
        fixedVersion: '3.0.17-1',
        vulnerabilities: ['CVE-2026-1'],
        vulnerabilitiesInAll: 2,
        hosts: ['app1'],
        hostsInAll: 3,
      },
    ],
    updatesInAll: 2,
  },
  'window-announced': {
    ...ofPlan,
    ...time,
    hoursBefore: 24,
    late: true,
    endedBefore: later,
    approved: false,
    hosts: [{ hostname: 'app1', services: ['app'], owner: 'web team' }],
    hostsInAll: 3,
  },
  'window-called-off': {
    ...ofPlan,
    ...time,
    reason: why,
    instead: time,
    hosts: [{ hostname: 'app1', services: ['app'], owner: 'web team' }],
    hostsInAll: 3,
    announcedInAll: 4,
  },
  'approval-wanted': asked,
  'approval-missing': asked,
  'approval-refused': { ...ofPlan, by: 'dora', why: 'not tonight' },
  'rollout-started': { ...ofRollout, plan: 'sha256:plan', hostsInAll: 3, endsAt: later },
  'rollout-stopped': { ...ofRollout, reason: why, hostsInAll: 3, done: 1, away: 1 },
  'rollout-ended': {
    ...ofRollout,
    state: 'aborted',
    reason: why,
    hostsInAll: 3,
    done: 1,
    notDone: [{ hostname: 'app1', phase: 'failed', reason: why }],
  },
  'gate-closed': { ...ofRollout, wave: 1, gates: [{ name: 'errors', reason: why }] },
  'word-wanted': {
    ...ofRollout,
    wave: 1,
    settledAt: THE_MORNING,
    reason: why,
    hostsWaiting: 3,
    cutOffAt: later,
  },
  'host-failed': {
    ...ofRollout,
    hostId: 'host-1',
    hostname: 'app1',
    owner: 'web team',
    phase: 'lost',
    step: 'apply',
    reason: why,
    cause: { what: 'No space is left for /boot/initrd.img.', next: 'Make room.' },
    outOfBand: 'bmc',
  },
  'step-overdue': {
    ...ofRollout,
    hostId: 'host-1',
    hostname: 'app1',
    owner: 'web team',
    step: 'apply',
    since: THE_MORNING,
    limitSeconds: 1800,
  },
  'database-broken': { environment: 'prod', hosts: ['app1'], hostsInAll: 3 },
  'host-missed-window': {
    environment: 'prod',
    hostId: 'host-1',
    hostname: 'app1',
    owner: 'web team',
    endedAt: later,
    reason: why,
    rule: 'isolate-first',
  },
  'host-isolated': {
    environment: 'prod',
    hostId: 'host-1',
    hostname: 'app1',
    owner: 'web team',
    phase: 'isolated',
    until: later,
    reason: why,
  },
  'install-overdue': {
    environment: 'prod',
    patchSet: 'sha256:patch set',
    dueAt: later,
    hosts: ['app1'],
    hostsInAll: 3,
  },
  'exception-ends': {
    name: 'old-openssl',
    leavesOut: 'package openssl',
    owner: 'web team',
    why: 'certified',
    expiresAt: later,
    hostsInAll: 3,
  },
  'patch-set-standing': {
    patchSet: 'sha256:patch set',
    standing: 'not-passed',
    environment: 'prod',
    policy: 'web',
    reasons: [why],
    since: THE_MORNING,
  },
  'version-quarantined': { package: 'openssl', version: '3.0.17-1', by: 'dora', reason: why, inFlight: ['prod'] },
  'feed-failed': { feed: 'kev', reason: why, goodAt: THE_MORNING },
  'scan-report': {
    environment: 'prod',
    at: THE_MORNING,
    hostsInAll: 3,
    silent: 1,
    hostsMissing: 2,
    updatesMissing: 5,
    owners: [{ owner: 'web team', hosts: 2, updates: 5 }],
  },
  'cycle-closed': {
    patchSet: 'sha256:patch set',
    environment: 'prod',
    policy: 'web',
    hostsInAll: 3,
    done: 2,
    excused: 1,
    open: ['old kernels run'],
  },
  'change-request-opened': { ...changeRequest, state: 'open', reference: null, result: null },
  'change-request-changed': { ...changeRequest, state: 'approved', result: null },
  'change-request-closed': changeRequest,
};
const ABOUT = 'plan/sha256:plan';

const AUDIENCES: EachKind<Audience> = {
  webhook: { name: 'hooked', kind: 'webhook', url: 'https://hooks.invalid/a', key: 'shared' },
  mail: { name: 'admins', kind: 'mail', to: ['ada@example.invalid'] },
  slack: { name: 'slack', kind: 'slack', url: 'https://chat.invalid/slack' },
  teams: { name: 'teams', kind: 'teams', url: 'https://chat.invalid/teams' },
};

const WHY: { readonly [Why in DigestWhy]: true } = { asked: true, flood: true };
const DELIVERY_STATES: { readonly [State in Delivery['state']]: true } = {
  waiting: true,
  delivered: true,
  'given-up': true,
};

/** Of one event: in every state, alone and as part of digests that are open and that are not. */
const deliveriesOf = (eventId: string): readonly Delivery[] => [
  ...Object.keys(DELIVERY_STATES).flatMap((state) =>
    Object.keys(WHY).flatMap((digestWhy) =>
      [true, false].map(
        (sealed): Whole<Delivery> => ({
          eventId,
          audience: `${state}-${digestWhy}-${sealed}`,
          attempts: 1,
          state: state as Delivery['state'],
          nextTryAt: later,
          lastReason: why,
          addedAt: THE_MORNING,
          deliveredAt: later,
          contact: digestWhy === 'asked' ? 'night' : null,
          wording: { subject: '[house] {subject}', lines: ['{text}'] },
          digest: { digestId: `${eventId}-${state}-${digestWhy}-${sealed}`, why: digestWhy as DigestWhy, sealed },
        }),
      ),
    ),
  ),
  aDelivery({ eventId, audience: 'alone' }),
];

export const fillOutbox = async ({ outbox }: StoreView): Promise<void> => {
  for (const audience of Object.values(AUDIENCES)) await outbox.putAudience(audience);
  for (const [kind, content] of Object.entries(NOTICES)) {
    const event = {
      ...{ eventId: kind, at: THE_MORNING, kind, content, environments: ['prod'], about: ABOUT },
      hosts: [asHostId('host-1')],
    };
    // The table above pairs each kind with its content; a loop over it loses which is which.
    await outbox.addEvent(event as EventOf<'feed-failed'>, kind === 'feed-failed' ? deliveriesOf(kind) : []);
  }
};

export const readOutbox = async ({ outbox }: StoreView): Promise<object> => {
  const digests = deliveriesOf('feed-failed').flatMap(({ audience, contact, digest }) =>
    digest === undefined ? [] : [{ audience, contact: contact ?? null, digestId: digest.digestId }],
  );
  return {
    audiences: await outbox.audiences(),
    events: await everyPage((page) => outbox.events(page)),
    event: await outbox.event('newly-affected'),
    eventsAbout: (await outbox.eventsAbout(ABOUT, 3)).map(({ eventId }) => eventId),
    deliveries: await outbox.deliveriesOf('feed-failed'),
    due: await outbox.dueDeliveries('waiting-asked-false', later, 3),
    nextDeliveryAt: await outbox.nextDeliveryAt(),
    digests: await Promise.all(digests.map(({ digestId }) => outbox.deliveriesOfDigest(digestId))),
    openDigests: await Promise.all(digests.map(({ audience, contact }) => outbox.openDigest(audience, contact))),
    lately: await outbox.countLately('waiting-flood-false', addMs(THE_MORNING, -1), 10),
  };
};
