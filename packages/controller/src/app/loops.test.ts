import { openMemoryStore } from '@slipway/controller/store/memory';
import { addMs, addSeconds, type Instant } from '@slipway/core/time';
import { aPolicy, THE_MORNING } from '@slipway/testkit/builders';
import { expect, it } from 'vitest';
import type { Store } from '../ports/index.ts';
import type { App } from './context.ts';
import { LOOPS, runLoop } from './loops.ts';

it('people hear of an exception that ends also while reminders of approvals cannot be looked at', async () => {
  const inner = openMemoryStore();
  const exception = {
    ...{
      name: 'old-tls',
      hosts: 'role = billing',
      leavesOut: { package: 'openssl' },
      owner: 'billing',
      why: 'it breaks',
    },
    ...{ compensatingControl: 'the bastion', approvedBy: 'ada', expiresAt: addSeconds(THE_MORNING, 3600) },
  };
  await inner.write(
    async ({ plans }) =>
      await plans.savePolicy({ revision: 0, value: aPolicy({ exceptions: [exception] }) }, 'ada', THE_MORNING),
  );
  const broken: Store['read'] = async (work) =>
    await inner.read(async (view) => {
      const openChangeRequests = () => Promise.reject(new Error('the disk is gone here'));
      return await work({ ...view, changeRequests: { ...view.changeRequests, openChangeRequests } });
    });
  const store = { read: broken, write: inner.write.bind(inner) };
  const ports = { store, clock: { now: () => THE_MORNING }, nudge: { notify: () => undefined }, log: {} };
  const loop = LOOPS.find(({ subject }) => subject === 'reminders');
  await expect(loop?.look({ ports } as unknown as App)).rejects.toThrow('the disk is gone here');
  const { items } = await inner.read(async ({ outbox }) => await outbox.events({ after: null, limit: 9 }));
  expect(items.map(({ kind }) => kind)).toEqual(['exception-ends']);
});

/** One look that is watched so; what was logged. */
const loggedBy = async (look: () => Promise<number>, watched: (its: () => Promise<number>) => Promise<number>) => {
  const signals = new AbortController();
  let isWatched = false;
  const logged: unknown[] = [];
  const log = { error: (_message: string, data: object) => logged.push({ isWatched, ...data }) };
  const nudge = { wait: async () => signals.abort() };
  const watch = async (_subject: unknown, its: () => Promise<number>): Promise<number> => {
    isWatched = true;
    return await watched(its).finally(() => {
      isWatched = false;
    });
  };
  const clock = { now: () => THE_MORNING };
  const app = { ports: { clock, log, nudge } } as unknown as App;
  await runLoop(app, { subject: 'records', look }, signals.signal, watch);
  return logged;
};

it('logs what a look threw while that is watched: the line belongs to its trace', async () => {
  const error = new Error('the disk is gone here');
  const logged = await loggedBy(
    () => Promise.reject(error),
    async (its) => await its(),
  );
  expect(logged).toEqual([{ isWatched: true, loop: 'records', error }]);
});

it('logs what whoever watches threw, and looks again', async () => {
  const error = new Error('no such measure');
  const logged = await loggedBy(
    async () => 1,
    async (its) => {
      await its();
      throw error;
    },
  );
  expect(logged).toEqual([{ isWatched: false, loop: 'records', error }]);
});

it.each([
  ['as long as it took', 700, 700],
  ['no longer than two seconds, however long it took', 90_000, 2000],
])('rests after a look, %s: whoever asks meanwhile is answered before the next one', async (_how, tookMs, restMs) => {
  const signals = new AbortController();
  let now: Instant = THE_MORNING;
  const rests: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    if (rests.push(ms) === 2) signals.abort();
  };
  const app = { ports: { clock: { now: () => now, sleep } } } as unknown as App;
  // It decides something each time, and wants to look again at once.
  const look = async (): Promise<number> => {
    now = addMs(now, tookMs);
    return 0;
  };
  await runLoop(app, { subject: 'rollout', look }, signals.signal);
  expect(rests).toEqual([restMs, restMs]);
});
