import { runtimeZones } from '@slipway/testkit/zones';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asInstant } from '../../time/index.ts';
import { scheduleOf } from '../schedule.ts';
import type { CivilWindow } from '../types.ts';
import { escapeText, foldLine, linesOf, unescapeText } from './content-lines.ts';
import { freezesOfCalendar } from './read.ts';
import { windowCalendar } from './write.ts';

const zones = runtimeZones();
const window: CivilWindow = {
  ...{ kind: 'weekly', weekdays: ['saturday'], zone: 'Europe/Berlin', start: '20:00' },
  ...{ until: { kind: 'local', time: '06:00', daysLater: 1 }, cutOffMinutes: 120 },
};
const { ahead } = scheduleOf(window, asInstant('2027-03-21T12:00:00.000Z'), 2, { zones, freezes: [] });
const text = windowCalendar({
  ...{ name: 'Windows; operations, prod', authority: 'slipway.example', madeAt: asInstant('2026-11-21T08:00:00.000Z') },
  entries: [{ environment: 'prod', ahead, description: ['Approved by: operations, security', 'Grüße aus München'] }],
});
const octets = (line: string): number => new TextEncoder().encode(line).length;

describe('the window calendar', () => {
  it('is a calendar in UTC with a stable id per occurrence', () => {
    const found = linesOf(text);
    const lines = 'lines' in found ? found.lines : [];
    const values = (name: string): readonly string[] =>
      lines.filter((one) => one.name === name).map(({ value }) => value);
    expect(values('UID')).toEqual([
      'prod-weekly-2027-03-27t20-00@slipway.example',
      'prod-weekly-2027-04-03t20-00@slipway.example',
    ]);
    expect(values('DTSTART')).toEqual(['20270327T190000Z', '20270403T180000Z']);
    expect(values('DTEND')).toEqual(['20270328T040000Z', '20270404T040000Z']);
    expect(values('DTSTAMP')).toEqual(['20261121T080000Z', '20261121T080000Z']);
    expect(values('X-WR-CALNAME').map(unescapeText)).toEqual(['Windows; operations, prod']);
    expect(values('DESCRIPTION').map(unescapeText)[0]?.split('\n')).toEqual([
      'Hosts may begin until 2027-03-28T02:00:00.000Z.',
      'The clocks of Europe/Berlin change in the window of 2027-03-27: it is 540 minutes long, usually 600.',
      'Approved by: operations, security',
      'Grüße aus München',
    ]);
  });

  it('has lines of at most 75 octets, each ended by CRLF', () => {
    const lines = text.split('\r\n');
    expect(lines.at(-1)).toBe('');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...lines.map(octets))).toBeLessThanOrEqual(75);
    expect(lines.some((line) => line.startsWith(' '))).toBe(true);
  });

  it('is read again as the same spans', () => {
    const read = freezesOfCalendar(text, { zones, zone: 'Europe/Berlin' });
    expect(read.kind === 'read' ? read.freezes.map(({ when }) => when) : read.problems).toEqual(
      ahead.map(({ occurrence: { startsAt, endsAt } }) => ({ kind: 'dates', spans: [{ startsAt, endsAt }] })),
    );
  });
});

describe('a content line', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 400 });

  it('folded is never longer than 75 octets, never splits a character, and unfolds to itself', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const folded = foldLine(`SUMMARY:${escapeText(value)}`);
        expect(folded.split('\r\n').every((line) => octets(line) <= 75)).toBe(true);
        const found = linesOf(folded);
        expect('lines' in found ? found.lines[0]?.value : found).toBe(escapeText(value));
      }),
    );
  });

  it('holds any text without control characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ';', ',', '\\', 'n', 'N', ':', '"', '\n', ' ', 'é', '€', '😀') }),
        (value) => {
          expect(unescapeText(escapeText(value))).toBe(value);
        },
      ),
    );
  });

  it.each(['', 'X', ':', 'A;B:1', 'A;B=1;B=2:3', 'A B:1', 'A;B="1:2'])('%s is none', (line) => {
    expect(linesOf(`BEGIN:VCALENDAR\r\n${line === '' ? '\u0000' : line}\r\n`)).toMatchObject({ line: 2 });
  });
});
