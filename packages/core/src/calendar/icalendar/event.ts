// One VEVENT to one freeze.

import { instantOfMs } from '../../time/index.ts';
import { DAY_MS, type DayNumber, dateOfDay, timeOfMinute } from '../civil-day.ts';
import type { CivilSpan, Freeze, FreezeTime, Until } from '../types.ts';
import { localMomentOf, type Zones } from '../zone-rules.ts';
import type { CalendarFileProblem, EventLines } from './components.ts';
import { type ContentLine, unescapeText } from './content-lines.ts';
import { recurrenceOf } from './recurrence-rule.ts';
import { type DurationValue, durationOf, type MomentValue, momentOf } from './values.ts';

export interface ReadingFor {
  readonly zones: Zones;
  /** For whole days and for times that name no zone. */
  readonly zone: string;
}

/** `left-out`: an event that its author took back, or that is of another kind than one that freezes. */
export type ReadEvent =
  | { readonly kind: 'freeze'; readonly uid: string; readonly freeze: Freeze }
  | { readonly kind: 'left-out'; readonly detail: string }
  | { readonly kind: 'refused'; readonly problems: readonly CalendarFileProblem[] };

const ONCE = ['UID', 'SUMMARY', 'DTSTART', 'DTEND', 'DURATION', 'RRULE', 'STATUS'];
/** Says nothing about when. */
const PASSED_OVER = new Set([
  ...['DTSTAMP', 'CREATED', 'LAST-MODIFIED', 'SEQUENCE', 'TRANSP', 'CLASS', 'CATEGORIES', 'LOCATION', 'ORGANIZER'],
  ...['ATTENDEE', 'PRIORITY', 'URL', 'GEO', 'COMMENT', 'CONTACT', 'ATTACH', 'RELATED-TO', 'RESOURCES', 'DESCRIPTION'],
  ...['COLOR', 'IMAGE', 'CONFERENCE', 'REQUEST-STATUS'],
]);
const SUMMARY_LENGTH_MAX = 200;

export function freezeOf(event: EventLines, reading: ReadingFor): ReadEvent {
  const problems = formProblems(event);
  const first = (name: string): ContentLine | undefined => event.properties.find((one) => one.name === name);
  const [uid, start] = [first('UID'), first('DTSTART')];
  if (uid === undefined) problems.push({ line: event.line, detail: 'has no UID' });
  if (start === undefined) problems.push({ line: event.line, detail: 'has no DTSTART' });
  if (first('STATUS')?.value.toUpperCase() === 'CANCELLED' && problems.length === 0) {
    return { kind: 'left-out', detail: `${uid?.value} is cancelled` };
  }
  if (uid === undefined || start === undefined || problems.length > 0) return { kind: 'refused', problems };
  const when = timeOf(event, start, reading);
  if ('line' in when) return { kind: 'refused', problems: [when] };
  const summary = unescapeText(first('SUMMARY')?.value ?? '').trim();
  const why = (summary === '' ? unescapeText(uid.value) : summary).replaceAll(/\s+/g, ' ').slice(0, SUMMARY_LENGTH_MAX);
  return { kind: 'freeze', uid: uid.value, freeze: { name: nameOf(why, uid.value), why, when } };
}

function formProblems({ properties }: EventLines): CalendarFileProblem[] {
  const problems: CalendarFileProblem[] = [];
  const seen = new Set<string>();
  for (const { name, line } of properties) {
    if (ONCE.includes(name) && seen.has(name)) problems.push({ line, detail: `${name} stands twice` });
    const isKnown = ONCE.includes(name) || name === 'EXDATE' || PASSED_OVER.has(name) || name.startsWith('X-');
    if (!isKnown) problems.push({ line, detail: `${name} is not understood, and may change when the event is` });
    seen.add(name);
  }
  return problems;
}

/** Seconds are rounded outwards, to the whole minute: `23:59:59` is meant as the end of the day. */
function timeOf(event: EventLines, startLine: ContentLine, reading: ReadingFor): FreezeTime | CalendarFileProblem {
  const start = momentOf(startLine);
  if (typeof start === 'string') return { line: startLine.line, detail: `DTSTART ${start}` };
  const zone = zoneOf(start, reading);
  if (reading.zones.rulesOf(zone) === null) {
    return {
      line: startLine.line,
      detail: `"${zone}" is no zone of the IANA database ${reading.zones.version}; write one such as Europe/Berlin`,
    };
  }
  const until = untilOf(event, start, startLine);
  if ('line' in until) return until;
  const startMinute = Math.floor(secondOf(start) / 60);
  const days = daysOf(event, { start, zone, reading });
  if ('line' in days) return days;
  const span: CivilSpan = { zone, start: timeOfMinute(startMinute), until };
  return isOnce(event) && start.kind === 'utc' ? onceInUtc(start, until) : { kind: 'recurring', ...span, days };
}

const isOnce = (event: EventLines): boolean => !event.properties.some(({ name }) => name === 'RRULE');
const secondOf = (moment: MomentValue): number => (moment.kind === 'date' ? 0 : moment.second);
const secondsOf = (moment: MomentValue): number => moment.day * 86_400 + secondOf(moment);

function zoneOf(moment: MomentValue, { zone }: ReadingFor): string {
  if (moment.kind === 'utc') return 'UTC';
  return moment.kind === 'date' ? zone : (moment.zone ?? zone);
}

function onceInUtc(start: MomentValue, until: Until): FreezeTime {
  const startMs = start.day * DAY_MS + Math.floor(secondOf(start) / 60) * 60_000;
  const endMs =
    until.kind === 'elapsed'
      ? startMs + until.minutes * 60_000
      : (start.day + until.daysLater) * DAY_MS + Date.parse(`1970-01-01T${until.time}:00Z`);
  return { kind: 'dates', spans: [{ startsAt: instantOfMs(startMs), endsAt: instantOfMs(endMs) }] };
}

function untilOf(event: EventLines, start: MomentValue, startLine: ContentLine): Until | CalendarFileProblem {
  const find = (name: string): ContentLine | undefined => event.properties.find((one) => one.name === name);
  const [end, duration] = [find('DTEND'), find('DURATION')];
  if (end !== undefined && duration !== undefined) return { line: end.line, detail: 'has DTEND and DURATION' };
  if (end !== undefined) {
    const found = momentOf(end);
    const detail = typeof found === 'string' ? found : endProblem(start, found);
    if (typeof found === 'string' || detail !== null) return { line: end.line, detail: `DTEND ${detail}` };
    return localUntil(start, secondsOf(found));
  }
  if (duration !== undefined) {
    const found = durationOf(duration.value);
    if (typeof found === 'string') return { line: duration.line, detail: `DURATION ${found}` };
    if (found.kind === 'seconds' && start.kind === 'date') {
      return { line: duration.line, detail: 'DURATION has hours, and DTSTART is a whole day' };
    }
    return durationUntil(start, found);
  }
  if (start.kind === 'date') return { kind: 'local', time: '00:00', daysLater: 1 };
  return { line: startLine.line, detail: 'DTSTART has neither DTEND nor DURATION beside it: it freezes nothing' };
}

function endProblem(start: MomentValue, end: MomentValue): string | null {
  if (start.kind !== end.kind) return 'is of another kind than DTSTART (a day, a local time, a time in UTC)';
  if (start.kind === 'local' && end.kind === 'local' && start.zone !== end.zone) return 'has another TZID than DTSTART';
  return secondsOf(end) <= secondsOf(start) ? 'is not after DTSTART' : null;
}

function localUntil(start: MomentValue, endSeconds: number): Until {
  const minutes = Math.ceil(endSeconds / 60);
  const day = Math.floor(minutes / (24 * 60));
  return { kind: 'local', time: timeOfMinute(minutes - day * 24 * 60), daysLater: day - start.day };
}

function durationUntil(start: MomentValue, duration: DurationValue): Until {
  if (duration.kind === 'days') return localUntil(start, secondsOf(start) + duration.days * 86_400);
  const lost = secondOf(start) % 60;
  return { kind: 'elapsed', minutes: Math.ceil((lost + duration.seconds) / 60) };
}

function daysOf(
  event: EventLines,
  on: { readonly start: MomentValue; readonly zone: string; readonly reading: ReadingFor },
): Extract<FreezeTime, { kind: 'recurring' }>['days'] | CalendarFileProblem {
  const { start } = on;
  const rule = event.properties.find(({ name }) => name === 'RRULE');
  const except = exceptOf(event, on);
  if ('line' in except) return except;
  const from = dateOfDay(start.day);
  if (rule === undefined) {
    const [outside] = event.properties.filter(({ name }) => name === 'EXDATE');
    if (outside !== undefined) return { line: outside.line, detail: 'EXDATE needs an RRULE' };
    return { every: 'day', interval: 1, from, until: from };
  }
  const days = recurrenceOf(rule.value, start.day, (until) => lastDayOf(until, on));
  if (typeof days === 'string') return { line: rule.line, detail: `RRULE ${days}` };
  return except.days.length === 0 ? days : { ...days, except: except.days.map(dateOfDay) };
}

/** RFC 5545: UNTIL is a day where DTSTART is one, local where that is local to nobody, and in UTC otherwise. */
function lastDayOf(
  until: MomentValue,
  { start, zone, reading }: { readonly start: MomentValue; readonly zone: string; readonly reading: ReadingFor },
): DayNumber | string {
  const isFloating = start.kind === 'local' && start.zone === null;
  const expected = start.kind === 'date' ? 'date' : isFloating ? 'local' : 'utc';
  if (until.kind !== expected)
    return `must be ${{ date: 'a day', local: 'a local time', utc: 'in UTC' }[expected]} here`;
  const there = isFloating ? until : inZone(until, { zone, reading });
  return secondOf(there) >= secondOf(start) ? there.day : there.day - 1;
}

/** What the zone's clock says at a moment in UTC; any other moment as it stands. */
function inZone(moment: MomentValue, { zone, reading }: { zone: string; reading: ReadingFor }): MomentValue {
  const rules = reading.zones.rulesOf(zone);
  if (moment.kind !== 'utc' || rules === null) return moment;
  const { day, minute } = localMomentOf(rules, secondsOf(moment) * 1000);
  return { kind: 'local', day, second: minute * 60, zone };
}

function exceptOf(
  event: EventLines,
  on: { readonly start: MomentValue; readonly zone: string; readonly reading: ReadingFor },
): { readonly days: readonly DayNumber[] } | CalendarFileProblem {
  const days: DayNumber[] = [];
  for (const line of event.properties.filter(({ name }) => name === 'EXDATE')) {
    for (const value of line.value.split(',')) {
      const found = momentOf(line, value);
      if (typeof found === 'string') return { line: line.line, detail: `EXDATE ${found}` };
      const there = inZone(found, on);
      const isOfStart =
        found.kind === 'date'
          ? on.start.kind === 'date'
          : zoneOf(found, on.reading) === on.zone || found.kind === 'utc';
      if (!isOfStart || secondOf(there) !== secondOf(on.start)) {
        return { line: line.line, detail: `EXDATE "${value}" is not a time at which the event starts` };
      }
      days.push(there.day);
    }
  }
  return { days };
}

/** Readable, and as stable and single as the UID. */
function nameOf(summary: string, uid: string): string {
  const readable = summary
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  return `ics-${readable === '' ? 'event' : readable}-${shortHash(uid)}`;
}

/** FNV-1a: no secret depends on it, and a doubled name is refused. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}
