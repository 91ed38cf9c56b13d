// What a rule says where inputs may be missing: every value that a missing input can have is tried. Where all of them
// come to the same, nothing is unknown; else what is certain is the laxest of them.

import type { InputName, RuleConditions, RuleOutcome, UrgencyRule } from './types.ts';
import { INPUT_WORDS, WORD_INPUTS, type WordInput } from './words.ts';

export type RuleInputs = Readonly<Record<WordInput, string | null>> & {
  readonly cvssTenths: number | null;
  readonly epssPpm: number | null;
};

export interface Evaluation {
  /** Every outcome that is possible; `null`: the rule does not apply. Never empty. */
  readonly possible: readonly (RuleOutcome | null)[];
  /** Inputs that nobody told and that the possible outcomes turn on. */
  readonly missing: readonly InputName[];
}

const THRESHOLDS = { cvssTenths: 'cvssTenthsMin', epssPpm: 'epssPpmMin' } as const;
const INPUT_NAMES: readonly InputName[] = [...WORD_INPUTS, 'cvssTenths', 'epssPpm'];
/** Below every threshold that a rule can have. */
const BELOW_ALL = -1;

type Rows = UrgencyRule['rows'];

export function evaluate(rule: UrgencyRule, inputs: RuleInputs): Evaluation {
  const rows = rule.rows.filter(({ when }) => INPUT_NAMES.every((name) => mayHold(when, name, inputs[name])));
  const missing = INPUT_NAMES.filter((name) => inputs[name] === null && rows.some(({ when }) => asks(when, name)));
  const found = new Map<string, RuleOutcome | null>();
  addOutcomes(found, rows, missing);
  const possible = [...found.values()];
  return { possible, missing: possible.length > 1 ? missing : [] };
}

/** Input by input, with the rows that each value leaves: a table is walked like the tree that it is. */
function addOutcomes(found: Map<string, RuleOutcome | null>, rows: Rows, missing: readonly InputName[]): void {
  const [first] = rows;
  // What the first row does not ask for cannot keep it from being the one that counts.
  const name = first === undefined ? undefined : missing.find((input) => asks(first.when, input));
  if (name === undefined) {
    const outcome = first?.outcome ?? null;
    found.set(outcome === null ? '' : `${outcome.lane} ${outcome.withinDays} ${outcome.forensicTriage}`, outcome);
    return;
  }
  const others = missing.filter((input) => input !== name);
  for (const value of valuesOf(name, rows))
    addOutcomes(
      found,
      rows.filter(({ when }) => mayHold(when, name, value)),
      others,
    );
}

/** True where a value does not stand against it; one that is missing never does. */
function mayHold(when: RuleConditions, name: InputName, value: string | number | null): boolean {
  if (value === null) return true;
  if (typeof value === 'number') {
    const threshold = name === 'cvssTenths' || name === 'epssPpm' ? when[THRESHOLDS[name]] : undefined;
    return threshold === undefined || value >= threshold;
  }
  const words: readonly string[] | undefined = name === 'cvssTenths' || name === 'epssPpm' ? undefined : when[name];
  return words?.includes(value) ?? true;
}

/** Whether a condition is about this input at all. */
export const asks = (when: RuleConditions, name: InputName): boolean =>
  (name === 'cvssTenths' || name === 'epssPpm' ? when[THRESHOLDS[name]] : when[name]) !== undefined;

const valuesOf = (name: InputName, rows: Rows): readonly (string | number)[] =>
  name === 'cvssTenths' || name === 'epssPpm'
    ? [BELOW_ALL, ...new Set(rows.flatMap(({ when }) => when[THRESHOLDS[name]] ?? []))]
    : INPUT_WORDS[name];
