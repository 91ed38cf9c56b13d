import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  type Calendar,
  type CivilSpan,
  type DayRule,
  type Occurrence,
  occurrencesOf,
  scheduleOf,
  type Until,
  type Window,
} from '@slipway/core/calendar';
import { asInstant, type Instant, msOfInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { runtimeZones } from '@slipway/testkit/zones';
import { beforeAll, describe, expect, test } from 'vitest';

// Every occurrence of a hundred years against python-dateutil and zoneinfo: other code, another zone database file.

const FROM = '2026-01-01';
const TO = '2125-12-31';
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kathmandu'];
const calendar: Calendar = { zones: runtimeZones(), freezes: [] };

const night: Until = { kind: 'local', time: '06:00', daysLater: 1 };
const hours = (minutes: number): Until => ({ kind: 'elapsed', minutes });

/** The days of a rule in our words and in dateutil's. */
interface Rule {
  readonly rule: DayRule;
  readonly rrule: string;
  readonly dtstart?: string;
}

/** Starts that lie in the gaps and folds of these zones, and quiet ones. */
const rules: readonly (Rule & Omit<CivilSpan, 'zone'>)[] = [
  { rule: { kind: 'weekly', weekdays: ['saturday'] }, rrule: 'FREQ=WEEKLY;BYDAY=SA', start: '20:00', until: night },
  {
    rule: { kind: 'weekly', weekdays: ['sunday', 'wednesday'] },
    rrule: 'FREQ=WEEKLY;BYDAY=SU,WE',
    start: '02:10',
    until: hours(240),
  },
  {
    rule: { kind: 'weekly', weekdays: ['sunday'] },
    rrule: 'FREQ=WEEKLY;BYDAY=SU',
    start: '01:30',
    until: { kind: 'local', time: '02:30', daysLater: 0 },
  },
  {
    rule: { kind: 'every-second-week', weekdays: ['tuesday', 'sunday'], anchor: '2026-11-22' },
    rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO',
    // Monday of a week an even number of weeks before the anchor's.
    dtstart: '2025-12-15T00:00:00',
    start: '02:30',
    until: hours(90),
  },
  {
    rule: { kind: 'nth-weekday', nth: 2, weekday: 'tuesday', plusDays: 19 },
    rrule: 'FREQ=MONTHLY;BYDAY=+2TU',
    start: '20:00',
    until: night,
  },
  {
    rule: { kind: 'nth-weekday', nth: 'last', weekday: 'sunday', plusDays: 0 },
    rrule: 'FREQ=MONTHLY;BYDAY=-1SU',
    start: '02:30',
    until: { kind: 'local', time: '05:00', daysLater: 0 },
  },
  {
    rule: { kind: 'nth-weekday', nth: 1, weekday: 'sunday', plusDays: -1 },
    rrule: 'FREQ=MONTHLY;BYDAY=+1SU',
    start: '22:00',
    until: night,
  },
  {
    rule: { kind: 'nth-weekday', nth: 5, weekday: 'monday', plusDays: 3, months: [2, 8] },
    rrule: 'FREQ=MONTHLY;BYDAY=+5MO;BYMONTH=2,8',
    start: '03:00',
    until: hours(180),
  },
  {
    rule: { kind: 'day-of-month', day: 31 },
    rrule: 'FREQ=MONTHLY;BYMONTHDAY=31',
    start: '02:30',
    until: { kind: 'local', time: '02:45', daysLater: 3 },
  },
  { rule: { kind: 'day-of-month', day: 'last' }, rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1', start: '23:30', until: night },
];

const questions = ZONES.flatMap((zone) => rules.map((one) => ({ ...one, zone })));
const windowOf = ({ rule, zone, start, until }: (typeof questions)[number]): Window => ({
  ...rule,
  zone,
  start,
  until,
  cutOffMinutes: 'learned',
});

interface Answers {
  readonly version: string;
  readonly answers: readonly (readonly [number, number])[][];
}
/** `null`: python3-dateutil is not installed. */
let answers: Answers | null = null;

beforeAll(() => {
  const asked = questions.map(({ zone, rrule, dtstart, rule, start, until }) => ({
    ...{ zone, rrule, start, until, from: FROM, to: TO },
    dtstart: dtstart ?? '2025-12-01T00:00:00',
    plusDays: rule.kind === 'nth-weekday' ? rule.plusDays : 0,
  }));
  const ran = spawnSync('/usr/bin/python3', [join(import.meta.dirname, 'civil-rules.py')], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
    maxBuffer: 256 * 1024 * 1024,
  });
  if (ran.error !== undefined || ran.stderr.includes("No module named 'dateutil'")) return;
  if (ran.status !== 0) throw new Error(ran.stderr);
  answers = JSON.parse(ran.stdout) as Answers;
}, 120_000);

describe.each(questions.map((one, index) => ({ ...one, index, name: `${one.rrule} ${one.start} ${one.zone}` })))(
  '$name',
  (question) => {
    test('is what dateutil and zoneinfo say, for a hundred years', (context) => {
      const { version, answers: spans } = answers ?? endWithout('python3-dateutil is not installed', context);
      const expected = (spans[question.index] ?? []).filter(([start, end]) => start < end);
      const found = allOccurrences(windowOf(question)).map(
        ({ startsAt, endsAt }) => [msOfInstant(startsAt) / 1000, msOfInstant(endsAt) / 1000] as const,
      );
      const versions = `zone database ${calendar.zones.version} here, ${version} there`;
      expect(found.length, versions).toBeGreaterThan(20);
      expect(found, versions).toEqual(expected);
    });
  },
);

/** By the local date of the id: from FROM to TO. Several looks, because one reaches forty years. */
function allOccurrences(window: Window): readonly Occurrence[] {
  const found: Occurrence[] = [];
  let from: Instant = asInstant('2025-12-20T00:00:00.000Z');
  for (let look = 0; look < 4; look += 1) {
    const more = occurrencesOf(window, from, 20_000, calendar).filter(({ startsAt }) => startsAt > from);
    found.push(...more);
    from = more.at(-1)?.startsAt ?? from;
  }
  expect(scheduleOf(window, from, 1, calendar).ended).not.toBe('zone-unknown');
  return found.filter(({ id }) => {
    const date = id.slice(-'2026-01-01t20-00'.length).slice(0, FROM.length);
    return date >= FROM && date <= TO;
  });
}
