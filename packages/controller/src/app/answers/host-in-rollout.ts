// One host of a rollout for whoever watches it: what it ran, with the last lines of each step, and what the plan has ahead.
// What is shown is what the host's ledger has told; nothing is asked of the host.

import { type AttemptSummary, type StepRun, summariseAttempt } from '@slipway/core/execution';
import type { HostId, RolloutId } from '@slipway/core/ids';
import type { HostPlan } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { HostInRolloutAnswer } from '@slipway/protocol/api';
import type { App } from '../context.ts';
import { causeTableOf, failuresOfHost } from '../diagnosis/index.ts';
import { shownTrace } from './shown-trace.ts';

type ShownStep = HostInRolloutAnswer['steps'][number];

export const showHostInRollout = async (
  app: App,
  rolloutId: RolloutId,
  hostId: HostId,
): Promise<Outcome<HostInRolloutAnswer>> => {
  const table = await causeTableOf(app);
  return await app.ports.store.read(async (view): Promise<Outcome<HostInRolloutAnswer>> => {
    const rollout = (await view.rollouts.rollout(rolloutId))?.value ?? null;
    const host = rollout?.hosts.find((one) => one.hostId === hostId);
    if (rollout === null || host === undefined) {
      return refuse('not-found', { what: 'host of a rollout', id: `${hostId} in ${rolloutId}` });
    }
    const { attemptId, wave, phase, since } = host;
    const record = (await view.fleet.host(hostId))?.value ?? null;
    const attempt = attemptId === null ? null : summariseAttempt(await view.fleet.ledger(hostId, 1), attemptId);
    const failures =
      attempt === null ? [] : await failuresOfHost(view, table, { hostId, attemptId: attempt.attemptId });
    return ok({
      ...{ rolloutId, hostId, wave, phase, since },
      hostname: record?.hostname ?? hostId,
      reason: host.reason ?? attempt?.ended?.reason ?? null,
      attempt: attempt === null ? null : shownAttempt(attempt),
      steps: [...shownSteps(await view.plans.hostPlan(rollout.planDigest, hostId), attempt)],
      ...(failures.length === 0 ? {} : { failures: [...failures] }),
      seenAt: record?.contact?.seenAt ?? null,
    });
  });
};

const shownAttempt = ({ attemptId, begunAt, ended }: AttemptSummary): HostInRolloutAnswer['attempt'] => ({
  attemptId,
  begunAt,
  endedAt: ended?.at ?? null,
  outcome: ended?.outcome ?? null,
});

const shownSteps = (hostPlan: HostPlan | null, attempt: AttemptSummary | null): readonly ShownStep[] => {
  const planned = new Map((hostPlan?.steps ?? []).map(({ kind, run }) => [kind, run.how]));
  const ran = (attempt?.steps ?? []).map((run) => shownRun(run, planned.get(run.step) ?? 'not-planned'));
  // What a host did not need is not ahead of it once it is through.
  if (attempt !== null && attempt.ended !== null) return ran;
  const begun = new Set(ran.map(({ step }) => step));
  const ahead = [...planned].flatMap(([step, how]): readonly ShownStep[] =>
    how === 'skip' || begun.has(step) || ONLY_WHERE_IT_FAILS.has(step) ? [] : [{ ...NOT_BEGUN, step, expected: how }],
  );
  return [...ran, ...ahead];
};

/** Planned for each host and run by few. */
const ONLY_WHERE_IT_FAILS: ReadonlySet<string> = new Set(['way-back']);

const NOT_BEGUN: Omit<ShownStep, 'step' | 'expected'> = {
  outcome: null,
  begunAt: null,
  endedAt: null,
  entries: 0,
  reason: null,
  output: null,
  exitStatus: null,
  checks: [],
};

const shownRun = (
  { step, outcome, begunAt, endedAt, entries, reason, evidence }: StepRun,
  expected: ShownStep['expected'],
): ShownStep => ({
  ...{ step, outcome, begunAt, endedAt, entries, reason, expected },
  output: evidence?.output ?? null,
  exitStatus: evidence?.exitStatus ?? null,
  checks: (evidence?.checks ?? []).map(({ asked, state, detail }) => ({ asked, state, detail })),
  ...(evidence?.transaction === undefined ? {} : { transaction: shownTrace(evidence.transaction) }),
});
