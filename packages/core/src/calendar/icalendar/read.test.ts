import { runtimeZones } from '@slipway/testkit/zones';
import { describe, expect, it } from 'vitest';
import type { Freeze } from '../types.ts';
import { type CalendarFileProblem, freezesOfCalendar } from './read.ts';

const reading = { zones: runtimeZones(), zone: 'Europe/Berlin' };

const file = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Made//Test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
/** Its own lines begin on line 6. */
const event = (...lines: readonly string[]): string =>
  file('BEGIN:VEVENT', 'UID:one@made.example', ...lines, 'END:VEVENT');

function frozen(text: string): readonly Freeze[] {
  const read = freezesOfCalendar(text, reading);
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.problems));
  return read.freezes;
}
function refused(text: string): readonly CalendarFileProblem[] {
  const read = freezesOfCalendar(text, reading);
  return read.kind === 'refused' ? read.problems : [];
}
const whenOf = (...lines: readonly string[]): Freeze['when'] | undefined => frozen(event(...lines))[0]?.when;

describe('a calendar file', () => {
  it('as calendar programs write it gives freezes with name, reason and time', () => {
    const text = file(
      ...['METHOD:PUBLISH', 'X-WR-CALNAME:Change freezes', 'X-WR-TIMEZONE:Europe/Berlin'],
      ...['BEGIN:VTIMEZONE', 'TZID:Europe/Berlin', 'BEGIN:STANDARD', 'DTSTART:19701025T030000'],
      ...[
        'TZOFFSETFROM:+0200',
        'TZOFFSETTO:+0100',
        'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
        'END:STANDARD',
        'END:VTIMEZONE',
      ],
      ...['BEGIN:VEVENT', 'DTSTAMP:20261120T080000Z', 'UID:year-end@made.example', 'SEQUENCE:3'],
      ...['SUMMARY:Year-end closing\\, finance', 'DESCRIPTION:A long text that is', '  folded', 'X-APPLE-TRAVEL:no'],
      ...['DTSTART;VALUE=DATE:20261220', 'DTEND;VALUE=DATE:20270106', 'RRULE:FREQ=YEARLY'],
      ...['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT15M', 'END:VALARM', 'END:VEVENT'],
      ...[
        'BEGIN:VEVENT',
        'UID:two@made.example',
        'SUMMARY:Gone',
        'STATUS:CANCELLED',
        'DTSTART:20261101T000000Z',
        'END:VEVENT',
      ],
    );
    const read = freezesOfCalendar(text, reading);
    expect(read).toEqual({
      kind: 'read',
      freezes: [
        {
          name: expect.stringMatching(/^ics-year-end-closing-finance-[0-9a-f]{8}$/),
          why: 'Year-end closing, finance',
          when: {
            ...{ kind: 'recurring', zone: 'Europe/Berlin', start: '00:00' },
            until: { kind: 'local', time: '00:00', daysLater: 17 },
            days: { every: 'year', interval: 1, from: '2026-12-20' },
          },
        },
      ],
      leftOut: [{ line: 32, detail: 'two@made.example is cancelled' }],
    });
  });

  const berlin = { kind: 'recurring', zone: 'Europe/Berlin' };
  const once = (from: string) => ({ every: 'day', interval: 1, from, until: from });

  it.each<[string, readonly string[], object]>([
    [
      'a day',
      ['DTSTART;VALUE=DATE:20261224'],
      { ...berlin, start: '00:00', until: { kind: 'local', time: '00:00', daysLater: 1 }, days: once('2026-12-24') },
    ],
    [
      'hours in a zone',
      ['DTSTART;TZID=America/New_York:20261224T080000', 'DTEND;TZID=America/New_York:20261225T000000'],
      {
        kind: 'recurring',
        zone: 'America/New_York',
        start: '08:00',
        until: { kind: 'local', time: '00:00', daysLater: 1 },
        days: once('2026-12-24'),
      },
    ],
    [
      'a quoted zone',
      ['DTSTART;TZID="Asia/Kathmandu":20261224T080000', 'DURATION:PT90M'],
      {
        kind: 'recurring',
        zone: 'Asia/Kathmandu',
        start: '08:00',
        until: { kind: 'elapsed', minutes: 90 },
        days: once('2026-12-24'),
      },
    ],
    [
      'hours without a zone',
      ['DTSTART:20261224T080000', 'DTEND:20261224T235959'],
      { ...berlin, start: '08:00', until: { kind: 'local', time: '00:00', daysLater: 1 }, days: once('2026-12-24') },
    ],
    [
      'hours in UTC',
      ['DTSTART:20261224T080030Z', 'DURATION:P1D'],
      { kind: 'dates', spans: [{ startsAt: '2026-12-24T08:00:00.000Z', endsAt: '2026-12-25T08:01:00.000Z' }] },
    ],
    [
      'a week by the calendar',
      ['DTSTART:20270325T080000', 'DURATION:P1W'],
      { ...berlin, start: '08:00', until: { kind: 'local', time: '08:00', daysLater: 7 }, days: once('2027-03-25') },
    ],
  ])('gives %s', (_name, lines, expected) => {
    expect(whenOf(...lines)).toEqual(expected);
  });

  it.each<[string, readonly string[], object]>([
    [
      'every second Tuesday',
      ['RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=MO'],
      { every: 'week', interval: 2, weekdays: [{ weekday: 'tuesday' }] },
    ],
    [
      'the second Tuesday',
      ['RRULE:FREQ=MONTHLY;BYDAY=2TU'],
      { every: 'month', interval: 1, weekdays: [{ weekday: 'tuesday', nth: 2 }] },
    ],
    [
      'a month day of some months',
      ['RRULE:FREQ=YEARLY;BYMONTH=12,3;BYMONTHDAY=8,-1'],
      { every: 'year', interval: 1, monthDays: [8, -1], months: [12, 3] },
    ],
    ['three times', ['RRULE:FREQ=MONTHLY;COUNT=3'], { every: 'month', interval: 1, until: '2027-02-08' }],
    [
      'until the instant of a start',
      ['RRULE:FREQ=DAILY;UNTIL=20261210T190000Z'],
      { every: 'day', interval: 1, until: '2026-12-10' },
    ],
    [
      'until just before it',
      ['RRULE:FREQ=DAILY;UNTIL=20261210T185959Z'],
      { every: 'day', interval: 1, until: '2026-12-09' },
    ],
    [
      'with exceptions',
      ['RRULE:FREQ=DAILY', 'EXDATE;TZID=Europe/Berlin:20261209T200000,20261211T200000', 'EXDATE:20261210T190000Z'],
      { every: 'day', interval: 1, except: ['2026-12-09', '2026-12-11', '2026-12-10'] },
    ],
  ])('recurs: %s', (_name, lines, expected) => {
    // 2026-12-08 is the second Tuesday of December.
    const when = whenOf('DTSTART;TZID=Europe/Berlin:20261208T200000', 'DURATION:PT2H', ...lines);
    expect(when).toMatchObject({ kind: 'recurring', days: { from: '2026-12-08', ...expected } });
  });

  const rule = (text: string): readonly string[] => ['DTSTART;VALUE=DATE:20261208', `RRULE:${text}`];
  it.each<[string, readonly string[], number, string]>([
    ['no start', ['SUMMARY:x'], 4, 'DTSTART'],
    ['no end', ['DTSTART:20261224T080000'], 6, 'freezes nothing'],
    ['an end before the start', ['DTSTART:20261224T080000', 'DTEND:20261224T070000'], 7, 'not after DTSTART'],
    ['an end of another kind', ['DTSTART:20261224T080000', 'DTEND;VALUE=DATE:20261225'], 7, 'another kind'],
    [
      'an end in another zone',
      ['DTSTART;TZID=UTC:20261224T080000', 'DTEND;TZID=Europe/Berlin:20261225T080000'],
      7,
      'another TZID',
    ],
    [
      'end and duration',
      ['DTSTART:20261224T080000', 'DTEND:20261224T090000', 'DURATION:PT1H'],
      7,
      'DTEND and DURATION',
    ],
    ['a backward duration', ['DTSTART:20261224T080000', 'DURATION:-PT1H'], 7, 'forward'],
    ['a mixed duration', ['DTSTART:20261224T080000', 'DURATION:P1DT1H'], 7, 'mixes'],
    ['an unfinished duration', ['DTSTART:20261224T080000', 'DURATION:PT'], 7, 'forward'],
    ['a day that does not exist', ['DTSTART;VALUE=DATE:20260230'], 6, 'exists'],
    ['a time where a day was said', ['DTSTART;VALUE=DATE:20261224T080000'], 6, 'not a DATE'],
    ['a period', ['DTSTART;VALUE=PERIOD:20261224T080000Z/PT1H'], 6, 'PERIOD'],
    [
      'a zone of another database',
      ['DTSTART;TZID=W. Europe Standard Time:20261224T080000', 'DURATION:PT1H'],
      6,
      'W. Europe Standard Time',
    ],
    ['UTC with a zone', ['DTSTART;TZID=Europe/Berlin:20261224T080000Z', 'DURATION:PT1H'], 6, 'UTC and has a TZID'],
    ['two starts', ['DTSTART;VALUE=DATE:20261224', 'DTSTART;VALUE=DATE:20261225'], 7, 'stands twice'],
    ['more dates', ['DTSTART;VALUE=DATE:20261224', 'RDATE;VALUE=DATE:20261226'], 7, 'RDATE'],
    [
      'one changed repetition',
      ['DTSTART;VALUE=DATE:20261224', 'RECURRENCE-ID;VALUE=DATE:20261224'],
      7,
      'RECURRENCE-ID',
    ],
    ['a property of tomorrow', ['DTSTART;VALUE=DATE:20261224', 'MOONPHASE:FULL'], 7, 'MOONPHASE'],
    ['a parameter that moves time', ['DTSTART;VALUE=DATE;RANGE=THISANDFUTURE:20261224'], 6, 'RANGE'],
    ['hours of every day', rule('FREQ=HOURLY'), 7, 'FREQ=HOURLY'],
    ['no frequency', rule('INTERVAL=2'), 7, 'FREQ='],
    ['positions', rule('FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1'), 7, 'BYSETPOS'],
    ['weeks of the year', rule('FREQ=YEARLY;BYWEEKNO=50'), 7, 'BYWEEKNO'],
    ['counted weekdays of a week', rule('FREQ=WEEKLY;BYDAY=2TU'), 7, 'not MONTHLY'],
    ['counted weekdays of a year', rule('FREQ=YEARLY;BYDAY=20TU'), 7, 'BYDAY=20TU'],
    ['month days of a week', rule('FREQ=WEEKLY;BYMONTHDAY=8'), 7, 'WEEKLY'],
    ['weeks that begin on Sunday', rule('FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU'), 7, 'WKST=SU'],
    ['a count and an end', rule('FREQ=DAILY;COUNT=2;UNTIL=20261224'), 7, 'both'],
    ['a count without end', rule('FREQ=YEARLY;COUNT=100'), 7, 'COUNT=100'],
    ['an end in another form', rule('FREQ=DAILY;UNTIL=20261224T000000Z'), 7, 'UNTIL'],
    ['a start that the rule leaves out', rule('FREQ=WEEKLY;BYDAY=MO'), 7, 'leaves out the day of DTSTART'],
    ['an end before the start of the rule', rule('FREQ=DAILY;UNTIL=20261201'), 4, 'never happens'],
    [
      'an exception at another hour',
      ['DTSTART:20261208T080000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY', 'EXDATE:20261209T090000'],
      9,
      'EXDATE',
    ],
    ['an exception without a rule', ['DTSTART;VALUE=DATE:20261208', 'EXDATE;VALUE=DATE:20261208'], 7, 'needs an RRULE'],
    ['more than a year', ['DTSTART;VALUE=DATE:20261208', 'DTEND;VALUE=DATE:20291208'], 4, 'days long at most'],
  ])('is refused for %s, with its line', (_name, lines, line, detail) => {
    const found = refused(event(...lines));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ line, detail: expect.stringContaining(detail) });
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'BEGIN:VCALENDAR'],
    ['something else', '<html></html>', 'not a content line'],
    ['half a file', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n', 'ends within'],
    ['a wrong end', 'BEGIN:VCALENDAR\r\nEND:VEVENT\r\n', 'does not belong here'],
    ['an event outside', 'BEGIN:VEVENT\r\nEND:VEVENT\r\n', 'does not belong here'],
    ['another calendar', file('CALSCALE:HEBREW'), 'HEBREW'],
    ['events taken back', file('METHOD:CANCEL'), 'CANCEL'],
    ['to-dos', file('BEGIN:VTODO', 'END:VTODO'), 'VTODO'],
    [
      'an id twice',
      file(
        ...['a', 'b'].flatMap((x) => [
          'BEGIN:VEVENT',
          'UID:1',
          `SUMMARY:${x}`,
          'DTSTART;VALUE=DATE:20261224',
          'END:VEVENT',
        ]),
      ),
      'stands twice',
    ],
    [
      'too many events',
      file(...Array.from({ length: 201 }, () => ['BEGIN:VEVENT', 'END:VEVENT']).flat()),
      'more than 200',
    ],
    ['too much text', `BEGIN:VCALENDAR\r\nX-A:${'a'.repeat(1_000_001)}`, 'longer than'],
  ])('that is %s is refused', (_name, text, detail) => {
    expect(refused(text)[0]?.detail).toContain(detail);
  });

  it('says everything that is wrong at once, in the order of the file', () => {
    const text = file(
      ...['BEGIN:VEVENT', 'UID:1', 'DTSTART;VALUE=DATE:20261224', 'RRULE:FREQ=HOURLY', 'END:VEVENT'],
      ...['BEGIN:VJOURNAL', 'END:VJOURNAL'],
      ...['BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20261224', 'RDATE:20261224', 'END:VEVENT'],
    );
    expect(refused(text).map(({ line }) => line)).toEqual([7, 9, 11, 13]);
  });
});
