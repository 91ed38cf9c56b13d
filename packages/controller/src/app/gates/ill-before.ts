// Which checks of a host plan were ill before the attempt changed anything, as its manifest has it: by what was asked, in words.

import { checkAsked } from '@slipway/core/check';
import { summariseAttempt } from '@slipway/core/execution';
import type { AttemptId, HostId } from '@slipway/core/ids';
import type { StoreView } from '../../ports/index.ts';

export const illBefore = async (
  { fleet }: StoreView,
  hostId: HostId,
  attemptId: AttemptId,
): Promise<ReadonlySet<string>> => {
  const steps = summariseAttempt(await fleet.ledger(hostId, 1), attemptId)?.steps ?? [];
  const { units = [], checks = [] } = steps.findLast(({ step }) => step === 'manifest')?.evidence ?? {};
  return new Set([
    ...units.flatMap(({ unit, before }) => (before === 'active' ? [] : [checkAsked({ kind: 'unit-active', unit })])),
    ...checks.flatMap(({ asked, state }) => (state === 'ill' ? [asked] : [])),
  ]);
};
