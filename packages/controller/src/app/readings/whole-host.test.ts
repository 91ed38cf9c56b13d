import { openMemoryStore } from '@slipway/controller/store/memory';
import { asHostId } from '@slipway/core/ids';
import { type Reading, readingOfWholeHost, readingUnknown, versionsDigest } from '@slipway/core/reading';
import { addSeconds, type Instant } from '@slipway/core/time';
import { anInventory, aPackage, sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord } from '@slipway/testkit/store-rows';
import { expect, it } from 'vitest';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { askWholeHost, dueWishes, receiveReadings } from './index.ts';

const HOST = asHostId('host-1');
const ADA = { person: 'ada' } as Actor;
const BELIEVED = [aPackage({ name: 'bash', version: '5-1' }), aPackage({ name: 'curl', version: '8-1' })];

const world = async (capabilities: readonly string[] = ['verify/1']) => {
  const store = openMemoryStore();
  const inventory = anInventory({ packages: BELIEVED });
  await store.write(async ({ fleet }) => {
    const record = aHostRecord({ hostId: HOST });
    await fleet.addHost({ ...record, contact: { ...record.contact!, capabilities } });
    await fleet.putInventory(HOST, { digest: versionsDigest([], sha256), inventory, receivedAt: THE_MORNING });
  });
  let now: Instant = THE_MORNING;
  const ports = { store, sha256, clock: { now: () => now }, nudge: { notify: () => undefined } };
  const app = { ports } as unknown as App;
  const wishes = async () =>
    dueWishes(await store.read(async ({ readings }) => await readings.readingsOn(HOST)), { capabilities, now });
  return {
    app,
    wishes,
    after: (seconds: number) => {
      now = addSeconds(THE_MORNING, seconds);
      return now;
    },
    host: async () => (await store.read(async ({ fleet }) => await fleet.host(HOST)))!.value,
    audit: async () =>
      (await store.read(async ({ access }) => await access.auditEvents({ after: null, limit: 9 }))).items,
    found: async () =>
      (await store.read(async ({ fleet }) => await fleet.hostEvents(HOST, { after: null, limit: 9 }))).items.map(
        ({ event }) => event,
      ),
    answers: async (reading: Reading, [wish]: Awaited<ReturnType<typeof wishes>>) =>
      await receiveReadings(app, HOST, { protocol: 1, readings: [{ readingId: wish!.readingId, ...reading }] }),
  };
};

const whole = (versions = BELIEVED, takenAt: Instant = THE_MORNING): Reading =>
  readingOfWholeHost(
    {
      ...{ packages: versions.length, versionsDigest: versionsDigest(versions, sha256), versions },
      ...{ notWhole: [], notWholeInAll: 0, differing: [], differingInAll: 0 },
    },
    takenAt,
  );

it('M36: is asked once, with a name, and answered once', async () => {
  const { app, answers, audit, found, host, wishes, after } = await world();
  const asked = await askWholeHost(app, ADA, HOST);
  expect(asked).toMatchObject({ ok: true, value: { by: 'ada', askedAt: THE_MORNING, answered: false } });
  expect(await audit()).toMatchObject([{ who: 'ada', action: 'host.verify', object: HOST }]);
  after(60);
  // Whoever asks while it is open gets the same.
  expect(await askWholeHost(app, ADA, HOST)).toEqual(asked);
  const wanted = await wishes();
  expect(wanted).toMatchObject([{ kind: 'whole-host', believes: versionsDigest(BELIEVED, sha256) }]);
  await answers(whole(), wanted);
  expect(await found()).toMatchObject([
    { kind: 'verified', by: 'ada', state: 'as-packaged', packages: 2, versions: [] },
  ]);
  expect([await wishes(), (await host()).verification?.answered]).toEqual([[], true]);
  // The same answer once more is none.
  await answers(whole([]), wanted);
  expect(await found()).toHaveLength(1);
});

it('holds the versions against what is believed, and has the host tell them anew where they differ', async () => {
  const { app, answers, found, host, wishes } = await world();
  await askWholeHost(app, ADA, HOST);
  await answers(whole([aPackage({ name: 'bash', version: '5-2' }), ...BELIEVED.slice(1)]), await wishes());
  expect(await found()).toMatchObject([
    { state: 'differs', versions: [{ name: 'bash', believed: '5-1', found: '5-2' }], versionsInAll: 1 },
  ]);
  expect((await host()).refreshWanted).toBe(true);
});

it('takes an answer to an earlier question for none, and says why where nothing could be said', async () => {
  const { app, answers, after, found, wishes } = await world();
  await askWholeHost(app, ADA, HOST);
  const first = await wishes();
  // It did not answer for a day.
  after(25 * 3600);
  await askWholeHost(app, ADA, HOST);
  await answers(whole(), first);
  expect(await found()).toEqual([]);
  await answers(readingUnknown('an attempt is under way', THE_MORNING), await wishes());
  expect(await found()).toMatchObject([{ state: 'unknown', text: 'an attempt is under way', packages: null }]);
});

it('is not asked of an agent that cannot', async () => {
  const { app } = await world(['readings/1']);
  expect(await askWholeHost(app, ADA, HOST)).toMatchObject({ ok: false, reason: { code: 'host-lacks-capability' } });
});
