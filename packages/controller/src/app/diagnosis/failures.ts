// What failed on a host in one attempt, and what is known of why.

import {
  type CauseTable,
  type Diagnosis,
  diagnose,
  type FailedStep,
  failedStepOf,
  failuresOf,
} from '@slipway/core/diagnosis';
import { type AttemptSummary, type StepRun, summariseAttempt } from '@slipway/core/execution';
import type { AttemptId, HostId } from '@slipway/core/ids';
import type { FailureAnswer } from '@slipway/protocol/api';
import type { StoreView } from '../../ports/index.ts';

/** The first ones explain those that follow from them. */
const FAILURES_MAX = 4;
/** Enough to see what kind of trouble it is; the ledger has all that was collected. */
const LAST_LINES_MAX = 12;

/** Of one attempt, or the newest; none where it was done, whatever it took. */
export const failuresOfHost = async (
  view: StoreView,
  table: CauseTable,
  asked: { readonly hostId: HostId; readonly attemptId: AttemptId | 'newest' },
): Promise<readonly FailureAnswer[]> => {
  const found = await attemptOf(view, asked);
  if (found === null || found.ended?.outcome === 'done' || found.ended?.outcome === 'part-done') return [];
  const family = await familyOf(view, asked.hostId);
  return failuresOf(found)
    .slice(0, FAILURES_MAX)
    .map((run) => shown(asked.hostId, found.attemptId, run, family, table));
};

/** Hosts in order until so many have something to tell; how many more there may be is said, not looked up. */
export const failuresOfHosts = async (
  view: StoreView,
  table: CauseTable,
  asked: {
    readonly hosts: readonly { readonly hostId: HostId; readonly attemptId: AttemptId }[];
    readonly hostsMax: number;
  },
): Promise<{ readonly failures: readonly FailureAnswer[]; readonly furtherHosts: number }> => {
  const failures: FailureAnswer[] = [];
  const looked = asked.hosts.slice(0, asked.hostsMax);
  for (const host of looked) failures.push(...(await failuresOfHost(view, table, host)));
  return { failures, furtherHosts: asked.hosts.length - looked.length };
};

/** The likeliest cause of what failed first: what a notice says. */
export const causeOfFailure = async (
  view: StoreView,
  table: CauseTable,
  asked: { readonly hostId: HostId; readonly attemptId: AttemptId },
): Promise<Pick<Diagnosis, 'what' | 'next'> | null> => {
  const failures = await failuresOfHost(view, table, asked);
  const [first] = failures.flatMap(({ causes }) => causes);
  return first === undefined ? null : { what: first.what, next: first.next };
};

const attemptOf = async (
  { fleet }: StoreView,
  { hostId, attemptId }: { readonly hostId: HostId; readonly attemptId: AttemptId | 'newest' },
): Promise<AttemptSummary | null> => {
  const ledger = await fleet.ledger(hostId, 1);
  const newest = ledger.findLast((entry) => entry.kind === 'attempt-begun');
  const wanted = attemptId === 'newest' ? newest?.attemptId : attemptId;
  return wanted === undefined ? null : summariseAttempt(ledger, wanted);
};

const familyOf = async ({ fleet }: StoreView, hostId: HostId): Promise<FailedStep['family']> => {
  const stored = await fleet.inventory(hostId);
  if (stored === null) return null;
  return stored.inventory.system.packageFormat === 'deb' ? 'apt' : 'dnf';
};

const shown = (
  hostId: HostId,
  attemptId: AttemptId,
  run: StepRun,
  family: FailedStep['family'],
  table: CauseTable,
): FailureAnswer => {
  const failed = failedStepOf(run, family);
  const causes = diagnose(failed, table);
  return {
    hostId,
    attemptId,
    step: run.step,
    endedAt: run.endedAt,
    reason: run.reason,
    causes: causes.map(({ code, what, next, evidence }) => ({ code, what, next, evidence: [...evidence] })),
    lastLines: causes.length > 0 ? [] : failed.lines.slice(-LAST_LINES_MAX),
    logs: (run.evidence?.logs ?? []).map(({ log, found, detail }) => ({
      log,
      found,
      ...(detail === undefined ? {} : { detail }),
    })),
  };
};
