// The events of a calendar file, and whatever else it holds that cannot be passed over.

import type { ContentLine } from './content-lines.ts';

export interface EventLines {
  /** Of its BEGIN. */
  readonly line: number;
  readonly properties: readonly ContentLine[];
}

export interface CalendarFileProblem {
  readonly line: number;
  readonly detail: string;
}

/**
 * Nothing in these changes when an event is: an alarm rings, and a VTIMEZONE describes a zone that is taken by its IANA
 * name from the zone database instead.
 */
const PASSED_OVER = new Set(['VALARM', 'VTIMEZONE', 'STANDARD', 'DAYLIGHT']);

/** Of the calendar itself; RFC 5545 and 7986. CALSCALE and METHOD are looked at. */
const OF_CALENDAR = new Set([
  ...['PRODID', 'VERSION', 'CALSCALE', 'METHOD', 'NAME', 'DESCRIPTION', 'UID', 'URL', 'SOURCE', 'COLOR', 'IMAGE'],
  ...['CATEGORIES', 'LAST-MODIFIED', 'REFRESH-INTERVAL'],
]);

export function eventsOf(lines: readonly ContentLine[]): {
  readonly events: readonly EventLines[];
  readonly problems: readonly CalendarFileProblem[];
} {
  const events: { line: number; properties: ContentLine[] }[] = [];
  const problems: CalendarFileProblem[] = [];
  const open: string[] = [];
  for (const one of lines) {
    const detail = step(open, one, events);
    if (detail !== null) problems.push({ line: one.line, detail });
    // What comes after an end that fits nothing cannot be told apart any more.
    if (detail === MISPLACED) return { events, problems };
  }
  if (open.length > 0) problems.push({ line: lines.at(-1)?.line ?? 1, detail: `ends within ${open.join(', ')}` });
  if (lines.length === 0) problems.push({ line: 1, detail: 'is empty; a calendar begins with BEGIN:VCALENDAR' });
  return { events, problems };
}

const MISPLACED = 'does not belong here: BEGIN and END do not match';

function step(open: string[], line: ContentLine, events: { line: number; properties: ContentLine[] }[]): string | null {
  const within = open.at(-1);
  const component = line.value.trim().toUpperCase();
  if (line.name === 'BEGIN') {
    open.push(component);
    if (within === undefined) return component === 'VCALENDAR' ? null : MISPLACED;
    if (PASSED_OVER.has(component) || open.some((one) => PASSED_OVER.has(one))) return null;
    if (component !== 'VEVENT' || within !== 'VCALENDAR') return `${component} is not understood; freezes are VEVENTs`;
    events.push({ line: line.line, properties: [] });
    return null;
  }
  if (line.name === 'END') return open.pop() === component ? null : MISPLACED;
  if (within === undefined) return MISPLACED;
  if (within === 'VCALENDAR') return calendarProperty(line, component);
  if (within === 'VEVENT') events.at(-1)?.properties.push(line);
  return null;
}

function calendarProperty({ name }: ContentLine, value: string): string | null {
  if (name === 'CALSCALE' && value !== 'GREGORIAN') return `CALSCALE ${value} is not understood; write GREGORIAN`;
  if (name === 'VERSION' && value !== '2.0') return `VERSION ${value} is not understood; write 2.0`;
  if (name === 'METHOD' && value === 'CANCEL') return 'METHOD:CANCEL takes events back; give the calendar as it is now';
  return OF_CALENDAR.has(name) || name.startsWith('X-') ? null : `${name} is not understood`;
}
