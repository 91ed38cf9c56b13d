// When a window is announced: so many hours before it begins, and late rather than not at all.

import type { Occurrence } from '../calendar/index.ts';
import type { AnnounceRule } from '../policy/index.ts';
import { addSeconds, type Instant, msBetween } from '../time/index.ts';

/** Loops look about once a minute; later than this somebody plans their day by it. */
const LATE_MS = 15 * 60_000;

export interface AnnouncementDue {
  readonly occurrence: Occurrence;
  readonly hoursBefore: number;
  /** What was told of the occurrence from here on is this announcement, or a nearer one. */
  readonly dueAt: Instant;
  readonly late: boolean;
}

/**
 * At most one per occurrence that has not begun: whoever looks late, because the controller was down or the plan was made
 * late, tells the nearest of those that passed, once.
 */
export const announcementsDue = (
  { hoursBefore }: AnnounceRule,
  occurrences: readonly Occurrence[],
  now: Instant,
): readonly AnnouncementDue[] =>
  occurrences.flatMap((occurrence) => {
    if (occurrence.startsAt <= now) return [];
    const passed = hoursBefore.filter((hours) => dueAtOf(occurrence, hours) <= now);
    if (passed.length === 0) return [];
    const nearest = Math.min(...passed);
    const dueAt = dueAtOf(occurrence, nearest);
    return [{ occurrence, hoursBefore: nearest, dueAt, late: msBetween(dueAt, now) > LATE_MS }];
  });

/** The next instant at which {@link announcementsDue} has another one; `null`: never again. */
export const nextAnnouncementAt = (
  { hoursBefore }: AnnounceRule,
  occurrences: readonly Occurrence[],
  now: Instant,
): Instant | null => {
  const ahead = occurrences.flatMap((one) => hoursBefore.map((hours) => dueAtOf(one, hours))).filter((at) => now < at);
  return ahead.length === 0 ? null : ahead.reduce((a, b) => (a < b ? a : b));
};

const dueAtOf = ({ startsAt }: Occurrence, hours: number): Instant => addSeconds(startsAt, -hours * 3600);
