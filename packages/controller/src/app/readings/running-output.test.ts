import type { Store } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import { asAttemptId, asHostId, asRolloutId } from '@slipway/core/ids';
import { type Reading, type ReadingSubject, readingIdOf } from '@slipway/core/reading';
import { addSeconds, type Instant } from '@slipway/core/time';
import { sha256, THE_MORNING } from '@slipway/testkit/builders';
import { aGrant, aHostRecord, aRollout } from '@slipway/testkit/store-rows';
import { expect, it } from 'vitest';
import type { App } from '../context.ts';
import { dropOutput, dueWishes, receiveReadings, showRunningOutput } from './index.ts';

const HOST = asHostId('host-1');
const OTHER = asHostId('host-2');
const ROLLOUT = asRolloutId('rollout-1');
const ATTEMPT = asAttemptId('attempt-1');
const SUBJECT: ReadingSubject = { kind: 'output', attemptId: ATTEMPT };
const readingId = readingIdOf(SUBJECT, sha256);
/** Somebody looked on while the host was at work. */
const wanted = async (store: Store) =>
  await store.write(async ({ readings }) => {
    const wantedUntil = addSeconds(THE_MORNING, 20);
    await readings.putReading({ hostId: HOST, readingId, subject: SUBJECT, wantedUntil, taken: null });
  });

const world = async (
  phase: 'away' | 'done' | 'excused' | 'lost' | 'waiting' = 'away',
  capabilities: readonly string[] = ['output/1'],
) => {
  const store = openMemoryStore();
  const record = aHostRecord({ hostId: HOST });
  const place = { hostId: HOST, wave: 0, phase, since: THE_MORNING, reason: null, step: null };
  await store.write(async ({ fleet, rollouts }) => {
    await fleet.addHost({ ...record, contact: { ...record.contact!, capabilities } });
    await rollouts.addRollout({
      ...aRollout({ rolloutId: ROLLOUT }),
      hosts: [{ ...place, attemptId: phase === 'waiting' ? null : ATTEMPT }],
    });
  });
  let now: Instant = THE_MORNING;
  const ports = { store, sha256, clock: { now: () => now }, nudge: { notify: () => undefined } };
  const app = { ports } as unknown as App;
  return {
    app,
    store,
    after: (seconds: number) => {
      now = addSeconds(THE_MORNING, seconds);
      return now;
    },
    shown: async (hostId = HOST) => await showRunningOutput(app, ROLLOUT, hostId),
    wishes: async (attemptId: typeof ATTEMPT | null = ATTEMPT) =>
      dueWishes(await store.read(async ({ readings }) => await readings.readingsOn(HOST)), {
        ...{ capabilities, attemptId, now },
      }),
    tells: async (text: string, takenAt: Instant = now, change: Partial<Reading> = {}) =>
      await receiveReadings(app, HOST, {
        protocol: 1,
        readings: [
          {
            ...{ readingId, state: 'ok', text: '', takenAt, exit: null, modifiedAt: null },
            output: { transaction: 'slipway-apply-attempt-1-1', bytes: text.length, text },
            ...change,
          },
        ],
      }),
  };
};

it('a host is asked with each check-in of that attempt, while somebody looks on and no longer', async () => {
  const { after, shown, tells, wishes } = await world();
  expect(await wishes()).toEqual([]);
  expect(await shown()).toMatchObject({ ok: true, value: { state: 'awaited', transaction: null, text: '' } });
  expect(await wishes()).toMatchObject([{ ...SUBJECT, readingId }]);
  expect(await wishes(null)).toEqual([]);
  expect(await wishes(asAttemptId('attempt-2'))).toEqual([]);
  await tells('Unpacking\n', after(1));
  expect(await wishes()).toHaveLength(1);
  expect(await shown()).toEqual({
    ok: true,
    value: {
      ...{ state: 'told', why: null, transaction: 'slipway-apply-attempt-1-1', bytes: 10, text: 'Unpacking\n' },
      takenAt: after(1),
    },
  });
  after(15);
  await shown();
  after(30);
  expect(await wishes()).toHaveLength(1);
  after(36);
  expect(await wishes()).toEqual([]);
});

it('the newest stays where an older one comes late, and nothing is kept that nobody looks at', async () => {
  const { after, shown, tells } = await world();
  await shown();
  await tells('one\ntwo\n', after(2));
  await tells('one\n', after(1));
  expect(await shown()).toMatchObject({ value: { text: 'one\ntwo\n' } });
  await tells('one\ntwo\nthree\n', after(60));
  expect(await shown()).toMatchObject({ value: { text: 'one\ntwo\n' } });
});

it("goes on where the host's clock was set back, and with the next try", async () => {
  const { after, shown, tells } = await world();
  await shown();
  await tells('one\n', after(5));
  await tells('one\ntwo\n', after(3));
  expect(await shown()).toMatchObject({ value: { text: 'one\ntwo\n', takenAt: after(3) } });
  const output = { transaction: 'slipway-apply-attempt-1-2', bytes: 2, text: '1\n' };
  await tells('', after(2), { output });
  expect(await shown()).toMatchObject({ value: { transaction: output.transaction, text: '1\n' } });
});

it('is gone with the end of its attempt, and what still comes is dropped', async () => {
  const { app, shown, store, tells } = await world();
  await shown();
  await tells('secret?\n');
  await store.write(async (change) => await dropOutput(app, change, HOST, ATTEMPT));
  await tells('late\n');
  const kept = await store.read(async ({ readings }) => await readings.readingsOn(HOST));
  expect(kept.map(({ taken }) => taken)).toEqual([null]);
});

it('reads no rollout while the host tells, and asks it again once the attempt has ended', async () => {
  const { app, shown, store, tells } = await world();
  await store.write(async ({ rollouts }) => {
    await rollouts.putGrant(aGrant(HOST, 'attempt-0', { rolloutId: asRolloutId('rollout-0') }));
    await rollouts.putGrant(aGrant(HOST, ATTEMPT, { rolloutId: ROLLOUT }));
  });
  let reads = 0;
  const read: Store['read'] = async (work) =>
    await store.read(async (view) => {
      const rollout = async (rolloutId: typeof ROLLOUT) => {
        reads += 1;
        return await view.rollouts.rollout(rolloutId);
      };
      return await work({ ...view, rollouts: { ...view.rollouts, rollout } });
    });
  const counted = { ...app, ports: { ...app.ports, store: { ...store, read } } };
  await shown();
  await tells('Unpacking\n');
  expect(await showRunningOutput(counted, ROLLOUT, HOST)).toMatchObject({ value: { text: 'Unpacking\n' } });
  expect(reads).toBe(0);
  await store.write(async (change) => await dropOutput(app, change, HOST, ATTEMPT));
  expect(await showRunningOutput(counted, ROLLOUT, HOST)).toMatchObject({ value: { state: 'awaited' } });
  expect(reads).toBe(1);
});

it.each([
  ['lost', 'told'],
  ['excused', 'none'],
] as const)(
  'of a host that fell silent and is %s, it is %s: the end of its attempt may never come',
  async (phase, state) => {
    const { after, shown, store, tells } = await world(phase);
    await store.write(async ({ rollouts }) => await rollouts.putGrant(aGrant(HOST, ATTEMPT, { rolloutId: ROLLOUT })));
    await wanted(store);
    await tells('Unpacking\n', after(1));
    after(12);
    expect(await shown()).toMatchObject({ value: { state } });
  },
);

it('is not asked of a host that is not at work, nor of an agent that cannot tell; each says so', async () => {
  for (const phase of ['waiting', 'done'] as const) {
    const { shown, wishes } = await world(phase);
    expect(await shown()).toMatchObject({ value: { state: 'none', why: null } });
    expect(await wishes()).toEqual([]);
  }
  const old = await world('away', ['readings/1']);
  expect(await old.shown()).toMatchObject({ value: { state: 'unknown', why: expect.stringContaining('output/1') } });
  expect(await old.wishes()).toEqual([]);
  expect(await (await world()).shown(OTHER)).toMatchObject({ ok: false, reason: { code: 'not-found' } });
});

it('a host that cannot read its own file says why', async () => {
  const { shown, store, tells } = await world();
  await shown();
  await tells('', THE_MORNING, { state: 'unknown', text: 'it cannot be read', output: undefined as never });
  expect(await shown()).toMatchObject({ value: { state: 'unknown', why: 'it cannot be read' } });
  expect(await store.read(async ({ readings }) => await readings.readingsOn(HOST))).toHaveLength(1);
});
