import type { Store, Traces } from '../../ports/index.ts';

/** Each read and write as a span, with the waiting for its turn in it. */
export const tracedStore = (store: Store, traces: Traces): Store => ({
  read: async (work) => await traces.span('store read', {}, async () => await store.read(work)),
  write: async (work) => await traces.span('store write', {}, async () => await store.write(work)),
  close: async () => await store.close(),
});
