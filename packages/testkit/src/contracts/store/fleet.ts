import type { HostEvent, Store } from '@slipway/controller/ports';
import { reason } from '@slipway/core/reasons';
import { addMs, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';
import { aHostRecord, aStoredInventory, hostIdOf } from '../../store-rows/index.ts';
import { byPages, FIRST } from './pages.ts';

export const fleetContract = (open: () => Store): void => {
  describe('hosts', () => {
    found(open);
    saved(open);
    listed(open);
    remembered(open);
    unheard(open);
    perhapsAway(open);
    hostnames(open);
  });
};

const host = aHostRecord({ hostId: 'host-1' });

const found = (open: () => Store): void => {
  it('finds a host by its id and by its certificate', async () => {
    const store = open();
    await store.write((change) => change.fleet.addHost(host));
    const expected = { revision: 1, value: host };
    expect(await store.read((view) => view.fleet.host(host.hostId))).toEqual(expected);
    expect(await store.read((view) => view.fleet.hostByCertificate(host.certificateSerial))).toEqual(expected);
    expect(await store.read((view) => view.fleet.host(hostIdOf('nobody')))).toBeNull();
    expect(await store.read((view) => view.fleet.hostByCertificate('nobody'))).toBeNull();
  });

  it('throws at a second host with the same id or certificate', async () => {
    const store = open();
    await store.write((change) => change.fleet.addHost(host));
    const sameId = { ...host, certificateSerial: 'another' };
    const sameSerial = aHostRecord({ hostId: 'host-2', certificateSerial: host.certificateSerial });
    await expect(store.write((change) => change.fleet.addHost(sameId))).rejects.toThrow('exists already');
    await expect(store.write((change) => change.fleet.addHost(sameSerial))).rejects.toThrow('exists already');
    expect(await store.read((view) => view.fleet.hosts(FIRST))).toEqual({ items: [host], next: null });
  });
};

const saved = (open: () => Store): void => {
  it('saves over the revision that was read, and refuses any other', async () => {
    const store = open();
    await store.write((change) => change.fleet.addHost(host));
    const save = (revision: number, hostname: string) =>
      store.write((change) => change.fleet.saveHost({ revision, value: { ...host, hostname } }));
    expect(await save(1, 'first')).toBe(true);
    expect(await save(1, 'late')).toBe(false);
    expect(await save(3, 'from nowhere')).toBe(false);
    expect(await save(2, 'second')).toBe(true);
    const stored = await store.read((view) => view.fleet.host(host.hostId));
    expect(stored).toEqual({ revision: 3, value: { ...host, hostname: 'second' } });
  });

  it('lets exactly one of two writers that read the same revision save', async () => {
    const store = open();
    await store.write((change) => change.fleet.addHost(host));
    const read = await store.read((view) => view.fleet.host(host.hostId));
    const writers = ['one', 'two', 'three'].map((hostname) =>
      store.write((change) => change.fleet.saveHost({ revision: read!.revision, value: { ...host, hostname } })),
    );
    expect(await Promise.all(writers)).toEqual([true, false, false]);
  });

  it('refuses to save a host that was never added', async () => {
    const store = open();
    expect(await store.write((change) => change.fleet.saveHost({ revision: 0, value: host }))).toBe(false);
    expect(await store.write((change) => change.fleet.saveHost({ revision: 1, value: host }))).toBe(false);
    expect(await store.read((view) => view.fleet.host(host.hostId))).toBeNull();
  });

  it('follows a new certificate and forgets the old one', async () => {
    const store = open();
    await store.write((change) => change.fleet.addHost(host));
    const renewed = { ...host, certificateSerial: 'renewed' };
    await store.write((change) => change.fleet.saveHost({ revision: 1, value: renewed }));
    expect(await store.read((view) => view.fleet.hostByCertificate(host.certificateSerial))).toBeNull();
    expect((await store.read((view) => view.fleet.hostByCertificate('renewed')))?.value).toEqual(renewed);
  });

  it("throws at saving another host's certificate, and keeps both as they were", async () => {
    const store = open();
    const other = aHostRecord({ hostId: 'host-2' });
    await store.write(async (change) => {
      await change.fleet.addHost(host);
      await change.fleet.addHost(other);
    });
    const stolen = { revision: 1, value: { ...other, certificateSerial: host.certificateSerial } };
    await expect(store.write((change) => change.fleet.saveHost(stolen))).rejects.toThrow('exists already');
    expect((await store.read((view) => view.fleet.hosts(FIRST))).items).toEqual([host, other]);
    expect((await store.read((view) => view.fleet.hostByCertificate(host.certificateSerial)))?.value).toEqual(host);
  });
};

const listed = (open: () => Store): void => {
  it('lists hosts by id, each exactly once, also when one is added between two pages', async () => {
    const store = open();
    const names = ['m', 'c', 'x', 'a', 't', 'f', 'q'];
    await store.write(async (change) => {
      for (const hostId of names) await change.fleet.addHost(aHostRecord({ hostId }));
    });
    const list = (request: typeof FIRST) => store.read((view) => view.fleet.hosts(request));
    const ids = (await byPages(list, 3)).map((page) => page.map(({ hostId }) => hostId));
    expect(ids).toEqual([['a', 'c', 'f'], ['m', 'q', 't'], ['x']]);

    const first = await list({ after: null, limit: 3 });
    await store.write((change) => change.fleet.addHost(aHostRecord({ hostId: 'b' })));
    const second = await list({ after: first.next, limit: 3 });
    expect(second.items.map(({ hostId }) => hostId)).toEqual(['m', 'q', 't']);
  });

  it('ends a list at its end, also when the last page is full', async () => {
    const store = open();
    const list = (request: typeof FIRST) => store.read((view) => view.fleet.hosts(request));
    expect(await list(FIRST)).toEqual({ items: [], next: null });
    await store.write((change) => change.fleet.addHost(host));
    expect(await list({ after: null, limit: 1 })).toEqual({ items: [host], next: null });
  });
};

const remembered = (open: () => Store): void => {
  const event = (minute: number): HostEvent => ({
    hostId: host.hostId,
    at: addMs(THE_MORNING, minute * 60_000),
    event: { kind: 'rebooted', bootIdBefore: `boot ${minute}`, bootIdAfter: `boot ${minute + 1}` },
  });

  it("keeps a host's history, newest first, page by page", async () => {
    const store = open();
    await store.write(async (change) => {
      await change.fleet.addHost(host);
      await change.fleet.addHost(aHostRecord({ hostId: 'host-2' }));
      for (let minute = 1; minute <= 5; minute++) {
        await change.fleet.addHostEvent(event(minute));
        await change.fleet.addHostEvent({ ...event(minute), hostId: hostIdOf('host-2') });
      }
    });
    const pages = await byPages((request) => store.read((view) => view.fleet.hostEvents(host.hostId, request)), 2);
    expect(pages).toEqual([[event(5), event(4)], [event(3), event(2)], [event(1)]]);
  });

  it('does not repeat what it showed when an event is added between two pages', async () => {
    const store = open();
    await store.write(async (change) => {
      await change.fleet.addHost(host);
      for (let minute = 1; minute <= 4; minute++) await change.fleet.addHostEvent(event(minute));
    });
    const list = (request: typeof FIRST) => store.read((view) => view.fleet.hostEvents(host.hostId, request));
    const first = await list({ after: null, limit: 2 });
    await store.write((change) => change.fleet.addHostEvent(event(5)));
    expect((await list({ after: first.next, limit: 2 })).items).toEqual([event(2), event(1)]);
  });

  it('throws at an event of a host that does not exist', async () => {
    await expect(open().write((change) => change.fleet.addHostEvent(event(1)))).rejects.toThrow('no host');
  });
};

const unheard = (open: () => Store): void => {
  const day = (days: number): Instant => addMs(THE_MORNING, days * 86_400_000);
  const ask = async (store: Store, days: number) =>
    await store.read(async ({ fleet }) => ({
      never: (await fleet.unheard({ kind: 'never-reported', enrolledBy: day(days) }, 2)).hostnames,
      silent: await fleet.unheard({ kind: 'silent', since: day(days) }, 2),
    }));

  it('tells who never reported and who has been silent since, in order of enrolment, without those that left', async () => {
    const store = open();
    expect(await ask(store, 9)).toEqual({ never: [], silent: { hosts: 0, hostnames: [] } });
    const { contact } = aHostRecord({ hostId: 'any' });
    const seen = (seenAt: Instant) => (contact === null ? null : { ...contact, seenAt });
    const records = [
      aHostRecord({ hostId: 'z', hostname: 'never', enrolledAt: day(1) }),
      aHostRecord({ hostId: 'y', hostname: 'old', contact: seen(day(1)) }),
      aHostRecord({ hostId: 'x', hostname: 'later', contact: seen(addMs(day(2), 1)) }),
      aHostRecord({ hostId: 'w', hostname: 'left', contact: seen(day(1)), retiredAt: day(3) }),
      // Heard, and its inventory never came.
      aHostRecord({ hostId: 'v', hostname: 'mute', enrolledAt: day(2), contact: seen(day(1)) }),
    ];
    await store.write(async ({ fleet }) => {
      for (const record of records) {
        await fleet.addHost(record);
        if (record.hostname === 'never' || record.hostname === 'mute') continue;
        await fleet.putInventory(record.hostId, aStoredInventory());
      }
    });
    expect(await ask(store, 1)).toEqual({ never: ['never'], silent: { hosts: 0, hostnames: [] } });
    expect(await ask(store, 2)).toEqual({ never: ['never', 'mute'], silent: { hosts: 1, hostnames: ['old'] } });
    expect(await ask(store, 3)).toEqual({
      never: ['never', 'mute'],
      silent: { hosts: 2, hostnames: ['old', 'later'] },
    });
    const one = await store.read(({ fleet }) => fleet.unheard({ kind: 'silent', since: day(3) }, 1));
    expect(one).toEqual({ hosts: 2, hostnames: ['old'] });
    await store.write(({ fleet }) => fleet.putInventory(hostIdOf('v'), aStoredInventory()));
    expect((await ask(store, 9)).never).toEqual(['never']);
    expect((await ask(store, 9)).silent.hosts).toBe(3);
  });
};

const perhapsAway = (open: () => Store): void => {
  const at = (seconds: number): Instant => addMs(THE_MORNING, seconds * 1000);
  const { contact } = aHostRecord({ hostId: 'any' });
  if (contact === null) throw new Error('a host of tests was heard');
  const heard = { ...contact, seenAt: at(100) };
  const isolation = { state: 'serving', order: 1, reason: null } as const;
  const ATTEMPT = { attempt: 'rollout-1-b-1', state: 'is under way' };
  const namesAt = async (store: Store, seconds: number): Promise<readonly string[]> =>
    (await store.read(({ fleet }) => fleet.perhapsAway(at(seconds)))).map(({ hostname }) => hostname);

  it('tells who may be away: unheard since, or never, or with a word of it in their record; without those that left', async () => {
    const store = open();
    const records = [
      aHostRecord({ hostId: 'i', hostname: 'well', contact: heard }),
      aHostRecord({ hostId: 'h', hostname: 'never', contact: null }),
      aHostRecord({ hostId: 'g', hostname: 'silent', contact: { ...heard, seenAt: at(50) } }),
      aHostRecord({ hostId: 'f', hostname: 'kept', contact: { ...heard, isolation } }),
      aHostRecord({ hostId: 'e', hostname: 'of a carrier', contact: heard, carrierBack: { carrier: 'k', at: at(1) } }),
      aHostRecord({ hostId: 'd', hostname: 'carrier', contact: heard, guestsUnknown: 'machined does not answer' }),
      aHostRecord({ hostId: 'c', hostname: 'left', contact: null, retiredAt: at(1), guestsUnknown: 'gone' }),
      aHostRecord({ hostId: 'b', hostname: 'told', contact: heard, barred: reason('unknown-attempt', ATTEMPT) }),
      aHostRecord({ hostId: 'a', hostname: 'barred', contact: heard, barred: reason('host-restored') }),
    ];
    await store.write(async ({ fleet }) => {
      for (const record of records) await fleet.addHost(record);
    });
    expect(await namesAt(store, 50)).toEqual(['told', 'carrier', 'of a carrier', 'kept', 'never']);
    expect(await namesAt(store, 100)).toEqual(['told', 'carrier', 'of a carrier', 'kept', 'silent', 'never']);
    expect(await namesAt(store, 101)).toEqual([
      'barred',
      'told',
      'carrier',
      'of a carrier',
      'kept',
      'silent',
      'never',
      'well',
    ]);
  });

  it('follows what is heard and saved, in the same transaction too, and gives whole records', async () => {
    const store = open();
    const wanted = aHostRecord({ hostId: 'a', hostname: 'a', contact: { ...heard, seenAt: at(50) } });
    const { hostId } = wanted;
    await store.write(({ fleet }) => fleet.addHost(wanted));
    expect(await store.read(({ fleet }) => fleet.perhapsAway(at(60)))).toEqual([wanted]);
    await store.write(({ fleet }) => fleet.noteSeen([{ hostId, revision: 1, seenAt: at(70), clockSkewSeconds: 0 }]));
    expect(await namesAt(store, 60)).toEqual([]);
    const after = await store.write(async ({ fleet }) => {
      const now = await fleet.host(hostId);
      if (now === null) throw new Error('it was added');
      await fleet.saveHost({ ...now, value: { ...now.value, guestsUnknown: 'unreadable' } });
      return await fleet.perhapsAway(at(60));
    });
    expect(after.map(({ hostname }) => hostname)).toEqual(['a']);
  });
};

const hostnames = (open: () => Store): void => {
  it('names the hosts that were asked for, retired ones too, and passes over what it does not know', async () => {
    const store = open();
    await store.write(async ({ fleet }) => {
      await fleet.addHost(aHostRecord({ hostId: 'a', hostname: 'web-1' }));
      await fleet.addHost(aHostRecord({ hostId: 'b', hostname: 'web-2', retiredAt: THE_MORNING }));
      await fleet.addHost(aHostRecord({ hostId: 'c', hostname: 'not asked for' }));
    });
    const named = async (...names: readonly string[]) =>
      await store.read(({ fleet }) => fleet.hostnames(names.map(hostIdOf)));
    expect(await named('b', 'nobody', 'a', 'b')).toEqual(
      new Map([
        [hostIdOf('a'), 'web-1'],
        [hostIdOf('b'), 'web-2'],
      ]),
    );
    expect(await named()).toEqual(new Map());
  });
};
