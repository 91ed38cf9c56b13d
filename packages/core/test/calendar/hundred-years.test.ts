import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  type Calendar,
  type CivilSpan,
  type DayRule,
  type Occurrence,
  occurrencesOf,
  offsetMsAt,
  scheduleOf,
  type Until,
  type Window,
  type ZoneRules,
} from '@slipway/core/calendar';
import { asInstant, type Instant, msOfInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { runtimeZones } from '@slipway/testkit/zones';
import { beforeAll, describe, expect, type TestContext, test } from 'vitest';

// Every occurrence of a hundred years against python-dateutil and zoneinfo: other code, another zone database file.

/** From 2010, because Morocco's clocks, which went back for Ramadan from 2012 on, stand still since September 2026. */
const FROM = '2010-01-01';
const TO = '2109-12-31';
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
    dtstart: '2009-11-23T00:00:00',
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
  /** Second and offset in seconds, the first for the beginning. */
  readonly zones: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly answers: readonly (readonly [number, number])[][];
}
/** `null`: python3-dateutil is not installed. */
let answers: Answers | null = null;

beforeAll(() => {
  const put = questions.map(({ zone, rrule, dtstart, rule, start, until }) => ({
    ...{ zone, rrule, start, until },
    dtstart: dtstart ?? '2009-11-01T00:00:00',
    plusDays: rule.kind === 'nth-weekday' ? rule.plusDays : 0,
  }));
  const ran = spawnSync('/usr/bin/python3', [join(import.meta.dirname, 'civil-rules.py')], {
    input: JSON.stringify({ from: FROM, to: TO, zones: ZONES, questions: put }),
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
    maxBuffer: 256 * 1024 * 1024,
  });
  if (ran.error !== undefined || ran.stderr.includes("No module named 'dateutil'")) return;
  if (ran.status !== 0) throw new Error(ran.stderr);
  answers = JSON.parse(ran.stdout) as Answers;
}, 120_000);

const asked = (context: TestContext): Answers => answers ?? endWithout('python3-dateutil is not installed', context);

/**
 * The second from which the two databases say otherwise about a zone, which is no mistake of either: one is newer.
 * Infinity where they agree.
 */
function partingOf(zone: string, { zones }: Answers): number {
  const theirs = zones[zone] ?? [];
  const rules = calendar.zones.rulesOf(zone) as ZoneRules;
  const [fromMs, untilMs] = [Date.parse(`${FROM}T00:00:00Z`), Date.parse(`${TO}T00:00:00Z`)];
  const ours = [
    [fromMs / 1000, offsetMsAt(rules, fromMs) / 1000] as const,
    ...rules.changes
      .filter(({ atMs }) => atMs > fromMs && atMs < untilMs)
      .map(({ atMs, offsetMs }) => [atMs / 1000, offsetMs / 1000] as const),
  ];
  const count = Math.max(ours.length, theirs.length);
  for (let index = 0; index < count; index += 1) {
    const [our, their] = [ours[index], theirs[index]];
    if (our?.join() !== their?.join()) return Math.min(our?.[0] ?? Infinity, their?.[0] ?? Infinity);
  }
  return Infinity;
}

test.for(ZONES)('the rules of %s are those of zoneinfo', (zone, context) => {
  const found = asked(context);
  const parting = partingOf(zone, found);
  // The newest change of these zones in either database: 2026.
  expect(parting).toBeGreaterThan(Date.parse('2026-01-01T00:00:00Z') / 1000);
  expect(parting === Infinity || found.version !== calendar.zones.version).toBe(true);
  if (parting !== Infinity) {
    process.stdout.write(`${zone}: zone databases ${calendar.zones.version} and ${found.version} part at ${parting}\n`);
  }
});

describe.each(questions.map((one, index) => ({ ...one, index, name: `${one.rrule} ${one.start} ${one.zone}` })))(
  '$name',
  (question) => {
    test('is what dateutil and zoneinfo say, for a hundred years', (context) => {
      const found = asked(context);
      const before = partingOf(question.zone, found) - 7 * 86_400;
      const theirs = (found.answers[question.index] ?? []).filter(([start, end]) => start < end && start < before);
      const ours = allOccurrences(windowOf(question))
        .map(({ startsAt, endsAt }) => [msOfInstant(startsAt) / 1000, msOfInstant(endsAt) / 1000] as const)
        .filter(([start]) => start < before);
      expect(ours.length).toBeGreaterThan(5);
      expect(ours).toEqual(theirs);
    });
  },
);

/** By the local date of the id: from FROM to TO. Several looks, because one reaches forty years. */
function allOccurrences(window: Window): readonly Occurrence[] {
  const found: Occurrence[] = [];
  let from: Instant = asInstant('2009-12-20T00:00:00.000Z');
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
