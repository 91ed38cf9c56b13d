// One file: rows, or what is wrong with it.

import { CAUSES, type Cause, type Family, rowProblems, type SearchedLog, type Sign } from '@slipway/core/diagnosis';
import { REASONS, type ReasonCode } from '@slipway/core/reasons';
import { type Entry, Fields, readYaml, type WrittenProblem } from '@slipway/feeds/written';

const FILE_KEYS = ['schema', 'causes'];
const CAUSE_KEYS = ['cause', 'family', 'what', 'next', 'signs', 'reasons'];
const SIGN_KEYS = ['logs', 'pattern', 'example'];
const FAMILIES: readonly Family[] = ['apt', 'dnf', 'any'];
const LOGS: readonly SearchedLog[] = ['output', 'dpkg', 'apt-term', 'dnf', 'dnf-rpm', 'journal'];
/** Each row is held against each line of each failure that somebody asks for. */
const CAUSES_MAX = 200;

const BUILT_IN = new Set(CAUSES.map(({ code }) => code));

/** `taken`: codes that files before this one have. */
export const readCauses = (
  text: string,
  taken: ReadonlySet<string>,
): { readonly causes: readonly Cause[]; readonly problems: readonly WrittenProblem[] } => {
  const read = readYaml(text);
  if (!read.ok) return { causes: [], problems: read.problems };
  const problems: WrittenProblem[] = [];
  const file = Fields.of(read.root, FILE_KEYS, problems);
  file?.text('schema', {
    must: true,
    allows: (schema) => schema === 'slipway.diagnosis/1',
    form: '"slipway.diagnosis/1"',
  });
  const entries = file?.list('causes', { must: true }) ?? [];
  if (entries.length > CAUSES_MAX) file?.wrong('causes', `are more than ${CAUSES_MAX}`);
  const codes = new Set(taken);
  const causes = entries.flatMap((entry) => {
    const fields = Fields.of(entry, CAUSE_KEYS, problems);
    const cause = fields === null ? null : causeIn(fields, problems);
    if (fields === null || cause === null) return [];
    if (BUILT_IN.has(cause.code)) fields.wrong('cause', `"${cause.code}" is a built-in one: give it another name`);
    else if (codes.has(cause.code)) fields.wrong('cause', `"${cause.code}" is there already`);
    codes.add(cause.code);
    return [cause];
  });
  return problems.length > 0
    ? { causes: [], problems: problems.toSorted((a, b) => a.line - b.line) }
    : { causes, problems };
};

/** `null`, and problems, where something is missing; else what it says is checked as the built-in rows are. */
const causeIn = (fields: Fields, problems: WrittenProblem[]): Cause | null => {
  const code = fields.text('cause', { must: true });
  const family = fields.has('family') ? fields.word('family', FAMILIES, { must: true }) : 'any';
  const what = fields.text('what', { must: true });
  const next = fields.text('next', { must: true });
  const isReason = (text: string): boolean => Object.hasOwn(REASONS, text);
  const reasons = fields.texts('reasons', { allows: isReason, form: "a reason's code" }) as readonly ReasonCode[];
  const entries = fields.list('signs', { must: !fields.has('reasons') });
  const signs = entries.map((entry) => signIn(entry, problems));
  const whole = signs.flatMap((sign) => sign ?? []);
  if (code === null || family === null || what === null || next === null || whole.length < signs.length) return null;
  const cause: Cause = {
    ...{ code, family, what, next },
    signs: whole.map(({ sign }) => sign),
    ...(reasons.length === 0 ? {} : { reasons }),
  };
  for (const { field, sign, detail } of rowProblems(cause)) {
    if (sign === null) fields.wrong(field, detail);
    else whole[sign]?.fields.wrong(field, detail);
  }
  return cause;
};

const signIn = (entry: Entry, problems: WrittenProblem[]): { readonly fields: Fields; readonly sign: Sign } | null => {
  const fields = Fields.of(entry, SIGN_KEYS, problems);
  if (fields === null) return null;
  const isLog = (text: string): boolean => LOGS.some((log) => log === text);
  const logs = fields.texts('logs', { allows: isLog, form: `one of ${LOGS.join(', ')}` }) as readonly SearchedLog[];
  const pattern = fields.text('pattern', { must: true });
  const example = fields.text('example', { must: true });
  if (logs.length === 0) fields.wrong('logs', `names one or more of ${LOGS.join(', ')}`);
  return logs.length === 0 || pattern === null || example === null
    ? null
    : { fields, sign: { logs, pattern, example } };
};
