// The ledger as a chain: every entry names the digest of the one before, so that a gap, a changed line or another order
// shows. Whoever can write the file can also write a new chain; what the controller holds of the head shows that too.

import { digestOf, type Sha256 } from '../document/index.ts';
import { asDigest, type Digest } from '../ids/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { oncePerLedger } from './once.ts';
import type { Adoption, LedgerEntry, LedgerFact, LedgerHead } from './types.ts';

export const EMPTY_LEDGER: LedgerHead = {
  sequence: 0,
  digest: asDigest(`sha256:${'0'.repeat(64)}`),
  generation: 0,
};

/** The entry that follows `head`; writing and syncing it is the ledger port's work. */
export const appendEntry = (
  head: LedgerHead,
  fact: LedgerFact,
  written: { readonly at: Instant; readonly bootId: string },
): LedgerEntry => ({
  sequence: head.sequence + 1,
  previous: head.digest,
  at: written.at,
  bootId: written.bootId,
  ...fact,
});

/** The place after `entry`, which stands after `head`. */
export const headAfter = (head: LedgerHead, entry: LedgerEntry, sha256: Sha256): LedgerHead => ({
  sequence: entry.sequence,
  digest: digestOf(entry, sha256),
  generation: higherGeneration(head.generation, entry),
});

/** Trusts the chain; {@link verifyLedger} does not. */
export const ledgerHead = (ledger: readonly LedgerEntry[], sha256: Sha256): LedgerHead => {
  const last = ledger.at(-1);
  if (last === undefined) return EMPTY_LEDGER;
  return { sequence: last.sequence, digest: digestOfEntry(last, sha256), generation: currentGeneration(ledger) };
};

/** An entry never changes, and the last one is asked for with every check-in. There is one SHA-256. */
const digestOfEntry = (entry: LedgerEntry, sha256: Sha256): Digest => {
  const known = digests.get(entry) ?? digestOf(entry, sha256);
  digests.set(entry, known);
  return known;
};
const digests = new WeakMap<LedgerEntry, Digest>();

/** Follows the chain from `from` on and answers with its head; refuses with `ledger-broken`. */
export const verifyLedger = (
  entries: readonly LedgerEntry[],
  sha256: Sha256,
  from: LedgerHead = EMPTY_LEDGER,
): Outcome<LedgerHead> => {
  let head = from;
  for (const entry of entries) {
    const expected = head.sequence + 1;
    if (entry.sequence !== expected) {
      return refuse('ledger-broken', { sequence: expected, detail: `entry ${entry.sequence} stands in its place` });
    }
    if (entry.previous !== head.digest) {
      return refuse('ledger-broken', { sequence: expected, detail: 'it does not follow from the entry before' });
    }
    head = headAfter(head, entry, sha256);
  }
  return ok(head);
};

/** Highest generation that stands in the ledger; 0 for none. It never falls. */
export const currentGeneration: (ledger: readonly LedgerEntry[]) => number = oncePerLedger((ledger) =>
  ledger.reduce(higherGeneration, 0),
);

const higherGeneration = (highest: number, entry: LedgerEntry): number =>
  'generation' in entry ? Math.max(highest, entry.generation) : highest;

/** The last order that the host obeyed; a host that never had one is only observed. */
export const adoptionOf: (ledger: readonly LedgerEntry[]) => Adoption = oncePerLedger((ledger): Adoption => {
  const last = ledger.findLast(isAdoption);
  if (last === undefined) return { mode: 'observed', order: 0, taken: [] };
  return { mode: last.kind === 'adopted' ? 'adopted' : 'observed', order: last.order, taken: last.taken };
});

type AdoptionEntry = Extract<LedgerEntry, { readonly kind: 'adopted' | 'left' }>;
const isAdoption = (entry: LedgerEntry): entry is AdoptionEntry => entry.kind === 'adopted' || entry.kind === 'left';
