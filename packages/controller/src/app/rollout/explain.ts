// What each host of a rollout waits for, from the very decision that the loop takes; nothing is stored by asking.

import type { HostId, RolloutId } from '@slipway/core/ids';
import { type Outcome, ok, type Reason, refuse } from '@slipway/core/reasons';
import { countedFailures, decideRollout, type Rollout } from '@slipway/core/rollout';
import type { App } from '../context.ts';
import { type ShownGate, shownGates } from '../gates/index.ts';
import { rolloutInput } from './input.ts';

export interface ExplainedRollout {
  readonly rollout: Rollout;
  readonly gates: readonly ShownGate[];
  readonly waiting: readonly { readonly hostId: HostId; readonly reason: Reason }[];
  /** Why it has not ended though each of its hosts has. */
  readonly ending: Reason | null;
  readonly budget: { readonly failed: number; readonly allowed: number };
}

export const explainRollout = async (app: App, rolloutId: RolloutId): Promise<Outcome<ExplainedRollout>> =>
  await app.ports.store.read(async (view) => {
    const rollout = await view.rollouts.rollout(rolloutId);
    if (rollout === null) return refuse('not-found', { what: 'rollout', id: rolloutId });
    const { clock, sha256, zones } = app.ports;
    const { idleCheckInSeconds } = app.options;
    const input = await rolloutInput(view, rollout, { now: clock.now(), idleCheckInSeconds, zones, sha256 });
    const gates = shownGates(rollout.value, input.header, input.gateReadings ?? []);
    const { waiting, ending } = decideRollout(input);
    const budget = { failed: countedFailures(rollout.value), allowed: input.header.failureBudgetHosts };
    return ok({ rollout: rollout.value, gates, waiting, ending, budget });
  });
