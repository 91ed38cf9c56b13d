// Whether this controller can do its work, for a load balancer: the store can be read, and written. No leader is asked for,
// since there is none.

import { msBetween } from '@slipway/core/time';
import type { App } from '../context.ts';

/** A load balancer asks every second or two, and each write is a sync of the disk. */
const WRITTEN_MS_MAX = 10_000;

export type Readiness = 'ready' | 'preparing' | 'store-not-readable' | 'store-not-writable';

/** Asks the store itself, each time; that it can be written is believed for ten seconds. */
export const watchReadiness = (app: App): (() => Promise<Readiness>) => {
  let writtenAt: Parameters<typeof msBetween>[0] | null = null;
  let writing: Promise<Readiness> | null = null;
  const write = async (): Promise<Readiness> => {
    const at = app.ports.clock.now();
    try {
      // A row that differs: a transaction without a change would touch no disk.
      await app.ports.store.write(async ({ access }) => await access.setSetting('written-at', at));
      writtenAt = at;
      return 'ready';
    } catch (error) {
      writtenAt = null;
      app.ports.log.error('store not writable', { error });
      return 'store-not-writable';
    } finally {
      writing = null;
    }
  };
  return async () => {
    try {
      const incarnation = await app.ports.store.read(async ({ access }) => await access.setting('incarnation'));
      if (incarnation === null) return 'preparing';
    } catch (error) {
      app.ports.log.error('store not readable', { error });
      return 'store-not-readable';
    }
    const sinceMs = writtenAt === null ? null : msBetween(writtenAt, app.ports.clock.now());
    // A clock that was put back must not make an old write count for ever.
    if (sinceMs !== null && sinceMs >= 0 && sinceMs < WRITTEN_MS_MAX) return 'ready';
    writing ??= write();
    return await writing;
  };
};
