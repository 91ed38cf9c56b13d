// Which versions hosts are said to have failed with: by what each went about, not by what its plan had for later.

import { openMemoryStore } from '@slipway/controller/store/memory';
import type { LedgerFact } from '@slipway/core/execution';
import { asAttemptId, asRolloutId } from '@slipway/core/ids';
import type { HostPlan } from '@slipway/core/plan';
import { reason } from '@slipway/core/reasons';
import type { HostPhase, RolloutHost } from '@slipway/core/rollout';
import { digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { aHostRecord, aLedger, aPromotion, aRollout, aStoredPlan } from '@slipway/testkit/store-rows';
import { expect, it } from 'vitest';
import type { Store } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { quarantineFailed } from './failed.ts';

const WHY = reason('still-so-not', { detail: 'shop: answers 500' });
const CURL = { name: 'curl', architecture: 'amd64' };

/** Two hosts of one plan, which has openssl and curl for them, both in this phase and no longer well after their soak. */
const tried = async (phase: HostPhase, parts: readonly (typeof CURL)[] | null) => {
  const store = openMemoryStore();
  const { plan, hostPlans } = aStoredPlan(['web-1', 'web-2']);
  const planned = hostPlans.map((one): HostPlan => {
    const [change] = one.transaction;
    if (change === undefined) throw new Error('nothing is planned');
    const transaction = [change, { ...change, ...CURL }];
    return { ...one, transaction, parts: { changeSeconds: 10, afterSeconds: 60 } };
  });
  const hosts = plan.header.bounds.hosts.map((hostId): RolloutHost => {
    const attemptId = asAttemptId(`r-${hostId}-1`);
    const stillSo = { state: 'not-well', at: THE_MORNING, reason: WHY } as const;
    return { hostId, wave: 0, phase, since: THE_MORNING, attemptId, reason: WHY, step: null, stillSo };
  });
  await store.write(async ({ fleet, plans, promotions, rollouts }) => {
    await plans.addPlan(plan, planned);
    for (const { hostId, attemptId } of hosts) {
      if (attemptId === null) continue;
      await fleet.addHost(aHostRecord({ hostId }));
      const applied: readonly LedgerFact[] = [
        { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText(hostId), generation: 1 },
        { kind: 'step-begun', attemptId, step: 'apply' },
        ...(parts === null ? [] : [{ kind: 'part-begun' as const, attemptId, changes: parts }]),
        { kind: 'step-ended', attemptId, step: 'apply', outcome: 'done', reason: null, evidence: {} },
      ];
      await fleet.addLedgerEntries(hostId, aLedger(applied));
    }
    await rollouts.addRollout({ ...aRollout({ rolloutId: 'rollout-1', planDigest: plan.digest }), hosts });
    const rolloutId = asRolloutId('rollout-1');
    await promotions.addPromotion(aPromotion({ promotionId: 'one', state: 'rolling-out', rolloutId }));
  });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  let ledgersRead = 0;
  const read: Store['read'] = async (work) =>
    await store.read(async (view) => {
      const ledger: typeof view.fleet.ledger = async (...of) => {
        ledgersRead += 1;
        return await view.fleet.ledger(...of);
      };
      return await work({ ...view, fleet: { ...view.fleet, ledger } });
    });
  const ports = {
    ...{ store: { ...store, read }, log, nudge: { notify: () => undefined } },
    ...{ clock: { now: () => THE_MORNING }, sha256: (bytes: Uint8Array) => digestOfText(String(bytes)) },
  };
  await quarantineFailed({ ports } as unknown as App);
  const standing = await store.read(async ({ promotions }) => await promotions.standingQuarantines());
  return { quarantined: standing.map(({ package: { name } }) => name).toSorted(), ledgersRead };
};

const quarantined = async (...of: Parameters<typeof tried>) => (await tried(...of)).quarantined;

it('quarantines of hosts that were done in part what they had, and never what was left for the next window', async () => {
  expect(await quarantined('part-done', [CURL])).toEqual(['curl']);
  expect(await quarantined('part-done', null)).toEqual([]);
});

it('suspects all that was begun, in as many parts as it was', async () => {
  const { name, architecture } = aStoredPlan(['web-1']).hostPlans[0]?.transaction[0] ?? CURL;
  expect(await quarantined('gone-back', [CURL, { name, architecture }])).toEqual([name, 'curl'].toSorted());
  // An agent that knows of no parts applies all at once.
  expect(await quarantined('done', null)).toEqual([name, 'curl'].toSorted());
  expect(await quarantined('gone-back', [CURL])).toEqual(['curl']);
});

it('reads the ledger of no host that is done with all that its plan had', async () => {
  const { name } = aStoredPlan(['web-1']).hostPlans[0]?.transaction[0] ?? CURL;
  expect(await tried('done', [CURL])).toEqual({ quarantined: [name, 'curl'].toSorted(), ledgersRead: 0 });
  expect(await tried('part-done', [CURL])).toMatchObject({ ledgersRead: 2 });
});
