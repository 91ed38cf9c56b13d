// A grant that a host turns away before anything has begun. Written into the ledger as the end of an attempt that never
// began, it uses the grant up: the controller hears why by the one report there is, and may believe that nothing begins by
// this grant any more, since no host begins an attempt that its ledger says has ended.

import type { HostId } from '../ids/index.ts';
import type { Reason, ReasonCode } from '../reasons/index.ts';
import { adoptionOf } from './ledger.ts';
import { openAttempt, stepEvents } from './summary.ts';
import type { LedgerEntry, LedgerFact, StartGrant } from './types.ts';

/**
 * Of a grant that lay in the inbox over a reboot no more is wrong than its age: the next check-in brings the same one,
 * signed anew. A clock that is wrong shows at every check-in, and is granted nothing.
 */
const ASKED_AGAIN: ReadonlySet<ReasonCode> = new Set(['clock-skewed']);

/** `null`: the grant is not this host's to use up, or may still be used. `grant` is believed: its signature was verified. */
export const factForRefusal = (refused: {
  readonly hostId: HostId;
  readonly grant: StartGrant;
  readonly ledger: readonly LedgerEntry[];
  readonly reason: Reason;
}): LedgerFact | null => {
  const { hostId, grant, ledger, reason } = refused;
  const { attemptId } = grant;
  if (grant.hostId !== hostId || adoptionOf(ledger).mode !== 'adopted' || ASKED_AGAIN.has(reason.code)) return null;
  if (openAttempt(ledger) !== null || stepEvents(ledger).some((event) => event.attemptId === attemptId)) return null;
  return { kind: 'attempt-ended', attemptId, outcome: 'not-begun', reason };
};
