// Calendar: windows, freezes, and the occurrences that follow from them. The only folder that knows civil time.
// The scheduler, the planner, the agent and what people see all ask the same functions.
// Not here: a zone database. Its rules come in as a value (Zones), and with them the version that an answer follows from.
// May import: ids, time, reasons.

export type { LocalDate, LocalTime, Weekday } from './civil-day.ts';
export { freezeProblems } from './freeze-problems.ts';
export { freezeSpans, frozenAt } from './freezes.ts';
export {
  type CalendarEntry,
  type CalendarFileProblem,
  freezesOfCalendar,
  type ReadFreezes,
  windowCalendar,
} from './icalendar/index.ts';
export { localTextOf } from './local-text.ts';
export { mayStart } from './may-start.ts';
export { currentOrNextOccurrence, EMPTY_CALENDAR, occurrencesOf } from './occurrences.ts';
export { type CalendarProblem, sentenceOf } from './problem.ts';
export { zoneSpanAround, zonesFromIntl } from './runtime-zones.ts';
export { isByTheClock, scheduleOf } from './schedule.ts';
export { shortestSpan } from './shortest-span.ts';
export { lastTimeOfDay, type TimesOfDay, timesOfDayProblems } from './times-of-day.ts';
export type * from './types.ts';
export { FREEZES_MAX, SPAN_DAYS_MAX, SPANS_MAX, WINDOW_MINUTES_MIN } from './window-limits.ts';
export { windowProblems } from './window-problems.ts';
export {
  instantOfLocal,
  localMomentOf,
  NO_ZONES,
  offsetMsAt,
  type ZoneRules,
  type Zones,
  zoneRulesFrom,
} from './zone-rules.ts';
export { type ZoneStamp, zoneMoves, zoneStampOf } from './zone-stamp.ts';
