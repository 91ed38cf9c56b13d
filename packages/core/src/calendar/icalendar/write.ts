// Occurrences as a calendar that people subscribe to. In UTC: every program shows it in the reader's own zone, and
// nothing depends on which zone database that program has.

import { explain } from '../../reasons/index.ts';
import type { Instant } from '../../time/index.ts';
import type { ScheduledOccurrence } from '../types.ts';
import { escapeText, foldLine } from './content-lines.ts';

export interface CalendarEntry {
  readonly environment: string;
  /** The policy of the environment that has this window; absent: the environment itself. */
  readonly policyName?: string | null;
  /** Of this environment, in order. */
  readonly ahead: readonly ScheduledOccurrence[];
  /** Lines for people: who approves, where the plan is. */
  readonly description: readonly string[];
}

/**
 * `authority` makes ids unique in the world and must stay what it is: the controller's name. `madeAt` is said as the
 * time of the last change; the same input gives the same text.
 */
export function windowCalendar(options: {
  readonly name: string;
  readonly authority: string;
  readonly madeAt: Instant;
  readonly entries: readonly CalendarEntry[];
}): string {
  const { name, authority, madeAt, entries } = options;
  const events = entries.flatMap(({ environment, policyName = null, ahead, description }) =>
    ahead.flatMap((one) => eventLines({ environment, policyName, one, description, authority, madeAt })),
  );
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Slipway//Window calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(name)}`,
    ...events,
    'END:VCALENDAR',
  ];
  return lines.map(foldLine).join('');
}

function eventLines(options: {
  readonly environment: string;
  readonly policyName: string | null;
  readonly one: ScheduledOccurrence;
  readonly description: readonly string[];
  readonly authority: string;
  readonly madeAt: Instant;
}): readonly string[] {
  const { environment, policyName, one, description, authority, madeAt } = options;
  const { id, startsAt, cutOffAt, endsAt } = one.occurrence;
  const text = [`Hosts may begin until ${cutOffAt}.`, ...one.notes.map(explain), ...description].join('\n');
  // No name has a dot in it, so that no two windows share an id.
  const place = policyName === null ? environment : `${environment}.${policyName}`;
  return [
    'BEGIN:VEVENT',
    `UID:${escapeText(`${place}-${id}@${authority}`)}`,
    `DTSTAMP:${stamp(madeAt)}`,
    `DTSTART:${stamp(startsAt)}`,
    `DTEND:${stamp(endsAt)}`,
    `SUMMARY:${escapeText(`Patch window: ${environment}${policyName === null ? '' : ` (${policyName})`}`)}`,
    `DESCRIPTION:${escapeText(text)}`,
    `CATEGORIES:${escapeText(environment)}`,
    // A window does not make its reader busy.
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** `20261121T080000Z`. */
const stamp = (instant: Instant): string => `${instant.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
