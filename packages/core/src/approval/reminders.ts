// When people are reminded of a plan that will not begin for want of approval.

import type { Occurrence } from '../calendar/index.ts';
import type { PlanHeader } from '../plan/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';

/**
 * Before an occurrence begins, descending: three days is time to ask for a meeting, one to ask by mail, four hours to call.
 */
export const REMINDER_HOURS = [72, 24, 4] as const;

export interface ApprovalReminder {
  readonly occurrence: Occurrence;
  readonly hoursBefore: (typeof REMINDER_HOURS)[number];
}

/**
 * At most one per occurrence that is still ahead: whoever looks late says how late it is and not what was missed. One that was
 * due before the plan was made is not made up for: that approval is wanted was said with the plan.
 */
export const remindersDue = (
  { bounds }: Pick<PlanHeader, 'bounds'>,
  madeAt: Instant,
  now: Instant,
): readonly ApprovalReminder[] =>
  bounds.occurrences.flatMap((occurrence) => {
    if (occurrence.startsAt <= now) return [];
    const due = REMINDER_HOURS.filter((hours) => {
      const at = reminderAt(occurrence, hours);
      return madeAt < at && at <= now;
    });
    const hoursBefore = due.at(-1);
    return hoursBefore === undefined ? [] : [{ occurrence, hoursBefore }];
  });

/** The next instant at which {@link remindersDue} answers otherwise; `null`: never again. */
export const nextReminderAt = ({ bounds }: Pick<PlanHeader, 'bounds'>, now: Instant): Instant | null => {
  const ahead = bounds.occurrences
    .flatMap((occurrence) => REMINDER_HOURS.map((hours) => reminderAt(occurrence, hours)))
    .filter((at) => now < at);
  return ahead.length === 0 ? null : ahead.reduce((a, b) => (a < b ? a : b));
};

const reminderAt = ({ startsAt }: Occurrence, hours: number): Instant => addSeconds(startsAt, -hours * 3600);
