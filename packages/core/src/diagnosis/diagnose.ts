// What is known of a failed step, held against the table.

import type { CauseTable, ReadyCause } from './cause-table.ts';
import type { Diagnosis, FailedStep, FoundLine } from './types.ts';

/** More than these nobody reads, and the first ones explain the others. */
const DIAGNOSES_MAX = 8;
/** The same trouble says the same again and again. */
const EVIDENCE_LINES_MAX = 3;

/**
 * In the table's order: the first is most likely the root. A line counts for the first row that knows it: rows further down
 * say less of it. Empty: nothing of it is known.
 */
export const diagnose = (failed: FailedStep, table: CauseTable): readonly Diagnosis[] => {
  const found: Diagnosis[] = [];
  const known = new Set<FoundLine>();
  for (const row of table.rows) {
    const { family } = row.cause;
    if (family !== 'any' && failed.family !== null && family !== failed.family) continue;
    found.push(...(byReason(row, failed) ?? bySigns(row, failed, known)));
    if (found.length >= DIAGNOSES_MAX) break;
  }
  return found.slice(0, DIAGNOSES_MAX);
};

const byReason = ({ cause }: ReadyCause, { reason }: FailedStep): readonly Diagnosis[] | null => {
  if (reason === null || cause.reasons?.includes(reason.code) !== true) return null;
  const facts = new Map(Object.entries(reason.facts).map(([name, value]) => [name, String(value)]));
  return [{ code: cause.code, what: filled(cause.what, facts), next: filled(cause.next, facts), evidence: [] }];
};

/** One for each that the signs tell apart: two packages whose scripts failed are two things to mend. */
const bySigns = ({ cause, signs }: ReadyCause, { lines }: FailedStep, known: Set<FoundLine>): readonly Diagnosis[] => {
  if (signs.length === 0) return [];
  const found = new Map<string, { readonly next: string; readonly evidence: FoundLine[] }>();
  for (const line of lines) {
    const places = known.has(line) ? null : placesIn(signs, line);
    if (places === null) continue;
    known.add(line);
    const what = filled(cause.what, places);
    const before = found.get(what);
    if (before === undefined) {
      if (found.size < DIAGNOSES_MAX) found.set(what, { next: filled(cause.next, places), evidence: [line] });
    } else if (before.evidence.length < EVIDENCE_LINES_MAX && !before.evidence.some((one) => isSame(one, line))) {
      before.evidence.push(line);
    }
  }
  return [...found].map(([what, { next, evidence }]) => ({ code: cause.code, what, next, evidence }));
};

const placesIn = (signs: ReadyCause['signs'], line: FoundLine): ReadonlyMap<string, string> | null => {
  const text = messageOf(line);
  for (const { logs, pattern } of signs) {
    const places = logs.has(line.log) ? pattern.match(text) : null;
    if (places !== null) return places;
  }
  return null;
};

/** `2026-11-21T20:43:48+0000 WARNING ` of dnf's logs; what it printed itself has none. */
const DNF_PREFIX = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,6} [A-Z]+ /;

const messageOf = ({ log, text }: FoundLine): string =>
  log === 'dnf' || log === 'dnf-rpm' ? text.replace(DNF_PREFIX, '') : text;

/** What a program printed stands in its log again. */
const isSame = (one: FoundLine, other: FoundLine): boolean => one.text.trim() === other.text.trim();

const filled = (text: string, places: ReadonlyMap<string, string>): string =>
  text.replaceAll(/\{(\w+)\}/g, (place, name: string) => places.get(name) ?? place);
