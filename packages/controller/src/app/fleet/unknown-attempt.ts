// An attempt that a host tells of and nobody here granted: this controller was restored from a backup of before it, most likely.
// While it is open, or where it left the host out of its service, the host is away, and no lease of this store says so.

import type { LedgerEntry } from '@slipway/core/execution';
import type { HostId } from '@slipway/core/ids';
import { type Reason, reason } from '@slipway/core/reasons';
import { observeAttempt } from '@slipway/core/rollout';
import type { Instant } from '@slipway/core/time';
import { isAwayUnknown, type StoreView } from '../../ports/index.ts';

/**
 * After lines that are new here, and by them alone: who was freed by a person stays free until it tells of another attempt. Barred
 * until it has ended back in its service, or a person has looked.
 */
export const barWhileUnknown = async (
  change: StoreView,
  hostId: HostId,
  added: readonly LedgerEntry[],
  now: Instant,
): Promise<void> => {
  if (!added.some(({ kind }) => kind === 'attempt-begun' || kind === 'attempt-ended')) return;
  const host = await change.fleet.host(hostId);
  if (host === null || (host.value.barred !== null && !isAwayUnknown(host.value))) return;
  const before = host.value.barred;
  const barred = await reasonFor(change, hostId);
  if (barred === null && before === null) return;
  await change.fleet.saveHost({ revision: host.revision, value: { ...host.value, barred } });
  if (barred !== null && before === null)
    await change.fleet.addHostEvent({ hostId, at: now, event: { kind: 'barred', reason: barred } });
  if (barred === null && before !== null)
    await change.fleet.addHostEvent({ hostId, at: now, event: { kind: 'freed', reason: before } });
};

const reasonFor = async (change: StoreView, hostId: HostId): Promise<Reason | null> => {
  const attempt = observeAttempt(await change.fleet.ledger(hostId, 1));
  if (attempt === null || (attempt.ended !== null && attempt.ended.outcome !== 'isolated')) return null;
  const { attemptId, ended } = attempt;
  const grants = await change.rollouts.grantsOf(hostId);
  if (grants.some((grant) => grant.attemptId === attemptId)) return null;
  return reason('unknown-attempt', {
    attempt: attemptId,
    state: ended === null ? 'is under way' : 'left it out of its service',
  });
};
