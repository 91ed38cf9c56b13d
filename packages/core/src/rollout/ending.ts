// How a rollout ends, once every host of it has: as `completed` where each wave was passed, the last one too; as `failed`
// where the budget is spent, or a gate stays closed. Until then it is open, with the reason.

import type { PlanHeader } from '../plan/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds } from '../time/index.ts';
import { END_SECONDS_MAX } from './limits.ts';
import { countedFailures, haveAllEnded, workEndedAt } from './phases.ts';
import type { Rollout, RolloutState } from './types.ts';
import { type Closed, closedGate, type GateLook } from './wave-gates.ts';

/** More hosts have failed than the plan allows; `null`: they have not. */
export const spentBudget = (
  rollout: Rollout,
  { failureBudgetHosts: budget }: Pick<PlanHeader, 'failureBudgetHosts'>,
): Reason | null => {
  const failed = countedFailures(rollout);
  return failed > budget ? reason('stopped-by-budget', { failed, budget }) : null;
};

/** `waits`: what stands between the rollout and its end; `null`: hosts, or nothing any more. */
export const endIfAllEnded = (
  rollout: Rollout,
  look: GateLook,
): { readonly rollout: Rollout; readonly waits: Closed | null } => {
  if (!haveAllEnded(rollout)) return { rollout, waits: null };
  const end = (state: RolloutState, why: Reason | null) => ({
    rollout: { ...rollout, state, reason: why, endedAt: look.now },
    waits: null,
  });
  if (rollout.state === 'aborting') return end('aborted', rollout.reason);
  // Also where none is left that could be kept from beginning: what it came to is no success.
  const spent = spentBudget(rollout, look.header);
  if (spent !== null) return end('failed', spent);
  const closed = rollout.lastWave === 'gated' ? firstClosed(rollout, look) : null;
  if (closed === null) return end('completed', null);
  const { gate, soakSeconds } = closed;
  const latest = addSeconds(workEndedAt(rollout), soakSeconds + END_SECONDS_MAX);
  // Nobody is left that could show it.
  if (gate.reason.code === 'wave-shows-nothing' || latest <= look.now) return end('failed', gate.reason);
  return { rollout, waits: gate };
};

const firstClosed = (rollout: Rollout, look: GateLook) => {
  const index = rollout.waves.findIndex(({ passedAt }) => passedAt === null);
  const wave = rollout.waves[index];
  const gate = wave === undefined ? null : closedGate(wave, index, rollout, look);
  return gate === null ? null : { gate, soakSeconds: look.header.waves[index]?.gates.soakSeconds ?? 0 };
};
