// Is a rule pack sound? Everything that is wrong with it at once, each by its place: whoever writes rules mends them in
// one go. Form and sense together, because a pack is a file of people's and has no other reader.

import { isIdentifier } from '../ids/index.ts';
import type { RulePack } from './types.ts';
import { INPUT_WORDS, WORD_INPUTS } from './words.ts';

/** A person reads them all, and every exposure asks them all. */
const RULES_MAX = 64;
/** SSVC's tree for deployers, the largest known, has 72. */
const ROWS_MAX = 288;
/** Ten years: more is no deadline. */
const DAYS_MAX = 3650;
const TITLE_LENGTH_MAX = 200;
/** Thresholds of one input in one rule: each is one more case to try where the input is missing. */
const THRESHOLDS_MAX = 16;

const LANES = ['scheduled', 'out-of-cycle', 'immediate'];
const STARTS = ['known', 'rule-entered', 'host-enrolled', 'facing-changed', 'kev-added'];
const NUMBERS: Readonly<Record<string, number>> = { cvssTenthsMin: 100, epssPpmMin: 1_000_000 };

export interface RuleProblem {
  /** `rules[2].rows[0].outcome.lane` */
  readonly at: string;
  readonly detail: string;
}

export type ValidatedRules =
  | { readonly ok: true; readonly value: RulePack }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

export function validateRules(pack: unknown): ValidatedRules {
  const problems = [...packProblems(pack)];
  return problems.length === 0 ? { ok: true, value: pack as RulePack } : { ok: false, problems };
}

type Problems = Iterable<RuleProblem>;

function* packProblems(pack: unknown): Problems {
  if (!isObject(pack)) return yield { at: '', detail: 'must be an object' };
  yield* unknownKeys(pack, ['schema', 'rules'], '');
  if (pack['schema'] !== 'slipway.urgency/1') yield { at: 'schema', detail: 'must be "slipway.urgency/1"' };
  const rules = pack['rules'];
  if (!Array.isArray(rules)) return yield { at: 'rules', detail: 'must be a list' };
  if (rules.length > RULES_MAX) return yield { at: 'rules', detail: `at most ${RULES_MAX} are allowed` };
  const names = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const at = `rules[${index}]`;
    yield* ruleProblems(rule, at);
    const name = isObject(rule) ? rule['name'] : undefined;
    if (typeof name !== 'string') continue;
    if (names.has(name)) yield { at: `${at}.name`, detail: `"${name}" stands twice` };
    names.add(name);
  }
}

function* ruleProblems(rule: unknown, at: string): Problems {
  if (!isObject(rule)) return yield { at, detail: 'must be an object' };
  const { name, title, rows, clock } = rule;
  yield* unknownKeys(rule, ['name', 'title', 'rows', 'clock'], at);
  if (typeof name !== 'string' || !isIdentifier(name))
    yield { at: `${at}.name`, detail: 'must be 1 to 63 characters of a-z, 0-9 and -' };
  if (typeof title !== 'string' || title === '' || title.length > TITLE_LENGTH_MAX)
    yield { at: `${at}.title`, detail: `must be a text of 1 to ${TITLE_LENGTH_MAX} characters` };
  yield* wordsProblems(clock, STARTS, `${at}.clock`);
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > ROWS_MAX)
    return yield { at: `${at}.rows`, detail: `must be a list of 1 to ${ROWS_MAX} rows` };
  for (const [index, row] of rows.entries()) yield* rowProblems(row, `${at}.rows[${index}]`);
  for (const input of Object.keys(NUMBERS)) {
    const thresholds = new Set(rows.map((row) => (isObject(row) && isObject(row['when']) ? row['when'][input] : 0)));
    if (thresholds.size > THRESHOLDS_MAX)
      yield { at: `${at}.rows`, detail: `at most ${THRESHOLDS_MAX} different ${input} are allowed` };
  }
}

function* rowProblems(row: unknown, at: string): Problems {
  if (!isObject(row)) return yield { at, detail: 'must be an object' };
  yield* unknownKeys(row, ['when', 'outcome'], at);
  yield* whenProblems(row['when'], `${at}.when`);
  yield* outcomeProblems(row['outcome'], `${at}.outcome`);
}

function* whenProblems(when: unknown, at: string): Problems {
  if (!isObject(when)) return yield { at, detail: 'must be an object' };
  yield* unknownKeys(when, [...WORD_INPUTS, ...Object.keys(NUMBERS)], at);
  // A row without a condition would put a deadline on everything, which is a slip of the pen more often than a wish.
  if (Object.keys(when).length === 0) yield { at, detail: 'must ask for something' };
  for (const input of WORD_INPUTS)
    if (when[input] !== undefined) yield* wordsProblems(when[input], INPUT_WORDS[input], `${at}.${input}`);
  for (const [input, max] of Object.entries(NUMBERS))
    if (when[input] !== undefined && !isWhole(when[input], max))
      yield { at: `${at}.${input}`, detail: `must be a whole number from 0 to ${max}` };
}

function* outcomeProblems(outcome: unknown, at: string): Problems {
  if (!isObject(outcome)) return yield { at, detail: 'must be an object' };
  const { lane, withinDays, forensicTriage } = outcome;
  yield* unknownKeys(outcome, ['lane', 'withinDays', 'forensicTriage'], at);
  if (typeof lane !== 'string' || !LANES.includes(lane)) yield { at: `${at}.lane`, detail: oneOf(LANES) };
  if (withinDays !== null && !isWhole(withinDays, DAYS_MAX))
    yield { at: `${at}.withinDays`, detail: `must be null or a whole number from 0 to ${DAYS_MAX}` };
  if (withinDays === null && lane !== 'scheduled')
    yield { at: `${at}.withinDays`, detail: 'only what is scheduled can do without a number of days' };
  if (typeof forensicTriage !== 'boolean') yield { at: `${at}.forensicTriage`, detail: 'must be true or false' };
}

function* wordsProblems(list: unknown, words: readonly string[], at: string): Problems {
  if (!Array.isArray(list) || list.length === 0) return yield { at, detail: `must be a list; ${oneOf(words)}` };
  if (new Set(list).size < list.length) yield { at, detail: 'has a word twice' };
  for (const [index, word] of list.entries())
    if (!words.includes(word)) yield { at: `${at}[${index}]`, detail: oneOf(words) };
}

function* unknownKeys(found: Record<string, unknown>, known: readonly string[], at: string): Problems {
  for (const key of Object.keys(found))
    if (!known.includes(key)) yield { at: at === '' ? key : `${at}.${key}`, detail: `is not known; ${oneOf(known)}` };
}

const oneOf = (words: readonly string[]): string => `must be one of ${words.join(', ')}`;

const isWhole = (value: unknown, max: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
