// Which of the entries that a host sent continue its stored chain: judged alike by every store adapter.

import { digestOf, type Sha256 } from '@slipway/core/document';
import { EMPTY_LEDGER, type LedgerEntry } from '@slipway/core/execution';
import type { Digest } from '@slipway/core/ids';

/** An entry as it is kept: with the digest that the next one names. */
export interface ChainedEntry {
  readonly entry: LedgerEntry;
  readonly digest: Digest;
}

/**
 * The entries that are new, or why none is to be stored (`addLedgerEntries` says what the words mean). `digestAt`
 * answers with the digest of the stored entry of that sequence, `null` where there is none.
 */
export const continueLedger = (
  entries: readonly LedgerEntry[],
  stored: { readonly headSequence: number; readonly digestAt: (sequence: number) => Digest | null },
  sha256: Sha256,
): readonly ChainedEntry[] | 'gap' | 'differs' => {
  const fresh: ChainedEntry[] = [];
  for (const entry of entries) {
    const digest = digestOf(entry, sha256);
    const known = stored.digestAt(entry.sequence);
    if (known !== null) {
      if (known !== digest) return 'differs';
      continue;
    }
    if (entry.sequence !== stored.headSequence + fresh.length + 1) return 'gap';
    const previous = fresh.at(-1)?.digest ?? stored.digestAt(stored.headSequence) ?? EMPTY_LEDGER.digest;
    if (entry.previous !== previous) return 'differs';
    fresh.push({ entry, digest });
  }
  return fresh;
};
