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
type NumberInput = keyof typeof THRESHOLDS;
const NUMBER_INPUTS = Object.keys(THRESHOLDS) as readonly NumberInput[];
/** Below every threshold that a rule can have. */
const BELOW_ALL = -1;

export function evaluate(rule: UrgencyRule, inputs: RuleInputs): Evaluation {
  const rows = rule.rows.filter(({ when }) => mayHold(when, inputs));
  const missing = [...WORD_INPUTS, ...NUMBER_INPUTS].filter(
    (name) => inputs[name] === null && rows.some(({ when }) => asks(when, name)),
  );
  const possible = new Set<RuleOutcome | null>();
  for (const completed of completions(inputs, missing, rows))
    possible.add(rows.find(({ when }) => mayHold(when, completed))?.outcome ?? null);
  const distinct = distinctOutcomes([...possible]);
  return { possible: distinct, missing: distinct.length > 1 ? missing : [] };
}

/** True where no known input stands against it; with every input known: where it holds. */
function mayHold(when: RuleConditions, inputs: RuleInputs): boolean {
  for (const name of WORD_INPUTS) {
    const words: readonly string[] | undefined = when[name];
    const value = inputs[name];
    if (words !== undefined && value !== null && !words.includes(value)) return false;
  }
  return NUMBER_INPUTS.every((name) => {
    const threshold = when[THRESHOLDS[name]];
    const value = inputs[name];
    return threshold === undefined || value === null || value >= threshold;
  });
}

/** Whether a condition is about this input at all. */
export const asks = (when: RuleConditions, name: InputName): boolean =>
  (name === 'cvssTenths' || name === 'epssPpm' ? when[THRESHOLDS[name]] : when[name]) !== undefined;

/** At most 288 combinations of words (see INPUT_WORDS) times the thresholds of one rule. */
function completions(
  inputs: RuleInputs,
  missing: readonly InputName[],
  rows: UrgencyRule['rows'],
): readonly RuleInputs[] {
  let found: readonly RuleInputs[] = [inputs];
  for (const name of missing) {
    const values = valuesOf(name, rows);
    found = found.flatMap((partly) => values.map((value) => ({ ...partly, [name]: value })));
  }
  return found;
}

const valuesOf = (name: InputName, rows: UrgencyRule['rows']): readonly (string | number)[] =>
  name === 'cvssTenths' || name === 'epssPpm'
    ? [BELOW_ALL, ...new Set(rows.flatMap(({ when }) => when[THRESHOLDS[name]] ?? []))]
    : INPUT_WORDS[name];

function distinctOutcomes(outcomes: readonly (RuleOutcome | null)[]): readonly (RuleOutcome | null)[] {
  const byText = new Map<string, RuleOutcome | null>();
  for (const outcome of outcomes)
    byText.set(outcome === null ? '' : `${outcome.lane} ${outcome.withinDays} ${outcome.forensicTriage}`, outcome);
  return [...byText.values()];
}
