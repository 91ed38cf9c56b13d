// Which rollbacks a rollout has: their requests are named after it, one after the other, so that nothing is searched for.

import type { RolloutId } from '@slipway/core/ids';
import type { PlanRequest, StoreView } from '../../ports/index.ts';

/** Whoever asks more often than this asks for something else. */
const ROLLBACKS_MAX = 100;

const idOf = (rolloutId: RolloutId, number: number): string => `rollback.${rolloutId}.${number}`;

/** In the order in which they were asked for. */
export const rollbacksOf = async ({ plans }: StoreView, rolloutId: RolloutId): Promise<readonly PlanRequest[]> => {
  const found: PlanRequest[] = [];
  while (found.length < ROLLBACKS_MAX) {
    const request = await plans.planRequest(idOf(rolloutId, found.length + 1));
    if (request === null) break;
    found.push(request.value);
  }
  return found;
};

export const nextRequestId = async (view: StoreView, rolloutId: RolloutId): Promise<string> =>
  idOf(rolloutId, (await rollbacksOf(view, rolloutId)).length + 1);
