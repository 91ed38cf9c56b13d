// What a check-in says against its own host: one that is out of order says nothing, one that tells another story does.

import { openMemoryStore } from '@slipway/controller/store/memory';
import { EMPTY_LEDGER, type LedgerFact, type LedgerHead, ledgerHead } from '@slipway/core/execution';
import { asAttemptId, asHostId } from '@slipway/core/ids';
import { addSeconds } from '@slipway/core/time';
import type { CheckIn } from '@slipway/protocol/agent';
import { aCheckIn, digestOfText, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aGrant, aHostRecord, aLedger, aStoredInventory } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { reportFleet } from '../answers/index.ts';
import type { App } from '../context.ts';
import { checkIn, receiveInventory, receiveLedger } from './index.ts';

const HOST = asHostId('host-1');
const OTHER_BOOT = '2f6a6f0e-6f0f-4ab2-9a3f-6f3a6c1d0002';
const later = (seconds: number) => addSeconds(THE_MORNING, seconds);
const adopted = (order: number): LedgerFact => ({ kind: 'adopted', order, generation: 0, taken: [] });
/** Four lines, at 0, 1, 2 and 3 seconds. */
const LINES = aLedger([adopted(1), adopted(2), adopted(3), adopted(4)]);
const headAt = (count: number): LedgerHead => ledgerHead(LINES.slice(0, count), sha256);

const controllerThatKnows = async () => {
  const store = openMemoryStore();
  const now = { at: later(100) };
  await store.write(async ({ fleet, rollouts }) => {
    await fleet.addHost(aHostRecord({ hostId: HOST, contact: null }));
    await fleet.addLedgerEntries(HOST, LINES);
    await rollouts.putGrant(aGrant(HOST, 'attempt-1', { issuedAt: later(8000), latestStartAt: later(9000) }));
  });
  const ports = {
    store,
    sha256,
    clock: { now: () => now.at },
    nudge: { notify: () => undefined },
    signing: { trustRoots: async () => ({ envelopes: [] }) },
  };
  const app = { ports, options: { idleCheckInSeconds: 60 } } as unknown as App;
  const hear = async (given: Partial<CheckIn>) => {
    const reply = await checkIn(app, HOST, aCheckIn({ adoptionOrder: 9, sentAt: now.at, ...given }));
    if (!reply.ok) throw new Error(reply.reason.code);
    const host = await store.read(async ({ fleet }) => await fleet.host(HOST));
    return {
      barred: host?.value.barred?.code ?? null,
      contact: host?.value.contact ?? null,
      granted: reply.value.grant !== null,
    };
  };
  return { hear, now, store };
};

describe('a check-in that was overtaken', () => {
  it.each([0, 1, 3])('with a head of %d lines is passed over, and stands against nobody', async (count) => {
    const { hear, now } = await controllerThatKnows();
    const heard = await hear({ ledger: headAt(4) });
    expect(heard).toMatchObject({ barred: null, granted: true });
    now.at = later(2000);
    // Sent before the line after its head was written.
    const sentAt = later(count - 0.5);
    const late = await hear({ ledger: count === 0 ? EMPTY_LEDGER : headAt(count), sentAt, agentVersion: '0.0.1' });
    expect(late).toEqual({ barred: null, contact: heard.contact, granted: false });
  });

  it('by a reboot is passed over: the boot before is not another system', async () => {
    const { hear, now } = await controllerThatKnows();
    await hear({ ledger: headAt(4), sentAt: later(95) });
    now.at = later(200);
    const rebooted = await hear({ ledger: headAt(4), bootId: OTHER_BOOT, sentAt: later(195) });
    now.at = later(300);
    expect(await hear({ ledger: headAt(4), sentAt: later(98) })).toMatchObject({
      barred: null,
      contact: rebooted.contact,
    });
    expect(await hear({ ledger: headAt(4), sentAt: later(299) })).toMatchObject({ barred: 'host-identity-doubled' });
  });
});

describe('a host is barred', () => {
  it('that tells less of its story after it has written more: it was restored', async () => {
    const { hear } = await controllerThatKnows();
    expect(await hear({ ledger: headAt(3), sentAt: later(90) })).toMatchObject({ barred: 'host-restored' });
  });

  it.each([1, 3, 4])('that tells another story over %d lines, however long ago it was sent', async (count) => {
    const { hear } = await controllerThatKnows();
    const ledger = { ...headAt(count), digest: digestOfText('another story') };
    expect(await hear({ ledger, sentAt: later(-1000) })).toMatchObject({ barred: 'host-restored' });
  });
});

describe('what an attempt left on its host', () => {
  const BEGUN: LedgerFact = {
    kind: 'attempt-begun',
    attemptId: asAttemptId('attempt-1'),
    hostPlanDigest: digestOfText('host plan'),
    generation: 1,
  };
  const ENDED: LedgerFact = { kind: 'attempt-ended', attemptId: BEGUN.attemptId, outcome: 'done', reason: null };
  const before = aStoredInventory();
  const whole = aLedger([BEGUN, ENDED]);
  const headAfter = ledgerHead(whole, sha256);

  const afterAttempt = async () => {
    const store = openMemoryStore();
    await store.write(async ({ fleet }) => {
      await fleet.addHost(aHostRecord({ hostId: HOST, contact: null }));
      await fleet.putInventory(HOST, before);
    });
    const ports = {
      store,
      sha256,
      clock: { now: () => later(100) },
      nudge: { notify: () => undefined },
      signing: { trustRoots: async () => ({ envelopes: [] }) },
    };
    const app = { ports, options: { idleCheckInSeconds: 60 } } as unknown as App;
    const told = await receiveLedger(app, HOST, { protocol: 1, entries: whole });
    expect(told.ok).toBe(true);
    const line = async () => {
      const { environments, notCurrent } = await reportFleet(app, null);
      return {
        unknown: environments.reduce((sum, one) => sum + one.unknown, 0),
        awaited: notCurrent.some(({ reasons }) => reasons.some(({ code }) => code === 'inventory-awaited')),
      };
    };
    const say = async (given: Partial<CheckIn>) =>
      await checkIn(
        app,
        HOST,
        aCheckIn({ adoptionOrder: 9, inventoryDigest: before.digest, sentAt: later(100), ...given }),
      );
    return { app, line, say };
  };
  const AWAITED = { unknown: 1, awaited: true };
  const KNOWN = { unknown: 0, awaited: false };

  it('is not known until it has shown it: the inventory from before says nothing of it', async () => {
    const { line } = await afterAttempt();
    expect(await line()).toEqual(AWAITED);
  });

  it('is known with its next inventory', async () => {
    const { app, line } = await afterAttempt();
    const { inventory, digest } = before;
    const received = await receiveInventory(app, HOST, { protocol: 1, form: 'full', digest, inventory });
    expect(received).toEqual({ ok: true, value: { stored: 'yes' } });
    expect(await line()).toEqual(KNOWN);
  });

  it('is what was there before, where the host says the same once its whole ledger is told', async () => {
    const { line, say } = await afterAttempt();
    await say({ ledger: headAfter, inventoryDigest: digestOfText('another') });
    expect(await line()).toEqual(AWAITED);
    await say({ ledger: headAfter, attemptId: BEGUN.attemptId });
    expect(await line()).toEqual(AWAITED);
    await say({ ledger: headAfter });
    expect(await line()).toEqual(KNOWN);
  });
});
