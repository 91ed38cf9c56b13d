// What a host's ledger says of its newest attempt. The digest of its head stands for every line of it: a ledger that has not
// grown since the last look is not read again. With every look over every host that was most of what a rollout cost.

import { type LedgerEntry, summariseAttempt, transactionTrace } from '@slipway/core/execution';
import type { Digest, HostId } from '@slipway/core/ids';
import { type AttemptObservation, observeAttempt } from '@slipway/core/rollout';
import type { StoreView } from '../../ports/index.ts';

/** More hosts than one controller drives; each is some hundred bytes. */
const KNOWN_MAX = 50_000;
const known = new Map<Digest, Known>();

interface Known {
  readonly attempt: AttemptObservation | null;
  /** Configuration files that it left with another version beside them. */
  readonly leftBeside: number;
}

export const newestAttempt = async (
  { fleet }: StoreView,
  hostId: HostId,
): Promise<Known & { readonly toldSequence: number }> => {
  const head = await fleet.ledgerHead(hostId);
  if (head === null) return { attempt: null, leftBeside: 0, toldSequence: 0 };
  const { digest, sequence: toldSequence } = head;
  const before = known.get(digest);
  if (before !== undefined) return { ...before, toldSequence };
  const read = knownOf(await fleet.ledger(hostId, 1));
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(digest, read);
  return { ...read, toldSequence };
};

const knownOf = (ledger: readonly LedgerEntry[]): Known => {
  const attempt = observeAttempt(ledger);
  const summary = attempt === null ? null : summariseAttempt(ledger, attempt.attemptId);
  return { attempt, leftBeside: summary === null ? 0 : (transactionTrace(summary)?.left.length ?? 0) };
};
