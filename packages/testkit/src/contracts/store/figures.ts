// Numbers for whoever watches the controller: what is counted, and what is not.

import type { Store, StoreFigures } from '@slipway/controller/ports';
import { EMPTY_LEDGER } from '@slipway/core/execution';
import { asAttemptId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import { addMs } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';
import {
  aDelivery,
  aHostRecord,
  aLease,
  anEvent,
  anUpdateCount,
  anUrgency,
  aRollout,
  aStoredInventory,
  hostIdOf,
} from '../../store-rows/index.ts';

const DAY_MS = 86_400_000;
const later = (days: number) => addMs(THE_MORNING, days * DAY_MS);

export const figuresContract = (open: () => Store): void => {
  const ask = async <T>(question: (figures: StoreFigures) => Promise<T>): Promise<T> =>
    await open().read(async ({ figures }) => await question(figures));
  describe('figures', () => {
    hosts(open, ask);
    work(open, ask);
    exposures(open, ask);
  });
};

type Ask = <T>(question: (figures: StoreFigures) => Promise<T>) => Promise<T>;

const hosts = (open: () => Store, ask: Ask): void => {
  it('count hosts by what they are, retired ones left out, and follow every change', async () => {
    const { contact } = aHostRecord({ hostId: 'like' });
    await open().write(async ({ fleet }) => {
      await fleet.addHost(aHostRecord({ hostId: 'one' }));
      await fleet.addHost(aHostRecord({ hostId: 'two' }));
      await fleet.addHost(aHostRecord({ hostId: 'silent', contact: null, reportedMode: 'observed' }));
      await fleet.addHost(aHostRecord({ hostId: 'gone', retiredAt: THE_MORNING }));
    });
    const alike = { mode: 'adopted', barred: null, stopped: false, agentVersion: '0.1.0', hosts: 2 };
    const silent = { mode: 'observed', barred: null, stopped: false, agentVersion: null, hosts: 1 };
    expect(await ask((figures) => figures.modeCounts())).toEqual([alike, silent]);
    await open().write(async ({ fleet }) => {
      const barred = reason('host-restored');
      const value = aHostRecord({ hostId: 'two', barred, contact: contact && { ...contact, stopped: true } });
      await fleet.saveHost({ revision: 1, value });
    });
    const changed = { ...alike, barred: 'host-restored', stopped: true, hosts: 1 };
    const now = await ask((figures) => figures.modeCounts());
    expect(now).toHaveLength(3);
    expect(now).toEqual(expect.arrayContaining([{ ...alike, hosts: 1 }, silent, changed]));
  });

  it('count hosts by environment and by what is wanted of them and pending, and follow every change', async () => {
    const { contact } = aHostRecord({ hostId: 'like' });
    const origin = { origin: 'Debian', label: 'Debian', codename: 'bookworm' };
    const update = { name: 'curl', architecture: 'amd64', from: '1', to: '2', origin };
    const known = (...security: readonly boolean[]) =>
      aStoredInventory({
        updates: {
          ...{ kind: 'known', asOf: THE_MORNING, metadataAsOf: THE_MORNING, keptBack: [] },
          updates: security.map((is) => ({ ...update, security: is })),
        },
      });
    const at = addMs(THE_MORNING, 60_000);
    await open().write(async ({ fleet }) => {
      for (const [hostId, stored] of [
        ['current', known()],
        ['behind', known(false)],
        ['needy', known(false, true)],
        ['quiet', known(true)],
        ['moved', known(true)],
        ['gone', known(true)],
        ['silent', null],
      ] as const) {
        const labels = { environment: hostId === 'moved' ? 'dev' : 'prod' };
        await fleet.addHost(aHostRecord({ hostId, labels, ...(contact && { contact: { ...contact, seenAt: at } }) }));
        if (stored !== null) await fleet.putInventory(hostIdOf(hostId), stored);
      }
      const change = async (hostId: string, given: Partial<ReturnType<typeof aHostRecord>>): Promise<void> => {
        const found = await fleet.host(hostIdOf(hostId));
        if (found !== null) await fleet.saveHost({ revision: found.revision, value: { ...found.value, ...given } });
      };
      await change('quiet', { contact: contact && { ...contact, seenAt: THE_MORNING }, wantedMode: 'observed' });
      await change('moved', { inventoryAwaitedSince: THE_MORNING, barred: reason('host-restored') });
      await change('gone', { retiredAt: THE_MORNING });
    });
    const { items, next } = await ask((figures) => figures.hostStates(at, null));
    expect(next).toBeNull();
    const its = {
      environment: 'prod',
      isAdopted: true,
      isBarred: false,
      heard: 'lately',
      needsReboot: false,
      hosts: 1,
    };
    expect(items).toHaveLength(6);
    expect(items).toEqual(
      expect.arrayContaining([
        { ...its, pending: 'none' },
        { ...its, pending: 'some' },
        { ...its, pending: 'security' },
        { ...its, pending: 'security', heard: 'silent', isAdopted: false },
        { ...its, pending: 'unknown', environment: 'dev', isBarred: true },
        { ...its, pending: 'unknown', heard: 'never' },
      ]),
    );
  });

  it('name the oldest step of each kind that runs on a host that is away, and none that ended', async () => {
    const begun = { previous: EMPTY_LEDGER.digest, bootId: 'boot-1', attemptId: asAttemptId('attempt-1') } as const;
    const { digest } = EMPTY_LEDGER;
    await open().write(async ({ fleet, rollouts }) => {
      for (const [hostId, minutes] of [
        ['one', 7],
        ['two', 3],
        ['home', 9],
      ] as const) {
        await fleet.addHost(aHostRecord({ hostId }));
        const at = addMs(THE_MORNING, -minutes * 60_000);
        const entry = { ...begun, sequence: 1, previous: digest, at, kind: 'step-begun', step: 'apply' } as const;
        expect(await fleet.addLedgerEntries(hostIdOf(hostId), [entry])).toBe('stored');
        if (hostId !== 'home') await rollouts.putLease(aLease(hostId, 'attempt-1'));
      }
    });
    const running = await ask((figures) => figures.runningSteps());
    expect(running).toEqual([{ step: 'apply', begunAt: addMs(THE_MORNING, -7 * 60_000), steps: 2 }]);
    await open().write(async ({ fleet }) => {
      const head = await fleet.ledgerHead(hostIdOf('one'));
      const ended = { kind: 'step-ended', step: 'apply', outcome: 'done', reason: null, evidence: null } as const;
      const entry = { ...begun, ...ended, sequence: 2, previous: head?.digest ?? digest, at: THE_MORNING };
      expect(await fleet.addLedgerEntries(hostIdOf('one'), [entry])).toBe('stored');
    });
    const after = await ask((figures) => figures.runningSteps());
    expect(after).toEqual([{ step: 'apply', begunAt: addMs(THE_MORNING, -3 * 60_000), steps: 1 }]);
  });
};

const work = (open: () => Store, ask: Ask): void => {
  it('count leases, claims, rollouts and deliveries that stand', async () => {
    await open().write(async ({ fleet, outbox, rollouts }) => {
      for (const hostId of ['one', 'two']) await fleet.addHost(aHostRecord({ hostId }));
      await rollouts.putLease(aLease('one', 'attempt-1', { expiresAt: THE_MORNING }));
      await rollouts.putLease(aLease('two', 'attempt-2', { expiresAt: later(1) }));
      await rollouts.claim('stands', 'a', THE_MORNING, later(1));
      await rollouts.claim('expired', 'a', later(-2), later(-1));
      const claim = await rollouts.claim('released', 'a', THE_MORNING, later(1));
      if (claim !== null) await rollouts.releaseClaim(claim);
      await rollouts.addRollout(aRollout({ rolloutId: 'rollout-1' }));
      await rollouts.addRollout(aRollout({ rolloutId: 'rollout-2', state: 'completed' }));
      const told = { eventId: 'told', state: 'delivered', addedAt: later(-3) } as const;
      await outbox.addEvent(anEvent({ eventId: 'told' }), [aDelivery(told)]);
      await outbox.addEvent(anEvent({ eventId: 'waits' }), [
        aDelivery({ eventId: 'waits', addedAt: later(-2) }),
        aDelivery({ eventId: 'waits', audience: 'mail', addedAt: later(-1) }),
      ]);
    });
    expect(await ask((figures) => figures.leases(THE_MORNING))).toEqual({ standing: 1, expired: 1 });
    expect(await ask((figures) => figures.claims(THE_MORNING))).toBe(1);
    expect(await ask((figures) => figures.openRollouts())).toEqual([{ state: 'running', rollouts: 1 }]);
    expect(await ask((figures) => figures.waitingDeliveries())).toEqual({ deliveries: 2, oldestAt: later(-2) });
  });

  it('are nothing where nothing is', async () => {
    expect(await ask((figures) => figures.modeCounts())).toEqual([]);
    expect(await ask((figures) => figures.waitingDeliveries())).toEqual({ deliveries: 0, oldestAt: null });
    expect(await ask((figures) => figures.pendingPackages())).toBe(0);
    expect(await ask((figures) => figures.dueExposures(THE_MORNING))).toEqual([]);
    expect((await ask((figures) => figures.sizeBytes())) ?? 1).toBeGreaterThan(0);
  });
};

const exposures = (open: () => Store, ask: Ask): void => {
  it('count what is due by when, in each environment', async () => {
    const due = (days: number | null, lane: 'scheduled' | 'unknown' = 'scheduled', environment = 'prod') => ({
      environment,
      hosts: 2,
      dueFirst: {
        vulnerability: 'CVE-2026-1',
        urgency: anUrgency({ lane, deadline: days === null ? null : later(days) }),
      },
    });
    await open().write(async (view) => {
      const save = view.exposures.saveCount.bind(view.exposures);
      await save(anUpdateCount({ sourcePackage: 'a' }, due(-1), due(-3, 'scheduled', 'dev')), THE_MORNING);
      await save(anUpdateCount({ sourcePackage: 'b' }, due(-2), { ...due(6), hosts: 1 }), THE_MORNING);
      await save(anUpdateCount({ sourcePackage: 'c' }, due(60), { ...due(5), hosts: 0, excepted: 4 }), THE_MORNING);
      await save(anUpdateCount({ sourcePackage: 'd' }, due(null), due(null, 'unknown')), THE_MORNING);
    });
    const found = await ask((figures) => figures.dueExposures(THE_MORNING));
    expect(found.map(({ environment, due: when, hosts: count }) => `${environment} ${when} ${count}`).sort()).toEqual([
      'dev overdue 2',
      'prod later 2',
      'prod none 2',
      'prod overdue 4',
      'prod unknown 2',
      'prod week 1',
    ]);
  });
};
