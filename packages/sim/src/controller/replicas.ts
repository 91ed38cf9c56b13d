// Equal controllers over one store: each runs every loop and answers hosts, and each can die between any two of its effects.
// What it was about to do is not done, what the store had taken stays, and nobody who waits for its answer gets one.

import { type App, LOOPS, runLoop } from '@slipway/controller/app';
import type { Store, StoreView } from '@slipway/controller/ports';
import { mortalPorts, never, newRun, type Run } from '../mortal/index.ts';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';

export interface Replica {
  readonly app: App;
  /** Its connections are cut then. */
  readonly died: Promise<'died'>;
  readonly kill: () => void;
}

/** Whoever watches what each of them stores. */
export type WatchStore = (store: Store, owner: string) => Store;

export interface Replicas {
  /** All at once, as where their database is taken away. */
  readonly killAll: () => void;
  /** One of those that live now; `null`: none does, and nobody listens. */
  readonly listening: () => Replica | null;
}

interface Options {
  /** Their common store and the rest of the world; it runs nothing itself. */
  readonly app: App;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly count: number;
  /** That one dies at an effect, before or after it. */
  readonly deathChance: () => number;
  /** That one stands still before an effect, as a stopped process or a paused machine does, and then goes on with what it had read. */
  readonly stillChance: () => number;
  /** What its store says at this moment, before it does anything or instead of its answer; `null`: it works. */
  readonly storeFails: (random: Random) => StoreFailure | null;
  readonly watchStore: WatchStore;
  readonly trace: (line: string) => void;
  readonly signal: AbortSignal;
}

/** `before`: nothing was done. `after`: it was, and nobody hears of it. */
export interface StoreFailure {
  readonly when: 'before' | 'after';
  readonly text: string;
}

/** Past every claim's end, and not. */
const STILL_SECONDS = { low: 5, high: 180 };
/** Between a claim and what is decided under it is where standing still matters; so many times as often as elsewhere. */
const CLAIMED_SHARE = 10;
/** Until somebody, or a service manager, has started it again. */
const DOWN_SECONDS = { low: 1, high: 90 };

export const runReplicas = (options: Options): Replicas => {
  const living = new Map<number, Replica>();
  for (let index = 1; index <= options.count; index += 1) void lives(options, index, living);
  const pick = options.random.fork('balancer');
  return {
    killAll: () => {
      for (const { kill } of [...living.values()]) kill();
    },
    listening: () => {
      const all = [...living.values()];
      return all[pick.between(0, Math.max(0, all.length - 1))] ?? null;
    },
  };
};

const lives = async (options: Options, index: number, living: Map<number, Replica>): Promise<void> => {
  const { app, time, trace, signal } = options;
  const owner = `controller-${index}`;
  const random = options.random.fork(owner);
  while (!signal.aborted) {
    const run = newRun();
    const stop = new AbortController();
    signal.addEventListener('abort', () => stop.abort(), { once: true });
    const replica: Replica = {
      app: { ports: mortal(options, run, { random, owner }), options: { ...app.options, owner } },
      died: run.died,
      kill: () => run.kill(),
    };
    living.set(index, replica);
    for (const loop of LOOPS) void runLoop(replica.app, loop, stop.signal);
    await run.died;
    living.delete(index);
    stop.abort();
    trace(`${time.now()} ${owner} killed`);
    await time.sleep(random.between(DOWN_SECONDS.low, DOWN_SECONDS.high) * 1000);
    trace(`${time.now()} ${owner} started`);
  }
};

const mortal = (
  { app, time, deathChance, stillChance, storeFails, watchStore }: Options,
  run: Run,
  { random, owner }: { readonly random: Random; readonly owner: string },
): App['ports'] => {
  const { store, ...others } = app.ports;
  const failures = random.fork('store');
  const strikes = (): boolean => random.chance(deathChance());
  let hasClaimed = false;
  const stall = async (): Promise<void> => {
    const share = stillChance() * (hasClaimed ? CLAIMED_SHARE : 1);
    hasClaimed = false;
    if (random.chance(share)) await time.sleep(random.between(STILL_SECONDS.low, STILL_SECONDS.high) * 1000);
  };
  const claiming = noticing(watchStore(store, owner), () => {
    hasClaimed = true;
  });
  return {
    ...mortalPorts(others, run),
    store: mortalStore(
      failing(claiming, () => storeFails(failures)),
      run,
      { strikes, stall },
    ),
  };
};

/** Tells of each claim that was taken. */
const noticing = (store: Store, onClaim: () => void): Store => ({
  read: async (work) => await store.read(work),
  write: async (work) =>
    await store.write(async (change) => {
      const rollouts = Object.create(change.rollouts) as typeof change.rollouts;
      rollouts.claim = async (name, by, now, expiresAt) => {
        const claim = await change.rollouts.claim(name, by, now, expiresAt);
        if (claim !== null) onClaim();
        return claim;
      };
      return await work(Object.create(change, { rollouts: { value: rollouts } }) as StoreView);
    }),
  close: async () => await store.close(),
});

/** A store that cannot be reached, has no room, or lets another one go first. */
const failing = (store: Store, fails: () => StoreFailure | null): Store => ({
  read: async (work) => {
    const failure = fails();
    if (failure !== null) throw new Error(failure.text);
    return await store.read(work);
  },
  write: async (work) => {
    const failure = fails();
    if (failure?.when === 'before') throw new Error(failure.text);
    const answer = await store.write(work);
    if (failure !== null) throw new Error(failure.text);
    return answer;
  },
  close: async () => await store.close(),
});

class Dead extends Error {}

/** A transaction whose program dies is rolled back by the store; one that was taken before stays. */
const mortalStore = (
  store: Store,
  run: Run,
  { strikes, stall }: { readonly strikes: () => boolean; readonly stall: () => Promise<void> },
): Store => {
  const alive = async <T>(act: () => Promise<T>): Promise<T> => {
    if (run.dead) return await never();
    try {
      return await act();
    } catch (error) {
      if (error instanceof Dead) return await never();
      throw error;
    } finally {
      if (run.dead) await never();
    }
  };
  return {
    read: async (work) => await alive(async () => await store.read(work)),
    write: async (work) =>
      await alive(async () => {
        await stall();
        if (run.dead) throw new Dead();
        const answer = await store.write(async (change) => {
          const done = await work(change);
          if (strikes()) run.kill();
          if (run.dead) throw new Dead();
          return done;
        });
        if (strikes()) run.kill();
        return answer;
      }),
    close: async () => await store.close(),
  };
};
