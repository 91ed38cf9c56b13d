// The loop `timetable`: scans that are due, deadlines that have passed, and package databases that stay broken.

import type { Instant } from '@slipway/core/time';
import type { App } from '../context.ts';
import { untilNext } from '../waits.ts';
import { lookAtDatabases } from './databases.ts';
import { lookAtDeadlines, tellOverdue } from './overdue.ts';
import { lookAtScans } from './scans.ts';

export const lookAtTimetable = async (app: App): Promise<number> => {
  const { clock, nudge, store } = app.ports;
  const now = clock.now();
  const scanAt = await lookAtScans(app, now);
  const databasesAt = await lookAtDatabases(app, now);
  const { events, nextAt } = await store.read(async (view) => await lookAtDeadlines(view, now, app));
  if (events.length > 0) {
    await store.write(async (change) => await tellOverdue(change, events));
    nudge.notify('notify');
  }
  return untilNext(
    now,
    [scanAt, nextAt, databasesAt].filter((at): at is Instant => at !== null),
  );
};
