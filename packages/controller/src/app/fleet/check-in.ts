// Check-in: note what the host says of itself, answer with what it should know and do. Everything in the answer is read
// from the store at this moment, so that a repeated or delayed check-in does no harm.

import type { LedgerHead } from '@slipway/core/execution';
import type { HostId } from '@slipway/core/ids';
import { type Outcome, ok, type Reason, reason, refuse } from '@slipway/core/reasons';
import { type Instant, msBetween } from '@slipway/core/time';
import type { CheckIn, CheckInReply } from '@slipway/protocol/agent';
import type { HostContact, HostRecord, StoreView, Versioned } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { checkInReply, isQuiet } from './check-in-reply.ts';
import { isLate } from './late.ts';

/** A contact that says nothing new is written again after this, so that an idle fleet costs few synced writes. */
const SAME_CONTACT_SECONDS = 30;

export const checkIn = async (app: App, hostId: HostId, message: CheckIn): Promise<Outcome<CheckInReply>> => {
  const noted = await noteContact(app, hostId, message);
  if (!noted.ok) return noted;
  const reply = await checkInReply(app, hostId, message);
  // Whoever sent it waits no more. If somebody does all the same, nothing is begun on what was so long ago.
  if (noted.value === 'late') return reply.ok ? ok({ ...reply.value, grant: null }) : reply;
  if (!reply.ok || message.waitSeconds === 0 || !isQuiet(reply.value)) return reply;
  await app.ports.nudge.wait(`host:${hostId}`, message.waitSeconds * 1000);
  return await checkInReply(app, hostId, message);
};

const noteContact = async (app: App, hostId: HostId, message: CheckIn): Promise<Outcome<'noted' | 'late'>> => {
  const now = app.ports.clock.now();
  const seen = await app.ports.store.read(async (view) => {
    const host = await view.fleet.host(hostId);
    const head = host === null ? null : await view.fleet.ledgerHead(hostId);
    return { host, head, late: host !== null && (await isLate(view, host.value, message, head)) };
  });
  if (seen.host === null || seen.host.value.retiredAt !== null)
    return refuse('not-found', { what: 'host', id: hostId });
  if (seen.late) return ok('late');
  const next = afterContact(seen.host.value, message, now, seen.head);
  if (!isNews(seen.host.value, next)) return ok('noted');
  await app.ports.store.write(async (change) => await saveContact(change, hostId, message, now));
  // Ready, refused, begun, back: the rollout wants to look.
  app.ports.nudge.notify('rollout');
  return ok('noted');
};

const saveContact = async (change: StoreView, hostId: HostId, message: CheckIn, now: Instant): Promise<void> => {
  const host = await change.fleet.host(hostId);
  if (host === null) return;
  const head = await change.fleet.ledgerHead(hostId);
  // Something newer may have been heard since the look outside.
  if (await isLate(change, host.value, message, head)) return;
  const heard = afterContact(host.value, message, now, head);
  const isSecond = await takesTurns(change, host.value, message.bootId);
  const next = isSecond ? { ...heard, barred: heard.barred ?? reason('host-identity-doubled') } : heard;
  await change.fleet.saveHost({ revision: host.revision, value: next });
  await noteEvents(change, host, { next, isSecond, now });
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

const afterContact = (
  host: HostRecord,
  message: CheckIn,
  now: Instant,
  stored: { readonly sequence: number; readonly digest: string } | null,
): HostRecord => {
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

const isNews = (before: HostRecord, after: HostRecord): boolean => {
  if (before.contact === null || after.contact === null) return true;
  const { seenAt: seenBefore, clockSkewSeconds: _, ...saidBefore } = before.contact;
  const { seenAt: seenAfter, clockSkewSeconds: __, ...saidAfter } = after.contact;
  if (msBetween(seenBefore, seenAfter) >= SAME_CONTACT_SECONDS * 1000) return true;
  const rest = (host: HostRecord): string =>
    JSON.stringify([host.reportedMode, host.reportedAdoptionOrder, host.barred]);
  return JSON.stringify(saidBefore) !== JSON.stringify(saidAfter) || rest(before) !== rest(after);
};
