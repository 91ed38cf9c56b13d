// How long steps have taken on this fleet: the 95th percentile by step, over the newest attempts.

import { summariseAttempt } from '@slipway/core/execution';
import type { DurationHistory } from '@slipway/core/plan';
import type { StepKind } from '@slipway/core/step';
import { msBetween } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';

/** Enough for a percentile that one slow host does not move; few enough to read at every planning. */
const ATTEMPTS_MAX = 200;
/** Below this many samples the defaults of policy say more. */
const SAMPLES_MIN = 20;

export const durationHistory = async (view: StoreView): Promise<DurationHistory> => {
  const samples = new Map<StepKind, number[]>();
  let attempts = 0;
  const rollouts = await view.rollouts.rollouts({ after: null, limit: 50 });
  for (const { hosts } of rollouts.items) {
    for (const { hostId, attemptId } of hosts) {
      if (attemptId === null || attempts >= ATTEMPTS_MAX) continue;
      attempts += 1;
      const summary = summariseAttempt(await view.fleet.ledger(hostId, 1), attemptId);
      for (const step of summary?.steps ?? []) {
        if (step.begunAt === null || step.endedAt === null) continue;
        // What people were waited for is no time that the host needs: the plan has that by its own rule.
        const seconds = Math.ceil(msBetween(step.asked?.at ?? step.begunAt, step.endedAt) / 1000);
        samples.set(step.step, [...(samples.get(step.step) ?? []), seconds]);
      }
    }
  }
  const stepSecondsP95: Partial<Record<StepKind, number>> = {};
  for (const [step, seconds] of samples) {
    if (seconds.length >= SAMPLES_MIN) stepSecondsP95[step] = percentile95(seconds);
  }
  return { stepSecondsP95 };
};

const percentile95 = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
};
