import type { HostId } from '@slipway/core/ids';
import type { HostReadingAnswer } from '@slipway/protocol/api';
import type { App } from '../context.ts';

/** For people: what a host is or was asked, with what it said last. */
export const shownReadings = async (app: App, hostId: HostId): Promise<readonly HostReadingAnswer[]> => {
  const wanted = await app.ports.store.read(async ({ readings }) => await readings.readingsOn(hostId));
  return wanted.flatMap(({ readingId, subject, wantedUntil, taken }): readonly HostReadingAnswer[] =>
    // Belongs to its attempt, and is shown there.
    subject.kind === 'output'
      ? []
      : [{ readingId, subject, wantedUntil, reading: taken?.reading ?? null, receivedAt: taken?.receivedAt ?? null }],
  );
};
