// Looks at hosts for their records, a portion at a time: those first of whom something changed, then whoever waits the longest.

import { nextCourses, nextSpans } from '@slipway/core/compliance';
import { addMs, msBetween } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { urgencyBasis } from '../exposure/index.ts';
import { lookAt } from './look-at.ts';

/** A look takes 5 to 20 ms; a write of so many is short enough for everybody else. */
const PORTION_MAX = 25;
const PORTION_MS_MAX = 200;
/** About a fifth of the time: 100,000 hosts are through in some hours, and nobody waits behind it. */
const REST_MS = 800;
/** Less than a day, so that a look comes every day; a deadline that a look brings late is at least three days long. */
const AGAIN_MS = 20 * 3_600_000;
/** It carries what nobody judged yet: soon again, and no record until then. */
const UNJUDGED_MS = 30_000;
/** As long as what feeds said is kept: a report of a day before that could not be explained any more. */
const RETENTION_DAYS = 400;
const FORGET_MAX = 5000;
const DAY_MS = 86_400_000;

/** What deadlines and exceptions followed from at the last look: when it is another, everybody is looked at again. */
const SETTING = 'hosts-looked-by';

/** Milliseconds until the next portion; `null`: nobody is due. */
export const lookAtHosts = async (app: App): Promise<number | null> => {
  const { clock, store } = app.ports;
  const begun = clock.now();
  // Without a change nothing is written: the store syncs every write.
  const isDue = await store.read(
    async (view) => (await view.reports.hostsToLookAt(begun, 1)).length > 0 || (await otherBasis(view)) !== null,
  );
  if (!isDue) return null;
  const all = await store.write(async (change) => {
    const other = await otherBasis(change);
    if (other !== null) {
      await change.reports.lookAtAllAgain();
      await change.reports.forgetCourses(addMs(begun, -RETENTION_DAYS * DAY_MS), FORGET_MAX);
      await change.access.setSetting(SETTING, other);
    }
    const due = await change.reports.hostsToLookAt(begun, PORTION_MAX);
    const basis = await urgencyBasis(change, begun, null);
    for (const hostId of due) {
      const before = await change.reports.coursesOf(hostId);
      const look = await lookAt(change, hostId, { basis, lookedAt: before.lookedAt, at: begun });
      await change.reports.noteLook(
        hostId,
        look === null
          ? { at: before.lookedAt, nextAt: addMs(begun, UNJUDGED_MS), spans: [], courses: [] }
          : {
              at: begun,
              nextAt: addMs(begun, AGAIN_MS),
              spans: nextSpans(before.span, look),
              courses: nextCourses(before.open, look),
            },
      );
      if (msBetween(begun, clock.now()) > PORTION_MS_MAX) return false;
    }
    return due.length < PORTION_MAX;
  });
  return all ? null : REST_MS;
};

/** Written when an import or new rules were taken in, and when other exceptions act; `null`: both are as they were. */
const otherBasis = async ({ access }: StoreView): Promise<string | null> => {
  const text = JSON.stringify([await access.setting('rules-noted'), await access.setting('exceptions-counted')]);
  return text === (await access.setting(SETTING)) ? null : text;
};
