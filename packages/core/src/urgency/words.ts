// The words that a rule can ask for, each input with all the values that it can have: an input that nobody told is tried
// with each of them, so that a rule is unknown only where the answer turns on it.

export const INPUT_WORDS = {
  /** In CISA's catalogue of known exploited vulnerabilities. */
  kev: ['not-listed', 'listed'],
  /** SSVC: is there an exploit, is it used? */
  exploitation: ['none', 'poc', 'active'],
  /** SSVC: can an attacker automate reconnaissance to exploitation? */
  automatable: ['no', 'yes'],
  technicalImpact: ['partial', 'total'],
  /** The host's label of that name. */
  facing: ['isolated', 'internal', 'public'],
  /** The host's label `human-impact`: SSVC's mission and safety impact together. */
  humanImpact: ['low', 'medium', 'high', 'very-high'],
} as const;

export type WordInput = keyof typeof INPUT_WORDS;
export type WordOf<Input extends WordInput> = (typeof INPUT_WORDS)[Input][number];

export const WORD_INPUTS = Object.keys(INPUT_WORDS) as readonly WordInput[];
