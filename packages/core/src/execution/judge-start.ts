// Everything that a host checks before it begins an attempt. Signatures and the inclusion proof are checked where the
// documents are opened; here the documents are compared with one another, with the ledger and with the clock.

import { mayStart } from '../calendar/index.ts';
import type { Digest, HostId } from '../ids/index.ts';
import { type HostPlan, type PlanHeader, secondsToBegin } from '../plan/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { type Instant, msBetween } from '../time/index.ts';
import { judgeSteps } from './judge-steps.ts';
import { adoptionOf, currentGeneration } from './ledger.ts';
import { CLOCK_SKEW_SECONDS_MAX } from './limits.ts';
import { attemptEnd, openAttempt, stepEvents } from './summary.ts';
import type { LedgerEntry, StartGrant } from './types.ts';

export interface StartInput {
  /** This host, as it knows itself. */
  readonly hostId: HostId;
  readonly grant: StartGrant;
  readonly hostPlan: HostPlan;
  readonly header: PlanHeader;
  /** Of the documents as they arrived, computed here and not read from anywhere. */
  readonly planDigest: Digest;
  readonly hostPlanDigest: Digest;
  readonly ledger: readonly LedgerEntry[];
  /** By the host's own clock. */
  readonly now: Instant;
}

/** The first thing that is wrong, or nothing. An attempt that is open already is gone on with, not judged again. */
export const judgeStart = (input: StartInput): Outcome<void> => {
  for (const judge of [judgeHost, judgeDocuments, judgeLedger, judgeTime]) {
    const judged = judge(input);
    if (!judged.ok) return judged;
  }
  return judgeSteps(input.hostPlan);
};

const judgeHost = ({ hostId, grant, hostPlan, header, ledger }: StartInput): Outcome<void> => {
  if (adoptionOf(ledger).mode !== 'adopted') return refuse('host-observed', { host: hostId });
  const named = [
    { document: 'start grant', found: grant.hostId },
    { document: 'host plan', found: hostPlan.hostId },
  ].find(({ found }) => found !== hostId);
  if (named !== undefined) return refuse('plan-for-other-host', { ...named, expected: hostId });
  return header.bounds.hosts.includes(hostId)
    ? ok(undefined)
    : refuse('grant-mismatch', { what: 'host', expected: 'a host within the bounds', found: hostId });
};

const judgeDocuments = ({ grant, hostPlan, header, planDigest, hostPlanDigest }: StartInput): Outcome<void> => {
  const listed = header.hostPlans.find((entry) => entry.hostId === hostPlan.hostId)?.digest ?? 'none';
  const pairs = [
    { what: 'plan', expected: planDigest, found: grant.planDigest },
    { what: 'host plan', expected: hostPlanDigest, found: grant.hostPlanDigest },
    { what: 'host plan', expected: hostPlanDigest, found: listed },
    { what: 'generation', expected: hostPlan.generation, found: grant.generation },
    { what: 'environment', expected: header.environment, found: hostPlan.environment },
    { what: 'patch set', expected: header.bounds.patchSetDigest, found: hostPlan.patchSetDigest },
  ];
  const different = pairs.find(({ expected, found }) => expected !== found);
  return different === undefined ? ok(undefined) : refuse('grant-mismatch', different);
};

/** At most once: a grant names an attempt, and an attempt begins once. */
const judgeLedger = ({ grant, hostPlan, hostPlanDigest, ledger }: StartInput): Outcome<void> => {
  const open = openAttempt(ledger);
  if (open !== null) return refuse('attempt-open', { attempt: open.attemptId });
  const ended = attemptEnd(ledger, grant.attemptId);
  if (ended !== null) return refuse('attempt-ended', { attempt: grant.attemptId, outcome: ended.outcome });
  const { generation } = hostPlan;
  const current = currentGeneration(ledger);
  // Equal is the same host plan once more, which finds itself done; two host plans of one generation are a forgery or a bug.
  const sameGeneration = stepEvents(ledger).filter(
    (event) => event.kind === 'attempt-begun' && event.generation === generation,
  );
  const forked = sameGeneration.some(
    (event) => event.kind === 'attempt-begun' && event.hostPlanDigest !== hostPlanDigest,
  );
  return generation < current || forked
    ? refuse('generation-old', { document: 'host plan', found: generation, current })
    : ok(undefined);
};

const judgeTime = ({ grant, hostPlan, header, now }: StartInput): Outcome<void> => {
  const seconds = Math.ceil(Math.abs(msBetween(grant.issuedAt, now)) / 1000);
  if (seconds > CLOCK_SKEW_SECONDS_MAX) {
    return refuse('clock-skewed', { seconds, limit: CLOCK_SKEW_SECONDS_MAX });
  }
  if (now >= grant.latestStartAt) return refuse('grant-too-late', { latest: grant.latestStartAt, now });
  const { bounds } = header;
  if (now >= bounds.expiresAt) return refuse('bounds-expired', { expired: bounds.expiresAt });
  const occurrence = bounds.occurrences.find(({ id }) => id === grant.occurrenceId);
  if (occurrence === undefined) {
    return refuse('grant-mismatch', { what: 'occurrence', expected: 'one of the bounds', found: grant.occurrenceId });
  }
  const neededSeconds = secondsToBegin(hostPlan, bounds.occurrences);
  const judged = mayStart({ occurrence, now, neededSeconds });
  return judged.ok ? ok(undefined) : judged;
};
