// Freezes from a calendar file: all of them, or what is wrong with it, line by line.

import { freezeProblems } from '../freeze-problems.ts';
import { sentenceOf } from '../problem.ts';
import type { Freeze } from '../types.ts';
import { FREEZES_MAX } from '../window-limits.ts';
import { type CalendarFileProblem, eventsOf } from './components.ts';
import { linesOf } from './content-lines.ts';
import { freezeOf, type ReadingFor } from './event.ts';

export type { CalendarFileProblem } from './components.ts';

export type ReadFreezes =
  | { readonly kind: 'read'; readonly freezes: readonly Freeze[]; readonly leftOut: readonly CalendarFileProblem[] }
  | { readonly kind: 'refused'; readonly problems: readonly CalendarFileProblem[] };

/** 200 events with attachments and long texts: what is larger was not made for freezes. */
const CHARACTERS_MAX = 1_000_000;

/** `reading.zone` is for whole days and times without a zone: the one that the reader's windows are in. */
export function freezesOfCalendar(text: string, reading: ReadingFor): ReadFreezes {
  if (text.length > CHARACTERS_MAX) {
    return { kind: 'refused', problems: [{ line: 1, detail: `is longer than ${CHARACTERS_MAX} characters` }] };
  }
  const found = linesOf(text);
  if (!('lines' in found)) return { kind: 'refused', problems: [found] };
  const { events, problems: misplaced } = eventsOf(found.lines);
  if (events.length > FREEZES_MAX) {
    return { kind: 'refused', problems: [{ line: 1, detail: `has more than ${FREEZES_MAX} events` }] };
  }
  const problems = [...misplaced];
  const leftOut: CalendarFileProblem[] = [];
  const kept: { line: number; uid: string; freeze: Freeze }[] = [];
  for (const event of events) {
    const one = freezeOf(event, reading);
    if (one.kind === 'refused') problems.push(...one.problems);
    else if (one.kind === 'left-out') leftOut.push({ line: event.line, detail: one.detail });
    else kept.push({ line: event.line, uid: one.uid, freeze: one.freeze });
  }
  problems.push(...doubled(kept), ...meaningProblems(kept, reading));
  if (problems.length > 0) return { kind: 'refused', problems: problems.toSorted((a, b) => a.line - b.line) };
  return { kind: 'read', freezes: kept.map(({ freeze }) => freeze), leftOut };
}

function doubled(kept: readonly { readonly line: number; readonly uid: string }[]): readonly CalendarFileProblem[] {
  const uids = kept.map(({ uid }) => uid);
  return kept.flatMap(({ line, uid }, index) =>
    uids.indexOf(uid) === index ? [] : [{ line, detail: `UID "${uid}" stands twice` }],
  );
}

function meaningProblems(
  kept: readonly { readonly line: number; readonly freeze: Freeze }[],
  { zones }: ReadingFor,
): readonly CalendarFileProblem[] {
  return kept.flatMap(({ line, freeze }) =>
    freezeProblems([freeze], zones).map((one) => ({ line, detail: sentenceOf(one) })),
  );
}
