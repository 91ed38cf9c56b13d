// Ledger lines from a host: the host's own truth about what happened. Known lines are nothing new; a line that differs
// from the one already known means that two systems use one identity, or that the host was restored.

import type { LedgerEntry } from '@slipway/core/execution';
import type { HostId } from '@slipway/core/ids';
import { type Outcome, ok, reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { LedgerMessage, LedgerReply } from '@slipway/protocol/agent';
import type { HostContact, HostEvent, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { dropOutput } from '../readings/index.ts';
import { barWhileUnknown } from './unknown-attempt.ts';

export const receiveLedger = async (
  app: App,
  hostId: HostId,
  message: LedgerMessage,
): Promise<Outcome<LedgerReply>> => {
  const { clock, nudge, store } = app.ports;
  const now = clock.now();
  const nextSequence = await store.write(async (change) => {
    const known = (await change.fleet.ledgerHead(hostId))?.sequence ?? 0;
    const stored = await change.fleet.addLedgerEntries(hostId, message.entries);
    if (stored === 'differs') await bar(change, hostId, now);
    if (stored === 'stored') {
      const added = message.entries.filter(({ sequence }) => sequence > known);
      await noteEvents(change, hostId, added, now);
      await awaitInventory(change, hostId, added, now);
      await barWhileUnknown(change, hostId, added, now);
      for (const entry of added) {
        if (entry.kind === 'attempt-ended') await dropOutput(app, change, hostId, entry.attemptId);
      }
    }
    return ((await change.fleet.ledgerHead(hostId))?.sequence ?? 0) + 1;
  });
  nudge.notify('rollout');
  nudge.notify(`watch:${hostId}`);
  return ok({ nextSequence });
};

const bar = async (change: StoreView, hostId: HostId, now: Instant): Promise<void> => {
  const host = await change.fleet.host(hostId);
  if (host === null || host.value.barred !== null) return;
  const barred = reason('host-identity-doubled');
  await change.fleet.saveHost({ revision: host.revision, value: { ...host.value, barred } });
  await change.fleet.addHostEvent({ hostId, at: now, event: { kind: 'barred', reason: barred } });
};

/** What the host showed before an attempt ended says nothing of the time after it. */
const awaitInventory = async (
  change: StoreView,
  hostId: HostId,
  entries: readonly LedgerEntry[],
  now: Instant,
): Promise<void> => {
  if (!entries.some(({ kind }) => kind === 'attempt-ended')) return;
  const host = await change.fleet.host(hostId);
  if (host === null) return;
  const value = { ...host.value, contact: withoutAttempt(host.value.contact), inventoryAwaitedSince: now };
  await change.fleet.saveHost({ revision: host.revision, value });
};

/** It was said before the end that has been told since. */
const withoutAttempt = (contact: HostContact | null): HostContact | null => {
  if (contact === null) return null;
  const { attemptId: _, ...rest } = contact;
  return rest;
};

const noteEvents = async (
  change: StoreView,
  hostId: HostId,
  entries: readonly LedgerEntry[],
  now: Instant,
): Promise<void> => {
  for (const entry of entries) {
    if (entry.kind === 'attempt-ended') {
      const { attemptId, outcome, reason: why } = entry;
      await change.fleet.addHostEvent({
        hostId,
        at: now,
        event: { kind: 'attempt-ended', attemptId, outcome, reason: why },
      });
    }
    const turned = serviceEvent(entry);
    if (turned !== null) await change.fleet.addHostEvent({ hostId, at: now, event: turned });
    if (entry.kind === 'adopted' || entry.kind === 'left') {
      await change.fleet.addHostEvent({ hostId, at: now, event: { kind: entry.kind, by: `order ${entry.order}` } });
    }
  }
};

/** Out of its service, or back in it, outside of any attempt. */
const serviceEvent = (entry: LedgerEntry): HostEvent['event'] | null => {
  if (entry.kind === 'isolation-ended') return { kind: 'isolation-ended', reason: entry.reason };
  const isDrained = entry.kind === 'isolation-step-ended' && entry.step === 'drain' && entry.outcome !== 'failed';
  return isDrained ? { kind: 'isolated', reason: entry.reason } : null;
};
