import { openMemoryStore } from '@slipway/controller/store/memory';
import { asHostId } from '@slipway/core/ids';
import { type Reading, type ReadingSubject, readingIdOf } from '@slipway/core/reading';
import { addSeconds, type Instant } from '@slipway/core/time';
import { sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aWantedReading } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { App } from '../context.ts';
import { dueWishes, lookAtReadings, readingsOf, receiveReadings, wantReadings } from './index.ts';

const [ONE, OTHER] = [asHostId('host-1'), asHostId('host-2')];
const SUBJECT: ReadingSubject = { kind: 'plug-in', plugIn: 'check_disk', parameters: { path: '/' } };
const readingId = readingIdOf(SUBJECT, sha256);

const world = async () => {
  const store = openMemoryStore();
  await store.write(async ({ fleet }) => {
    for (const hostId of [ONE, OTHER]) await fleet.addHost(aHostRecord({ hostId }));
  });
  const nudged: string[] = [];
  let now: Instant = THE_MORNING;
  let writes = 0;
  const counted: typeof store = {
    ...store,
    write: async (work) => {
      writes += 1;
      return await store.write(work);
    },
  };
  const ports = {
    store: counted,
    sha256,
    clock: { now: () => now },
    nudge: { notify: (subject: string) => nudged.push(subject) },
  };
  return {
    app: { ports } as unknown as App,
    store,
    nudged,
    writes: () => writes,
    after: (seconds: number) => {
      now = addSeconds(THE_MORNING, seconds);
      return now;
    },
    due: async (now: Instant, capabilities: readonly string[] = ['readings/1']) =>
      dueWishes(await store.read(async ({ readings }) => await readings.readingsOn(ONE)), { capabilities, now }),
  };
};

const said = (state: Reading['state'], takenAt: Instant = THE_MORNING): Reading => ({
  ...{ state, text: `DISK ${state}`, takenAt, exit: 0, modifiedAt: null },
});

describe('a reading', () => {
  it('is asked of the host once it is wanted, again after a minute, and no more when nobody wants it', async () => {
    const { app, after, due, nudged } = await world();
    expect(await due(after(0))).toEqual([]);
    await wantReadings(app, [{ hostId: ONE, subject: SUBJECT }], 600);
    expect(await due(after(0))).toEqual([{ ...SUBJECT, readingId, timeoutSeconds: 30 }]);
    expect(nudged).toEqual([`host:${ONE}`]);
    await receiveReadings(app, ONE, { protocol: 1, readings: [{ readingId, ...said('ok') }] });
    expect(await due(after(59))).toEqual([]);
    expect(await due(after(60))).toHaveLength(1);
    expect(await due(after(600))).toEqual([]);
  });

  it('is known per host, with what came last and when', async () => {
    const { app, store, after } = await world();
    for (const hostId of [ONE, OTHER]) await wantReadings(app, [{ hostId, subject: SUBJECT }], 600);
    after(5);
    await receiveReadings(app, OTHER, { protocol: 1, readings: [{ readingId, ...said('critical') }] });
    const found = await store.read(
      async (view) => await readingsOf(app, view, { hostIds: [ONE, OTHER], subject: SUBJECT }),
    );
    expect(found.get(ONE)).toEqual({ hostId: ONE, reading: null, receivedAt: null });
    expect(found.get(OTHER)).toEqual({
      hostId: OTHER,
      reading: said('critical'),
      receivedAt: addSeconds(THE_MORNING, 5),
    });
  });

  it('that is wanted again and again is written once in half of its time, and keeps what came', async () => {
    const { app, store, after, writes } = await world();
    const want = async () => await wantReadings(app, [{ hostId: ONE, subject: SUBJECT }], 600);
    await want();
    await receiveReadings(app, ONE, { protocol: 1, readings: [{ readingId, ...said('ok') }] });
    for (const second of [0, 100, 300]) {
      after(second);
      await want();
    }
    expect(writes()).toBe(2);
    after(301);
    await want();
    expect(writes()).toBe(3);
    const kept = await store.read(async ({ readings }) => await readings.reading(ONE, readingId));
    expect(kept).toMatchObject({ wantedUntil: addSeconds(THE_MORNING, 901), taken: { reading: said('ok') } });
  });

  it('that nobody asked for is dropped, and only another state is news', async () => {
    const { app, store, nudged } = await world();
    const receive = async (state: Reading['state']) =>
      await receiveReadings(app, ONE, { protocol: 1, readings: [{ readingId, ...said(state) }] });
    await receive('ok');
    expect(await store.read(async ({ readings }) => await readings.readingsOn(ONE))).toEqual([]);
    await wantReadings(app, [{ hostId: ONE, subject: SUBJECT }], 600);
    for (const state of ['ok', 'ok', 'critical'] as const) await receive(state);
    expect(nudged).toEqual([`host:${ONE}`, 'readings', 'gates', 'readings', 'gates']);
  });

  it('is asked again sooner while it is not well', async () => {
    const { app, after, due } = await world();
    await wantReadings(app, [{ hostId: ONE, subject: SUBJECT }], 600);
    const dueAfter = async (state: Reading['state'], seconds: number) => {
      after(0);
      await receiveReadings(app, ONE, { protocol: 1, readings: [{ readingId, ...said(state) }] });
      return (await due(after(seconds))).length;
    };
    expect([await dueAfter('ok', 59), await dueAfter('ok', 60)]).toEqual([0, 1]);
    expect([await dueAfter('critical', 29), await dueAfter('critical', 30), await dueAfter('unknown', 30)]).toEqual([
      0, 1, 1,
    ]);
  });

  it('of a unit is asked of an agent that takes those, and of no other', async () => {
    const { app, after, due } = await world();
    const subject = { kind: 'unit-active', unit: 'nginx.service' } as const;
    await wantReadings(app, [{ hostId: ONE, subject }], 600);
    expect(await due(after(0))).toEqual([]);
    expect(await due(after(0), ['health/1', 'readings/1'])).toMatchObject([subject]);
  });

  it('of a host that is not there is not wanted', async () => {
    const { app, nudged } = await world();
    await wantReadings(app, [{ hostId: asHostId('nobody'), subject: SUBJECT }], 600);
    expect(nudged).toEqual([]);
  });

  it('is asked for in turn where there are many: the longest waiting first', () => {
    const wanted = Array.from({ length: 30 }, (_, at) =>
      aWantedReading({
        hostId: 'host-1',
        subject: { kind: 'file-age', path: `/var/backups/${at}` },
        wantedUntil: addSeconds(THE_MORNING, 9999),
        taken: at === 7 ? null : { reading: said('ok'), receivedAt: addSeconds(THE_MORNING, at) },
      }),
    );
    const look = { capabilities: ['readings/1'], now: addSeconds(THE_MORNING, 1000) };
    const asked = dueWishes(wanted, look).map((wish) => 'path' in wish && wish.path);
    expect(asked).toHaveLength(20);
    expect(asked.slice(0, 3)).toEqual(['/var/backups/7', '/var/backups/0', '/var/backups/1']);
  });

  it('is forgotten a day after it was wanted last', async () => {
    const { app, store, after } = await world();
    await wantReadings(app, [{ hostId: ONE, subject: SUBJECT }], 600);
    const kept = async (seconds: number) => {
      after(seconds);
      await lookAtReadings(app);
      return (await store.read(async ({ readings }) => await readings.readingsOn(ONE))).length;
    };
    expect(await kept(0)).toBe(1);
    expect(await kept(24 * 3600 + 600)).toBe(1);
    expect(await kept(26 * 3600)).toBe(0);
  });
});
