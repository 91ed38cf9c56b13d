// What hosts are asked for a checklist: only what is not known well enough, so that a fleet that has said that its backups
// are there runs no plug-in every minute for a day.

import { type PlanChecklist, subjectOf } from '@slipway/core/checklist';
import { evidenceAt, type Reading } from '@slipway/core/reading';
import { addSeconds, type Instant } from '@slipway/core/time';
import type { App } from '../context.ts';
import { type WantedFrom, wantReadings } from '../readings/index.ts';
import type { Gathered } from './gather.ts';

/** Good news is asked for again after this, or after a quarter of the time that it counts, whichever is less. */
const GOOD_NEWS_SECONDS = 900;
/** Longer than between two looks. */
const WANTED_SECONDS = 300;

export const wantForChecklist = async (app: App, { items }: PlanChecklist, { facts }: Gathered): Promise<void> => {
  const { askedFrom, hosts, readings, now } = facts;
  if (askedFrom !== null) return;
  const wishes: WantedFrom[] = [];
  for (const item of items) {
    if (item.kind !== 'plug-in' && item.kind !== 'file-age') continue;
    const goodSeconds = Math.min(GOOD_NEWS_SECONDS, (item.maxAgeHours * 3600) / 4);
    for (const { hostId, canRead } of hosts) {
      if (!canRead) continue;
      const { reading = null, receivedAt = null } = readings.get(item.name)?.get(hostId) ?? {};
      const isGood =
        reading !== null &&
        receivedAt !== null &&
        reading.state === 'ok' &&
        (item.kind !== 'file-age' || isYoung(item, reading, now)) &&
        now < addSeconds(evidenceAt(reading, receivedAt), goodSeconds);
      if (!isGood) wishes.push({ hostId, subject: subjectOf(item) });
    }
  }
  await wantReadings(app, wishes, WANTED_SECONDS);
};

/** One that is too old is read well, and is no good news: somebody may be making the next one now. */
const isYoung = ({ maxAgeHours }: { readonly maxAgeHours: number }, { modifiedAt }: Reading, now: Instant): boolean =>
  modifiedAt !== null && modifiedAt >= addSeconds(now, -maxAgeHours * 3600);
