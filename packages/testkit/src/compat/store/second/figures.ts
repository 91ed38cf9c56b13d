// Numbers over all that version 2 holds, as of a moment at which every claim and lease stands.

import type { StoreView } from '@slipway/controller/ports';
import { EMPTY_LEDGER } from '@slipway/core/execution';
import { THE_MORNING } from '../../../builders/index.ts';

/** A host that is away began a step last. */
export const fillFigures = async ({ fleet, rollouts }: StoreView): Promise<void> => {
  const [lease] = await rollouts.leases();
  if (lease === undefined) throw new Error('nobody is away');
  const head = (await fleet.ledgerHead(lease.hostId)) ?? EMPTY_LEDGER;
  const line = { sequence: head.sequence + 1, previous: head.digest, at: THE_MORNING, bootId: 'boot-of-figures' };
  const fact = { kind: 'step-begun', attemptId: lease.attemptId, step: 'apply' } as const;
  const stored = await fleet.addLedgerEntries(lease.hostId, [{ ...line, ...fact }]);
  if (stored !== 'stored') throw new Error(`not stored: ${stored}`);
};

export const readFigures = async ({ figures }: StoreView): Promise<object> => {
  // Of the file, not of what is in it: asked, and not compared.
  await figures.sizeBytes();
  return {
    hosts: await figures.modeCounts(),
    // In no order that stores would share.
    states: (await figures.hostStates(THE_MORNING, null)).items.map((state) => JSON.stringify(state)).toSorted(),
    steps: await figures.runningSteps(),
    leases: await figures.leases(THE_MORNING),
    claims: await figures.claims(THE_MORNING),
    rollouts: await figures.openRollouts(),
    deliveries: await figures.waitingDeliveries(),
    pending: await figures.pendingPackages(),
    due: await figures.dueExposures(THE_MORNING),
  };
};
