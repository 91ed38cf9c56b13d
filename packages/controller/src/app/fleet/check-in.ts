// Check-in: note what the host says of itself, answer with what it should know and do. Everything in the answer is read
// from the store at this moment, so that a repeated or delayed check-in does no harm.

import type { LedgerHead } from '@slipway/core/execution';
import type { HostId } from '@slipway/core/ids';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import { type Instant, msBetween } from '@slipway/core/time';
import type { CheckIn, CheckInReply } from '@slipway/protocol/agent';
import type { HostContact, HostRecord, StoreView, Versioned } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { checkInReply, type HostSeen, isQuiet, type LedgerTop, lookAtHost, restOf } from './check-in-reply.ts';
import { clockReason } from './clock.ts';
import { isLate } from './late.ts';
import { noteTold } from './refresh.ts';
import { noteSeen, type SeenAgain, saysTheSame } from './seen.ts';
import { isSilent } from './silent.ts';

/** A contact that says nothing new is noted again after this: agents near work may come every second. */
const SAME_CONTACT_SECONDS = 10;

/**
 * By a certificate whose chain to our authority has been verified. Most requests of a fleet are these, so that whom it
 * stands for is read in the same look as everything else; a host that is retired has none any more.
 */
export const checkInByCertificate = async (
  app: App,
  serial: string,
  message: CheckIn,
): Promise<Outcome<CheckInReply>> =>
  (await checkInOf(app, async ({ fleet }) => await fleet.hostByCertificate(serial), message)) ??
  refuse('certificate-unknown');

export const checkIn = async (app: App, hostId: HostId, message: CheckIn): Promise<Outcome<CheckInReply>> =>
  (await checkInOf(app, async ({ fleet }) => await fleet.host(hostId), message)) ??
  refuse('not-found', { what: 'host', id: hostId });

type Find = (view: StoreView) => Promise<Versioned<HostRecord> | null>;

/** `null`: there is no such host, or it has been retired. */
const checkInOf = async (app: App, find: Find, message: CheckIn): Promise<Outcome<CheckInReply> | null> => {
  const heard = await hear(app, find, message);
  if (heard === null) return null;
  const { hostId } = heard.seen.host;
  const reply = await replyTo(app, heard.seen, message);
  // Whoever sent it waits no more. If somebody does all the same, nothing is begun on what was so long ago.
  if (heard.kind === 'late') return ok({ ...reply, grant: null });
  if (message.waitSeconds === 0 || !isQuiet(reply)) return ok(reply);
  await app.ports.nudge.wait(`host:${hostId}`, message.waitSeconds * 1000);
  const seen = await app.ports.store.read(async (view) => await lookAtHost(view, hostId, app.ports.clock.now()));
  return seen === null ? refuse('not-found', { what: 'host', id: hostId }) : ok(await replyTo(app, seen, message));
};

const replyTo = async (app: App, seen: HostSeen, message: CheckIn): Promise<CheckInReply> => {
  const reply = await checkInReply(app, seen, message);
  if (reply.wants.refresh && seen.host.refreshAsked?.told === false) await noteTold(app, seen.host.hostId);
  return reply;
};

interface Heard {
  readonly kind: 'noted' | 'late';
  /** What the reply is made from, as of the same moment. */
  readonly seen: HostSeen;
}

/** What says nothing new is read once, and written with others. */
const hear = async (app: App, find: Find, message: CheckIn): Promise<Heard | null> => {
  const { clock, nudge, store } = app.ports;
  const now = clock.now();
  const known = await store.read(async (view): Promise<Known | 'told' | null> => {
    const contact = await contactOf(view, find, message);
    if (contact === null) return null;
    const { host, head, late } = contact;
    const next = late ? host.value : await afterMessage(view, { host, head, message, now });
    const news = late ? 'none' : newsIn(host.value, next);
    if (news === 'told') return 'told';
    const seen = await restOf(view, { host: host.value, head, now });
    return {
      heard: { kind: late ? 'late' : 'noted', seen },
      again: news === 'heard' ? seenAgain(app, host, next) : null,
    };
  });
  if (known === null) return null;
  if (known !== 'told') {
    if (known.again !== null) await noteSeen(app, known.again);
    return known.heard;
  }
  const heard = await store.write(async (change): Promise<Heard | null> => {
    // Something newer may have been heard since the look outside.
    const contact = await contactOf(change, find, message);
    if (contact === null) return null;
    const { host, head, late } = contact;
    const next = late ? host.value : await saveContact(change, { host, head, message, now });
    return { kind: 'noted', seen: await restOf(change, { host: next, head, now }) };
  });
  // Ready, refused, begun, back: the rollout wants to look.
  nudge.notify('rollout');
  if (heard?.seen.host.isolation?.endedAt === null) nudge.notify('returning');
  return heard;
};

interface Known {
  readonly heard: Heard;
  readonly again: SeenAgain | null;
}

const seenAgain = (
  { options: { idleCheckInSeconds } }: App,
  { revision, value }: Versioned<HostRecord>,
  { hostId, contact }: HostRecord,
): SeenAgain | null =>
  contact === null
    ? null
    : {
        host: { hostId, revision, seenAt: contact.seenAt, clockSkewSeconds: contact.clockSkewSeconds },
        wasSilent: isSilent(value, { now: contact.seenAt, idleCheckInSeconds }),
      };

interface Contact {
  readonly host: Versioned<HostRecord>;
  readonly head: LedgerTop;
  readonly late: boolean;
}

const contactOf = async (view: StoreView, find: Find, message: CheckIn): Promise<Contact | null> => {
  const host = await find(view);
  if (host === null || host.value.retiredAt !== null) return null;
  const head = await view.fleet.ledgerHead(host.value.hostId);
  return { host, head, late: await isLate(view, host.value, message, head) };
};

type Message = Omit<Contact, 'late'> & { readonly message: CheckIn; readonly now: Instant };

const saveContact = async (change: StoreView, told: Message): Promise<HostRecord> => {
  const { host, message, now } = told;
  const heard = await afterMessage(change, told);
  const isSecond = await takesTurns(change, host.value, message.bootId);
  const barred = isSecond ? (heard.barred ?? reason('host-identity-doubled')) : heard.barred;
  const next = { ...heard, ...certificateReceived(heard), barred };
  await change.fleet.saveHost({ revision: host.revision, value: next });
  await noteEvents(change, host, { next, isSecond, now });
  return next;
};

/** It has it, since it speaks with it. Kept, it would be more than a third of what each look at the fleet reads of it. */
const certificateReceived = ({ enrolment }: HostRecord): Pick<HostRecord, 'enrolment'> =>
  enrolment === undefined ? {} : { enrolment: { asked: enrolment.asked } };

const afterMessage = async (view: StoreView, { host, head, message, now }: Message): Promise<HostRecord> => {
  const next = afterContact(host.value, message, now, head);
  return (await showsTheSame(view, host.value, message, head)) ? { ...next, inventoryAwaitedSince: null } : next;
};

/**
 * After an attempt that changed nothing no inventory comes, since it would say the same. The host looks again once its
 * whole ledger is told; with that known here and the digest as before, what is stored is what is there.
 */
const showsTheSame = async (view: StoreView, host: HostRecord, message: CheckIn, head: LedgerTop): Promise<boolean> => {
  if ((host.inventoryAwaitedSince ?? null) === null || message.attemptId !== null) return false;
  if (head?.sequence !== message.ledger.sequence || message.inventoryDigest === null) return false;
  return (await view.fleet.inventoryDigest(host.hostId))?.digest === message.inventoryDigest;
};

/** Lines of history looked back on: two systems that take turns show at their second turn. */
const EVENTS_MAX = 100;

/**
 * A boot that another one had followed speaks again. A boot never comes back, so these are two systems with one identity,
 * the copy of a virtual machine most likely; their ledgers may still tell the same story.
 */
const takesTurns = async (change: StoreView, { hostId, contact }: HostRecord, bootId: string): Promise<boolean> => {
  if (contact === null || contact.bootId === bootId) return false;
  const { items } = await change.fleet.hostEvents(hostId, { after: null, limit: EVENTS_MAX });
  return items.some(
    ({ event }) => event.kind === 'rebooted' && (event.bootIdBefore === bootId || event.bootIdAfter === bootId),
  );
};

const noteEvents = async (
  change: StoreView,
  before: Versioned<HostRecord>,
  seen: { readonly next: HostRecord; readonly isSecond: boolean; readonly now: Instant },
): Promise<void> => {
  const { hostId, contact } = before.value;
  const { next: after, isSecond, now } = seen;
  if (contact !== null && after.contact !== null && contact.bootId !== after.contact.bootId && !isSecond) {
    const event = { kind: 'rebooted', bootIdBefore: contact.bootId, bootIdAfter: after.contact.bootId } as const;
    await change.fleet.addHostEvent({ hostId, at: now, event });
  }
  if (before.value.barred === null && after.barred !== null) {
    await change.fleet.addHostEvent({ hostId, at: now, event: { kind: 'barred', reason: after.barred } });
  }
};

const afterContact = (host: HostRecord, message: CheckIn, now: Instant, stored: LedgerTop): HostRecord => {
  const contact: HostContact = {
    seenAt: now,
    agentVersion: message.agentVersion,
    capabilities: message.capabilities,
    bootId: message.bootId,
    stopped: message.stopped,
    ledgerSequence: message.ledger.sequence,
    ledgerDigest: message.ledger.digest,
    ledgerGeneration: message.ledger.generation,
    readyFor: message.readyFor,
    refusal: message.refusal,
    clockSkewSeconds: Math.round(msBetween(now, message.sentAt) / 1000),
    ...(message.attemptId === null ? {} : { attemptId: message.attemptId }),
    ...(message.isolation === undefined ? {} : { isolation: message.isolation }),
  };
  // What is left of a broken ledger says neither whether the host is adopted nor that it was restored.
  const broken = message.ledgerBroken ?? null;
  if (broken !== null) return { ...host, contact, barred: host.barred ?? broken };
  return {
    ...host,
    contact,
    reportedMode: message.mode,
    reportedAdoptionOrder: message.adoptionOrder,
    barred: host.barred ?? restoredReason(message.ledger, stored),
  };
};

/** A ledger that is shorter than what it has sent before, or tells another story, belongs to an earlier moment of the host. */
const restoredReason = (
  told: LedgerHead,
  stored: { readonly sequence: number; readonly digest: string } | null,
): Reason | null => {
  if (stored === null) return null;
  if (told.sequence < stored.sequence) return reason('host-restored');
  if (told.sequence === stored.sequence && told.digest !== stored.digest) return reason('host-restored');
  return null;
};

/**
 * `told`: the host says something that it had not said, and decisions may rest on it. `heard`: only that it is there.
 * `none`: not even that, since it was heard a moment ago.
 */
const newsIn = (before: HostRecord, after: HostRecord): 'told' | 'heard' | 'none' => {
  if (before.contact === null || after.contact === null || !saysTheSame(before, after)) return 'told';
  // By its clock it would now take grants, or now refuse them.
  if ((clockReason(before.contact) === null) !== (clockReason(after.contact) === null)) return 'told';
  if (before.inventoryAwaitedSince !== after.inventoryAwaitedSince || before.barred !== after.barred) return 'told';
  return msBetween(before.contact.seenAt, after.contact.seenAt) < SAME_CONTACT_SECONDS * 1000 ? 'none' : 'heard';
};
