// The controller's use cases over one store, with a clock that the steps can put forward.

import { createHash, randomUUID } from 'node:crypto';
import { type App, type AppPorts, lookAtKnowledge } from '@slipway/controller/app';
import type { Feeds, Store } from '@slipway/controller/ports';
import { asDigest } from '@slipway/core/ids';
import { type Instant, instantOfMs } from '@slipway/core/time';
import { FEED_KINDS, readFeed } from '@slipway/feeds';

export interface World {
  readonly app: App;
  readonly store: Store;
  readonly now: () => Instant;
  readonly forward: (ms: number) => void;
  /** Until nothing is pending: everything judged, the news written down. */
  readonly settle: () => Promise<void>;
}

export function worldOn(store: Store, workFolder: string): World {
  let aheadMs = 0;
  const now = (): Instant => instantOfMs(Date.now() + aheadMs);
  const tell = (message: string, data?: unknown): void => console.error(message, data);
  // Whatever else a controller has is of no use to what is measured here.
  const ports = {
    store,
    clock: { now, sleep: () => Promise.reject(new Error('nothing here waits')) },
    feeds: readers(workFolder),
    ids: { named: (prefix: string) => `${prefix}-${randomUUID()}` },
    log: { info: () => undefined, warn: tell, error: tell },
    nudge: { notify: () => undefined },
    sha256: (bytes: Uint8Array) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
    signing: { trustRoots: async () => ({ envelopes: [{}] }) },
  } as unknown as AppPorts;
  const app: App = { ports, options: { owner: 'bench', idleCheckInSeconds: 60, proposalWaitSeconds: 120 } };
  return {
    app,
    store,
    now,
    forward: (ms) => {
      aheadMs += ms;
    },
    settle: async () => {
      while ((await lookAtKnowledge(app)) === 0);
    },
  };
}

/** As the controller's own adapter. */
const readers = (workFolder: string): Feeds => ({
  kinds: FEED_KINDS,
  read: async (spec, mark, now) => {
    const kind = FEED_KINDS.find((known) => known === spec.kind) ?? null;
    return await readFeed({ ...spec, kind }, { mark, now, workFolder });
  },
});
