// A reading out of what the host's own means answered. Anything that is not one of the four answers of a plug-in is unknown.

import type { CheckAgain } from '../check/index.ts';
import { explain, type Outcome } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import type { Reading, ReadingState } from './types.ts';

/** Of the line that is kept: enough for a sentence, and a fleet's worth of them still fits a report. */
export const LINE_LENGTH_MAX = 1000;

/** Exit statuses of Nagios plug-ins (monitoring-plugins.org, Plugin Development Guidelines, "Plugin Return Codes"). */
const STATES: readonly ReadingState[] = ['ok', 'warning', 'critical', 'unknown'];

export const readingOfPlugIn = (
  answer: Outcome<{ readonly status: number; readonly output: string }>,
  takenAt: Instant,
): Reading => {
  if (!answer.ok) return unknown(explain(answer.reason), takenAt);
  const { status, output } = answer.value;
  const state = STATES[status] ?? 'unknown';
  const said = firstLine(output);
  const text = status in STATES ? said : `ended with status ${status}${said === '' ? '' : `: ${said}`}`;
  return { state, text: text.slice(0, LINE_LENGTH_MAX), takenAt, exit: status, modifiedAt: null };
};

export const readingOfFile = (modifiedAt: Outcome<Instant>, takenAt: Instant): Reading =>
  modifiedAt.ok
    ? { state: 'ok', text: '', takenAt, exit: null, modifiedAt: modifiedAt.value }
    : unknown(explain(modifiedAt.reason), takenAt);

/** As a check of a plan has it: nothing but `active` is well. `unknown` is the word of who could not ask. */
export const readingOfUnit = (unit: string, state: string, takenAt: Instant): Reading =>
  state === 'unknown'
    ? unknown(`the service manager does not say in what state ${unit} is`, takenAt)
    : {
        ...{ state: state === 'active' ? 'ok' : 'critical', text: firstLine(`it is ${state}`) },
        ...{ takenAt, exit: null, modifiedAt: null },
      };

/** One that is not well is enough, and one that could not be asked proves nothing. */
export const readingOfChecks = (checks: readonly CheckAgain[], takenAt: Instant): Reading => {
  const bad = checks.filter(({ judged }) => judged === 'not-well');
  const ill = bad.find(({ state }) => state !== 'unknown') ?? bad[0];
  const more = bad.length > 1 ? `, and ${bad.length - 1} more` : '';
  const text = ill === undefined ? `${checks.length} asked` : `${ill.asked}: ${ill.detail}${more}`;
  const state = ill === undefined ? 'ok' : ill.state === 'unknown' ? 'unknown' : 'critical';
  return { state, text: firstLine(text), takenAt, exit: null, modifiedAt: null, checks };
};

/** Nothing could be said, and why. */
export const readingUnknown = (why: string, takenAt: Instant): Reading => unknown(why, takenAt);

const unknown = (why: string, takenAt: Instant): Reading => ({
  state: 'unknown',
  text: firstLine(why),
  takenAt,
  exit: null,
  modifiedAt: null,
});

/** The first line, without performance data (from `|` on) and without what a terminal would act on. */
export const firstLine = (output: string): string =>
  (output.split('\n', 1)[0] ?? '')
    .replace(/\|.*$/s, '')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .slice(0, LINE_LENGTH_MAX)
    // A slice may have cut a character of two code units in half, which no canonical form has.
    .replace(/[\ud800-\udbff]$/, '');
