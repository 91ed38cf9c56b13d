// Everything that a host checks before it lets itself be kept from its service. Signatures and the inclusion proof are
// checked where the documents are opened. The plan's occurrences and its expiry are not asked: they say when the host may
// be changed, and nothing of it is.

import type { Digest, HostId } from '../ids/index.ts';
import { type HostPlan, type PlanHeader, whyNoWayOut } from '../plan/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { type Instant, msBetween } from '../time/index.ts';
import { judgeSteps } from './judge-steps.ts';
import { adoptionOf, currentGeneration } from './ledger.ts';
import { CLOCK_SKEW_SECONDS_MAX, ISOLATION_SECONDS_MAX } from './limits.ts';
import type { IsolationOrder, LedgerEntry } from './types.ts';

export interface IsolationInput {
  readonly hostId: HostId;
  readonly order: Extract<IsolationOrder, { readonly mode: 'isolated' }>;
  readonly hostPlan: HostPlan;
  readonly header: PlanHeader;
  /** Of the documents as they arrived. */
  readonly planDigest: Digest;
  readonly hostPlanDigest: Digest;
  readonly ledger: readonly LedgerEntry[];
  readonly now: Instant;
  readonly stopped: boolean;
}

/** The first thing that is wrong, or nothing. That the order is for this host, and newer than the last, is known. */
export const judgeIsolation = (input: IsolationInput): Outcome<void> => {
  if (input.stopped) return refuse('host-stopped');
  for (const judge of [judgeHost, judgeDocuments, judgeTime]) {
    const judged = judge(input);
    if (!judged.ok) return judged;
  }
  const sound = judgeSteps(input.hostPlan);
  if (!sound.ok) return sound;
  const against = whyNoWayOut(input.hostPlan.steps);
  return against === null ? ok(undefined) : { ok: false, reason: against };
};

const judgeHost = ({ hostId, hostPlan, header, ledger }: IsolationInput): Outcome<void> => {
  if (adoptionOf(ledger).mode !== 'adopted') return refuse('host-observed', { host: hostId });
  if (hostPlan.hostId !== hostId) {
    return refuse('plan-for-other-host', { document: 'host plan', found: hostPlan.hostId, expected: hostId });
  }
  if (!header.bounds.hosts.includes(hostId)) {
    return refuse('grant-mismatch', { what: 'host', expected: 'a host within the bounds', found: hostId });
  }
  const { generation } = hostPlan;
  const current = currentGeneration(ledger);
  // It has run a newer plan since: then it did not miss this one.
  return generation < current
    ? refuse('generation-old', { document: 'host plan', found: generation, current })
    : ok(undefined);
};

const judgeDocuments = ({ order, hostPlan, header, planDigest, hostPlanDigest }: IsolationInput): Outcome<void> => {
  const pairs = [
    { what: 'plan', expected: planDigest, found: order.planDigest },
    { what: 'host plan', expected: hostPlanDigest, found: order.hostPlanDigest },
    { what: 'environment', expected: header.environment, found: hostPlan.environment },
  ];
  const different = pairs.find(({ expected, found }) => expected !== found);
  return different === undefined ? ok(undefined) : refuse('grant-mismatch', different);
};

const judgeTime = ({ order, now }: IsolationInput): Outcome<void> => {
  const { issuedAt, expiresAt } = order;
  const seconds = Math.ceil(Math.abs(msBetween(issuedAt, now)) / 1000);
  if (seconds > CLOCK_SKEW_SECONDS_MAX) return refuse('clock-skewed', { seconds, limit: CLOCK_SKEW_SECONDS_MAX });
  if (msBetween(issuedAt, expiresAt) > ISOLATION_SECONDS_MAX * 1000) {
    return refuse('isolation-too-long', { expires: expiresAt, hours: ISOLATION_SECONDS_MAX / 3600 });
  }
  return now < expiresAt ? ok(undefined) : refuse('isolation-expired', { expires: expiresAt });
};
