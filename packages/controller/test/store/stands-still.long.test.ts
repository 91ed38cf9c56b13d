// A controller that stands still and goes on knows nothing of what happened meanwhile. It must write nothing of what it
// believed: not what it had begun, and not what it would begin. Two processes, one real database.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Claim, Store } from '@slipway/controller/ports';
import { databaseAddress, openPostgresStore } from '@slipway/controller/store/postgres';
import { addSeconds, instantOfMs } from '@slipway/core/time';
import { type PostgresCluster, startPostgres } from '@slipway/testkit/postgres';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./controller-main.ts', import.meta.url));
const TIME_LIMIT_MS = 120_000;

let cluster: PostgresCluster;
beforeAll(async () => {
  cluster = await startPostgres({ durable: true });
}, TIME_LIMIT_MS);
afterAll(() => cluster.stop());

const openedOn = async (database: string): Promise<Store> => {
  await cluster.createDatabase(database);
  const address = await databaseAddress(cluster.url(database), null);
  const opened = address.ok ? await openPostgresStore(address.value) : address;
  if (!opened.ok) throw new Error(`refused: ${opened.reason.code}`);
  const store = opened.value;
  onTestFinished(() => store.close());
  return store;
};

/** The other controller: up to the line at which it may be stopped. */
const other = async (database: string, where: 'between' | 'within') => {
  const child = spawn(process.execPath, [PROGRAM, cluster.url(database), where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe(where);
  return {
    stop: () => child.kill('SIGSTOP'),
    goOn: async (): Promise<readonly string[]> => {
      child.kill('SIGCONT');
      const said: string[] = [];
      for (let line = await lines.next(); line.done !== true; line = await lines.next()) said.push(line.value);
      await ended;
      return said;
    },
  };
};

/** As this controller's loop does it, until the other's claim has run out. */
const takeOver = async (store: Store): Promise<Claim> => {
  for (;;) {
    const now = instantOfMs(Date.now());
    const claim = await store.write(
      async ({ rollouts }) => await rollouts.claim('rollout:1', 'two', now, addSeconds(now, 30)),
    );
    if (claim !== null) return claim;
  }
};

const act = async (store: Store, claim: Claim): Promise<boolean> =>
  await store.write(async ({ access, rollouts }) => {
    if (!(await rollouts.claimHolds(claim))) return false;
    await access.setSetting('incarnation', 'two');
    return true;
  });

const settings = async (store: Store) =>
  await store.read(async ({ access }) => [await access.setting('incarnation'), await access.setting('restored-at')]);

it(
  'a controller that stood still between its look and its write is fenced',
  async () => {
    const store = await openedOn('between');
    const stopped = await other('between', 'between');
    stopped.stop();
    const claim = await takeOver(store);
    expect(claim.epoch).toBe(2);
    expect(await act(store, claim)).toBe(true);
    expect(await stopped.goOn()).toEqual(['fenced']);
    expect(await settings(store)).toEqual(['two', null]);
  },
  TIME_LIMIT_MS,
);

it(
  'a controller that stood still within a write holds nobody up for long, and nothing of that write is stored',
  async () => {
    const store = await openedOn('within');
    const stopped = await other('within', 'within');
    stopped.stop();
    const begun = performance.now();
    const claim = await takeOver(store);
    expect(performance.now() - begun).toBeLessThan(25_000);
    expect(await act(store, claim)).toBe(true);
    expect(await stopped.goOn()).toEqual(['store-unreachable', 'fenced']);
    expect(await settings(store)).toEqual(['two', null]);
  },
  TIME_LIMIT_MS,
);

it(
  'a database that is killed loses nothing that was acknowledged, and the store goes on when it is back',
  async () => {
    const store = await openedOn('killed');
    await store.write(({ access }) => access.setSetting('incarnation', 'acknowledged'));
    await cluster.crash();
    const written = await Promise.allSettled([1, 2, 3].map(() => settings(store)));
    expect(written.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await settings(store)).toEqual(['acknowledged', null]);
    await cluster.restart();
    // The first may still meet the connection of before.
    await Promise.allSettled([store.write(({ access }) => access.setSetting('restored-at', 'again'))]);
    await store.write(({ access }) => access.setSetting('restored-at', 'again'));
    expect(await settings(store)).toEqual(['acknowledged', 'again']);
  },
  TIME_LIMIT_MS,
);
