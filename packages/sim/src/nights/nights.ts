import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { NightOptions, NightResult } from '../night.ts';

const THREAD = new URL('./thread/main.ts', import.meta.url);

type Ended = { readonly night: NightResult } | { readonly failure: unknown };

/** `next` gives their ends in the order of `nights`; what a thread throws it throws. */
export const playedAtOnce = (nights: readonly NightOptions[]): { readonly next: () => Promise<NightResult> } => {
  const ends = nights.map(() => Promise.withResolvers<Ended>());
  let begun = 0;
  const work = async (): Promise<void> => {
    const thread = new Worker(THREAD);
    try {
      for (let at = begun++; at < nights.length; at = begun++) {
        thread.postMessage(nights[at]);
        const [night] = (await once(thread, 'message')) as [NightResult];
        ends[at]?.resolve({ night });
      }
    } catch (failure) {
      for (const { resolve } of ends) resolve({ failure });
    } finally {
      await thread.terminate();
    }
  };
  for (let at = 0; at < Math.min(availableParallelism(), nights.length); at += 1) void work();
  let asked = 0;
  return {
    next: async () => {
      const end = await ends[asked++]?.promise;
      if (end === undefined) throw new Error('there is no further night');
      if ('failure' in end) throw new Error('a thread that plays nights failed', { cause: end.failure });
      return end.night;
    },
  };
};
