import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { freezesOfCalendar, frozenAt } from '@slipway/core/calendar';
import { asInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { runtimeZones } from '@slipway/testkit/zones';
import fc from 'fast-check';
import { expect, test } from 'vitest';

// Freezes out of calendar files against python-dateutil, day by day: other code for the same RFC 5545.

const DAY_MS = 86_400_000;
const FROM = '2026-01-01';
const TO = '2029-12-31';
const zones = runtimeZones();

interface Recurring {
  readonly rrule: string;
  readonly dtstart: string;
}

const CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const codes = fc.subarray(CODES);
const numbers = (max: number): fc.Arbitrary<readonly number[]> =>
  fc.uniqueArray(fc.integer({ min: -max, max }), { maxLength: 4 }).map((list) => list.filter((one) => one !== 0));

/** Rules that keep the day of their DTSTART, as RFC 5545 wants them. */
const recurring: fc.Arbitrary<Recurring> = fc
  .record({
    day: fc.integer({ min: Date.UTC(2024, 0) / DAY_MS, max: Date.UTC(2027, 0) / DAY_MS }),
    freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    interval: fc.integer({ min: 1, max: 5 }),
    byDay: fc.constantFrom('none', 'plain', 'counted', 'from-end'),
    byMonthDay: fc.boolean(),
    byMonth: fc.boolean(),
    end: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 20_000, max: 22_000 })),
    more: fc.record({ codes, monthDays: numbers(31), months: fc.subarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) }),
  })
  .map(({ day, freq, interval, byDay, byMonthDay, byMonth, end, more }) => {
    const date = new Date(day * DAY_MS);
    const [monthDay, month, code] = [date.getUTCDate(), date.getUTCMonth() + 1, CODES[date.getUTCDay()] ?? ''];
    const inMonth = new Date(Date.UTC(date.getUTCFullYear(), month, 0)).getUTCDate();
    const isCounted = (freq === 'MONTHLY' || (freq === 'YEARLY' && byMonth)) && byDay !== 'plain';
    const nth = byDay === 'counted' ? Math.ceil(monthDay / 7) : -Math.ceil((inMonth - monthDay + 1) / 7);
    const days = isCounted ? [`${nth}${code}`] : [...new Set([code, ...more.codes])];
    const hasMonthDays = byMonthDay && freq !== 'WEEKLY' && (byDay === 'none' || !isCounted);
    const parts = [
      `FREQ=${freq};INTERVAL=${interval}`,
      ...(byDay === 'none' ? [] : [`BYDAY=${days.join()}`]),
      ...(hasMonthDays ? [`BYMONTHDAY=${[...new Set([monthDay, ...more.monthDays])].join()}`] : []),
      ...(byMonth ? [`BYMONTH=${[...new Set([month, ...more.months])].join()}`] : []),
      ...(end === null ? [] : [end < 1000 ? `COUNT=${end}` : `UNTIL=${compact(Math.max(end, day))}`]),
    ];
    return { rrule: parts.join(';'), dtstart: date.toISOString().slice(0, 10) };
  });

const compact = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');

test('every day of every recurrence is what dateutil says', (context) => {
  fc.assert(
    fc.property(fc.array(recurring, { minLength: 40, maxLength: 40 }), (questions) => {
      const ran = spawnSync('/usr/bin/python3', [join(import.meta.dirname, 'recurrences.py')], {
        input: JSON.stringify({ from: FROM, to: TO, questions }),
        encoding: 'utf8',
        env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
        maxBuffer: 64 * 1024 * 1024,
      });
      const isThere = ran.error === undefined && !ran.stderr.includes("No module named 'dateutil'");
      if (!isThere) endWithout('python3-dateutil is not installed', context);
      expect(ran.stderr).toBe('');
      const answers = JSON.parse(ran.stdout) as readonly (readonly string[])[];
      for (const [index, question] of questions.entries()) {
        const found = frozenDays(question);
        expect(found ?? answers[index], JSON.stringify(question)).toEqual(answers[index]);
      }
    }),
    // Not made smaller: each try is a process; the message names the one that failed.
    { numRuns: 5, endOnFailure: true },
  );
}, 120_000);

/** As a program would import it and ask at noon. `null`: its COUNT reaches farther than we look. */
function frozenDays({ rrule, dtstart }: Recurring): readonly string[] | null {
  const lines = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'UID:1', `DTSTART;VALUE=DATE:${dtstart.replaceAll('-', '')}`];
  const text = [...lines, `RRULE:${rrule}`, 'END:VEVENT', 'END:VCALENDAR'].join('\n');
  const read = freezesOfCalendar(text, { zones, zone: 'UTC' });
  if (read.kind === 'refused') {
    const refused = read.problems.map(({ detail }) => detail);
    return refused[0]?.includes('forty years') ? null : refused;
  }
  const days: string[] = [];
  for (let ms = Date.parse(FROM); ms <= Date.parse(TO); ms += DAY_MS) {
    const date = new Date(ms).toISOString().slice(0, 10);
    if (frozenAt({ zones, freezes: read.freezes }, asInstant(`${date}T12:00:00.000Z`)) !== null) days.push(date);
  }
  return days;
}
