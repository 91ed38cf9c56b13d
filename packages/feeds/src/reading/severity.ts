// The vendors' words for how bad something is, as one order.

import type { Severity } from '@slipway/core/advisory';

const WORDS: Readonly<Record<string, Severity>> = {
  negligible: 'negligible',
  unimportant: 'negligible',
  low: 'low',
  minor: 'low',
  medium: 'medium',
  moderate: 'medium',
  high: 'high',
  important: 'high',
  critical: 'critical',
};

/** `null` for `none`, `unknown`, `not yet assigned` and whatever else is no severity. Debian marks a word that is not its own choice with `*`. */
export const severityOf = (word: string | null): Severity | null => {
  const plain = word?.trim().toLowerCase().replace(/\*+$/, '') ?? '';
  return Object.hasOwn(WORDS, plain) ? (WORDS[plain] ?? null) : null;
};

const ORDER: readonly Severity[] = ['negligible', 'low', 'medium', 'high', 'critical'];

/** The worst of several; `null` where none is told. */
export const worstSeverity = (severities: readonly (Severity | null)[]): Severity | null =>
  ORDER.findLast((severity) => severities.includes(severity)) ?? null;
