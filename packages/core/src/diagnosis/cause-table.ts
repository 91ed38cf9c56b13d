// A table of causes, made ready for looking: each row checked, each pattern read once.

import { REASONS } from '../reasons/index.ts';
import { type Pattern, readPattern } from './pattern.ts';
import { CAUSES } from './table/index.ts';
import type { Cause, SearchedLog, Sign } from './types.ts';

/** In the order in which causes are told. */
export interface CauseTable {
  readonly rows: readonly ReadyCause[];
}

export interface ReadyCause {
  readonly cause: Cause;
  readonly signs: readonly { readonly logs: ReadonlySet<SearchedLog>; readonly pattern: Pattern }[];
}

const CODE = /^[a-z][a-z0-9-]{1,62}$/;
/** A sentence or two: it is read at night. */
const TEXT_LENGTH_MAX = 400;

/** What is wrong with a row, each with the field that it stands in; `sign` counts from 0. */
export interface RowProblem {
  readonly field: 'cause' | 'what' | 'next' | 'signs' | 'pattern' | 'example' | 'logs';
  readonly sign: number | null;
  readonly detail: string;
}

export const rowProblems = (cause: Cause): readonly RowProblem[] => {
  const problems: RowProblem[] = [];
  const tell = (field: RowProblem['field'], detail: string, sign: number | null = null): void => {
    problems.push({ field, sign, detail });
  };
  if (!CODE.test(cause.code)) tell('cause', 'must be 2 to 63 of a-z, 0-9 and -, beginning with a letter');
  if (cause.signs.length === 0 && (cause.reasons ?? []).length === 0)
    tell('signs', 'has none: it would never be found');
  const asked = new Set<string>();
  for (const field of ['what', 'next'] as const) {
    const text = cause[field];
    if (text.trim() === '' || text.length > TEXT_LENGTH_MAX) tell(field, `must be 1 to ${TEXT_LENGTH_MAX} characters`);
    for (const name of namesIn(text)) asked.add(name);
  }
  for (const [at, sign] of cause.signs.entries()) signProblems(sign, asked, (field, detail) => tell(field, detail, at));
  for (const code of cause.reasons ?? []) {
    const given = new Set(namesIn(REASONS[code]));
    const missing = [...asked].find((name) => !given.has(name));
    if (missing !== undefined) tell('what', `says {${missing}}, which the reason ${code} does not give`);
  }
  return problems;
};

const signProblems = (
  sign: Sign,
  asked: ReadonlySet<string>,
  tell: (field: 'logs' | 'pattern' | 'example', detail: string) => void,
): void => {
  if (sign.logs.length === 0) tell('logs', 'names none');
  const read = readPattern(sign.pattern);
  if (!read.ok) {
    tell('pattern', read.problem);
    return;
  }
  const missing = [...asked].find((name) => !read.pattern.names.includes(name));
  if (missing !== undefined) tell('pattern', `does not give {${missing}}, which the text says`);
  if (read.pattern.match(sign.example) === null) tell('example', 'is no line of this pattern');
};

const namesIn = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** Rows that come first are told first. Throws for a row that {@link rowProblems} finds something wrong with. */
export const causeTable = (causes: readonly Cause[]): CauseTable => ({
  rows: causes.map((cause) => ({
    cause,
    signs: cause.signs.map(({ logs, pattern }) => {
      const read = readPattern(pattern);
      if (!read.ok) throw new Error(`the pattern of ${cause.code} ${read.problem}`);
      return { logs: new Set(logs), pattern: read.pattern };
    }),
  })),
});

export const BUILT_IN: CauseTable = causeTable(CAUSES);

/** An operator's own rows know the place better: they are told first. */
export const withOwnRows = (own: readonly Cause[]): CauseTable => ({
  rows: [...causeTable(own).rows, ...BUILT_IN.rows],
});
