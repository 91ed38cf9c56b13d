import { AsyncLocalStorage } from 'node:async_hooks';
import type { StoreView } from '../ports/index.ts';

type Work<T> = (view: StoreView) => Promise<T>;

/**
 * Runs a store's reads and writes, and throws at one that begins inside another: it would wait for itself. What follows
 * from one that is over is none inside it.
 */
export const refusingNested = (): (<T>(work: Work<T>, run: (work: Work<T>) => Promise<T>) => Promise<T>) => {
  const inside = new AsyncLocalStorage<{ over: boolean }>();
  return async (work, run) => {
    if (inside.getStore()?.over === false) throw new Error('a read or write inside another would wait for itself');
    const here = { over: false };
    return await run((view) => inside.run(here, () => work(view))).finally(() => {
      here.over = true;
    });
  };
};
