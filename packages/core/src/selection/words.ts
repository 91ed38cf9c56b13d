// The words that mean something in a selector.

import type { TextFact } from './types.ts';

export const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'exists', 'label', 'package']);

const TEXT_FACTS: ReadonlySet<string> = new Set<TextFact>([
  'host',
  'hostname',
  'mode',
  'distribution',
  'release',
  'architecture',
  'reboot',
]);

export const isTextFact = (word: string): word is TextFact => TEXT_FACTS.has(word);

/** A label of this name must be written `label("…")`. */
export const hidesLabel = (word: string): boolean =>
  RESERVED.has(word) || isTextFact(word) || word === 'kernel' || word === 'stale';

/** Facts with a closed list of values: another one would select nothing for ever, in silence. */
export const FACT_VALUES: Readonly<Partial<Record<TextFact, readonly string[]>>> = {
  mode: ['observed', 'adopted'],
  reboot: ['needed', 'not-needed'],
};
