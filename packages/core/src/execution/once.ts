import type { LedgerEntry } from './types.ts';

/**
 * Worked out once for a ledger as it was read: a host asks several times a second what its ledger says, and it seldom has a
 * new line. Whoever reads a longer one has another list; one that grew or shrank in place is looked at anew.
 */
export const oncePerLedger = <T>(
  workOut: (ledger: readonly LedgerEntry[]) => T,
): ((ledger: readonly LedgerEntry[]) => T) => {
  const known = new WeakMap<readonly LedgerEntry[], { readonly lines: number; readonly value: T }>();
  return (ledger) => {
    const before = known.get(ledger);
    if (before !== undefined && before.lines === ledger.length) return before.value;
    const value = workOut(ledger);
    known.set(ledger, { lines: ledger.length, value });
    return value;
  };
};
