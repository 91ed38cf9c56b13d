// iCalendar (RFC 5545): occurrences out, as a calendar that people subscribe to; freezes in, from a calendar that
// people keep elsewhere. What comes in becomes rules of ours, not a list of dates, so that it goes on for years.
// Not here: a general reader. What this does not understand and could change when something is frozen is refused by
// name; a freeze that was silently left out would be found in production (ADR 0021).
// May import: calendar, ids, time.

export { type CalendarFileProblem, freezesOfCalendar, type ReadFreezes } from './read.ts';
export { type CalendarEntry, windowCalendar } from './write.ts';
