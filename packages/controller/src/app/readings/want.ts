// Wanting a reading, and looking at what came.

import type { HostReading } from '@slipway/core/checklist';
import type { HostId } from '@slipway/core/ids';
import { type ReadingSubject, readingIdOf } from '@slipway/core/reading';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { StoreView, WantedReading } from '../../ports/index.ts';
import type { App } from '../context.ts';

export interface WantedFrom {
  readonly hostId: HostId;
  readonly subject: ReadingSubject;
}

/**
 * Wanted from now on for so many seconds; whoever still wants it then says so again. Writes only what is not wanted for
 * at least half as long already, so that a loop may say it at every look.
 */
export const wantReadings = async (app: App, wishes: readonly WantedFrom[], seconds: number): Promise<void> => {
  if (wishes.length === 0) return;
  const { clock, nudge, store } = app.ports;
  const now = clock.now();
  const missing = await store.read(async (view) => await notWanted(app, view, { wishes, now, seconds }));
  if (missing.length === 0) return;
  const asked = await store.write(async (change) => {
    const hosts: HostId[] = [];
    for (const wish of missing) {
      // Somebody else may have said so meanwhile, and an answer may have come.
      const found = await change.readings.reading(wish.hostId, wish.readingId);
      if ((await change.fleet.host(wish.hostId)) === null) continue;
      await change.readings.putReading({ ...wish, taken: found?.taken ?? null });
      hosts.push(wish.hostId);
    }
    return hosts;
  });
  for (const hostId of new Set(asked)) nudge.notify(`host:${hostId}`);
};

interface Wanting {
  readonly wishes: readonly WantedFrom[];
  readonly now: Instant;
  readonly seconds: number;
}

const notWanted = async (
  { ports: { sha256 } }: App,
  { readings }: StoreView,
  { wishes, now, seconds }: Wanting,
): Promise<readonly WantedReading[]> => {
  const enough = addSeconds(now, Math.floor(seconds / 2));
  const wantedUntil = addSeconds(now, seconds);
  const missing: WantedReading[] = [];
  for (const { hostId, subject } of wishes) {
    const readingId = readingIdOf(subject, sha256);
    const found = await readings.reading(hostId, readingId);
    if (found === null || found.wantedUntil < enough) {
      missing.push({ hostId, readingId, subject, wantedUntil, taken: null });
    }
  }
  return missing;
};

/** Of each of these hosts, what it said last, however long ago. */
export const readingsOf = async (
  { ports: { sha256 } }: Pick<App, 'ports'>,
  { readings }: StoreView,
  { hostIds, subject }: { readonly hostIds: readonly HostId[]; readonly subject: ReadingSubject },
): Promise<ReadonlyMap<HostId, HostReading>> => {
  const all = await readings.readingsAs(readingIdOf(subject, sha256));
  const known = new Map(all.map(({ hostId, taken }) => [hostId, taken]));
  return new Map(
    hostIds.map((hostId) => {
      const taken = known.get(hostId) ?? null;
      return [hostId, { hostId, reading: taken?.reading ?? null, receivedAt: taken?.receivedAt ?? null }];
    }),
  );
};
