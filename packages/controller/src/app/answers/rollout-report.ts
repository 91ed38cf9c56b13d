// Who got what in a rollout, how long each step took, who did not and why. What a host reached is what it has shown
// itself: its verification, else an inventory from after the attempt; never the plan.

import type { CauseTable } from '@slipway/core/diagnosis';
import { type AttemptSummary, summariseAttempt, transactionTrace } from '@slipway/core/execution';
import type { RolloutId } from '@slipway/core/ids';
import type { PlannedChange } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Rollout, RolloutHost } from '@slipway/core/rollout';
import type { FailureAnswer, RolloutReport } from '@slipway/protocol/api';
import type { StoredInventory, StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { causeTableOf, failuresOfHost } from '../diagnosis/index.ts';
import { shownGates } from '../gates/index.ts';
import { approvedBy } from './approved-by.ts';
import { shownTrace } from './shown-trace.ts';

type ReportedHost = RolloutReport['hosts'][number];

export const reportRollout = async (app: App, rolloutId: RolloutId): Promise<Outcome<RolloutReport>> => {
  const table = await causeTableOf(app);
  return await app.ports.store.read(async (view): Promise<Outcome<RolloutReport>> => {
    const found = await view.rollouts.rollout(rolloutId);
    if (found === null) return refuse('not-found', { what: 'rollout', id: rolloutId });
    const { planDigest, environment, state, startedAt, endedAt, reason, hosts } = found.value;
    const plan = await view.plans.plan(planDigest);
    const reported: ReportedHost[] = [];
    for (const host of hosts) reported.push(await reportHost(view, table, found.value, host));
    const approval = await approvedBy(view, planDigest, startedAt);
    const gates =
      plan === null ? [] : shownGates(found.value, plan.header, await view.rollouts.gateReadings(rolloutId));
    return ok({
      rolloutId,
      planDigest,
      environment,
      state,
      startedAt,
      endedAt,
      reason,
      hosts: reported,
      leftOut: plan?.report.leftOut ?? [],
      ...(gates.length === 0 ? {} : { gates }),
      ...(approval === null ? {} : { approval }),
    });
  });
};

const reportHost = async (
  view: StoreView,
  table: CauseTable,
  { planDigest }: Rollout,
  host: RolloutHost,
): Promise<ReportedHost> => {
  const { hostId, wave, phase, reason, attemptId } = host;
  const record = await view.fleet.host(hostId);
  const ledger = attemptId === null ? [] : await view.fleet.ledger(hostId, 1);
  const attempt = attemptId === null ? null : summariseAttempt(ledger, attemptId);
  const hostPlan = await view.plans.hostPlan(planDigest, hostId);
  // Until the next inventory is here, the one that is says how the host was before.
  const isAwaited = (record?.value.inventoryAwaitedSince ?? null) !== null;
  const failures = attempt === null ? [] : await failuresOfHost(view, table, { hostId, attemptId: attempt.attemptId });
  const found = foundVersions(attempt, isAwaited ? null : await view.fleet.inventory(hostId));
  return {
    hostId,
    hostname: record?.value.hostname ?? hostId,
    wave,
    phase,
    reason: reason ?? attempt?.ended?.reason ?? null,
    attempt: attemptOf(attempt, failures),
    changes: (hostPlan?.transaction ?? []).map((change) => reportChange(change, found)),
    staleProcesses: attempt?.steps.findLast(({ step }) => step === 'verify')?.evidence?.staleProcesses?.length ?? 0,
  };
};

const attemptOf = (attempt: AttemptSummary | null, failures: readonly FailureAnswer[]): ReportedHost['attempt'] => {
  if (attempt === null) return null;
  const trace = transactionTrace(attempt);
  return {
    attemptId: attempt.attemptId,
    begunAt: attempt.begunAt,
    endedAt: attempt.ended?.at ?? null,
    outcome: attempt.ended?.outcome ?? null,
    ...(failures.length === 0 ? {} : { failures: [...failures] }),
    ...(trace === null ? {} : { transaction: shownTrace(trace) }),
    steps: attempt.steps.map(({ step, outcome, begunAt, endedAt, entries, reason }) => ({
      step,
      outcome,
      begunAt,
      endedAt,
      entries,
      reason,
    })),
  };
};

/** By name and architecture; a package that is known not to be there is `null`, one that nothing is known of is not in it. */
type FoundVersions = (change: PlannedChange) => string | null | undefined;

const foundVersions = (attempt: AttemptSummary | null, stored: StoredInventory | null): FoundVersions => {
  const verified = attempt?.steps.findLast(
    ({ step, evidence }) => step === 'verify' && evidence?.versions !== undefined,
  );
  const shown = new Map(
    (verified?.evidence?.versions ?? []).map(({ name, architecture, version }) => [`${name}/${architecture}`, version]),
  );
  const installed = new Map(
    (stored?.inventory.packages ?? []).map(({ name, architecture, version }) => [`${name}/${architecture}`, version]),
  );
  return ({ name, architecture }) => {
    const key = `${name}/${architecture}`;
    if (shown.has(key)) return shown.get(key);
    return stored === null ? undefined : (installed.get(key) ?? null);
  };
};

const reportChange = (change: PlannedChange, foundOf: FoundVersions): ReportedHost['changes'][number] => {
  const { name, architecture, from, to } = change;
  const found = foundOf(change);
  const state = found === undefined ? 'unknown' : found === to ? 'reached' : 'not-reached';
  return { name, architecture, from, to, found: found ?? null, state };
};
