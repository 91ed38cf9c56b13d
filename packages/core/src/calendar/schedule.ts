// From a window to its occurrences, with what people should know of each.

import { type Instant, instantOfMs, msOfInstant } from '../time/index.ts';
import { thaw } from './freezes.ts';
import { civilOccurrences, fixedOccurrences, type RawOccurrence } from './raw-occurrences.ts';
import type {
  Calendar,
  CivilWindow,
  FixedWindow,
  Schedule,
  ScheduledOccurrence,
  SkippedOccurrence,
  Window,
} from './types.ts';

/** By the clock of its zone. */
export const isByTheClock = (window: Window): window is CivilWindow => !isFixed(window);
export const isFixed = (window: Window): window is FixedWindow => window.kind === 'any-time' || window.kind === 'dates';

/**
 * The next `count` occurrences in which a host may still begin at `from` or later, in order, the one under way first,
 * and every match of the rule on the way in which none may begin. Which occurrences there are depends on window and
 * calendar alone, never on `from`, and neither do their ids.
 */
export function scheduleOf(window: Window, from: Instant, count: number, calendar: Calendar): Schedule {
  const rules = isFixed(window) ? null : calendar.zones.rulesOf(window.zone);
  if (isFixed(window)) return collect(fixedOccurrences(window, from), { from, count, calendar, ended: 'window' });
  if (rules === null) return { ahead: [], skipped: [], ended: 'zone-unknown' };
  return collect(civilOccurrences(window, from, rules), { from, count, calendar, ended: 'horizon' });
}

function collect(
  raws: Iterable<RawOccurrence>,
  options: {
    readonly from: Instant;
    readonly count: number;
    readonly calendar: Calendar;
    readonly ended: Schedule['ended'];
  },
): Schedule {
  const { from, count, calendar, ended } = options;
  const fromMs = msOfInstant(from);
  const ahead: ScheduledOccurrence[] = [];
  const skipped: SkippedOccurrence[] = [];
  if (count <= 0) return { ahead, skipped, ended: 'count' };
  for (const raw of raws) {
    const outcome = outcomeOf(raw, calendar);
    if ('reason' in outcome) skipped.push(outcome);
    else if (outcome.cutOffMs > fromMs) ahead.push(scheduled(raw, outcome));
    if (ahead.length === count) return { ahead, skipped, ended: 'count' };
  }
  return { ahead, skipped, ended };
}

function outcomeOf(raw: RawOccurrence, calendar: Calendar): RawOccurrence | SkippedOccurrence {
  const startsAt = instantOfMs(raw.startMs);
  const [closed] = raw.notes;
  if (raw.cutOffMs <= raw.startMs && closed !== undefined) return { id: raw.id, startsAt, reason: closed };
  const thawed = thaw(raw, calendar);
  return thawed.kind === 'open' ? thawed.raw : { id: raw.id, startsAt, reason: thawed.reason };
}

const scheduled = (raw: RawOccurrence, open: RawOccurrence): ScheduledOccurrence => ({
  occurrence: {
    id: open.id,
    startsAt: instantOfMs(open.startMs),
    cutOffAt: instantOfMs(open.cutOffMs),
    endsAt: instantOfMs(open.endMs),
  },
  elapsedMinutes: (raw.endMs - raw.startMs) / 60_000,
  notes: open.notes,
});
