// Whose doing it is that kernels go: named by their version, since those of rpm that stay have the same names.

import { asAttemptId, asHostId } from '@slipway/core/ids';
import type { InstalledPackage } from '@slipway/core/inventory';
import { addSeconds } from '@slipway/core/time';
import { anInventory, aPackage, digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { aLedger } from '@slipway/testkit/store-rows';
import { expect, it } from 'vitest';
import type { StoreView } from '../../ports/index.ts';
import { authorsOf } from './authors.ts';

const attemptId = asAttemptId('rollout-1-app1-1');
const kernel = (version: string): InstalledPackage =>
  aPackage({ name: 'kernel-core', architecture: 'x86_64', version });
const removal = (version: string) => ({
  ...{ name: 'kernel-core', architecture: 'x86_64', version, release: `${version}.x86_64` },
});

const authors = async (outcome: 'done' | 'not-begun', left: readonly string[]) => {
  const ledger = aLedger([
    { kind: 'attempt-begun', attemptId, hostPlanDigest: digestOfText('host plan'), generation: 1 },
    { kind: 'attempt-ended', attemptId, outcome, reason: null },
  ]);
  const hostPlan = {
    transaction: [{ kind: 'install-beside', name: 'kernel-core', architecture: 'x86_64', from: null, to: '5' }],
    kernels: { boot: null, trial: 'wanted', removals: [removal('2')], before: [removal('1')] },
  };
  const view = {
    fleet: { ledger: async () => ledger },
    rollouts: {
      grantsOf: async () => [{ attemptId, rolloutId: 'rollout-1' }],
      rollout: async () => ({ value: { planDigest: digestOfText('plan') } }),
    },
    plans: { hostPlan: async () => hostPlan },
  } as unknown as StoreView;
  const looked = (versions: readonly string[], seconds: number) =>
    anInventory({ packages: versions.map(kernel), collectedAt: addSeconds(THE_MORNING, seconds) });
  const found = await authorsOf(view, asHostId('app1'), looked(['1', '2', '3', '4'], -3600), looked(left, 7200));
  return found.map(({ by, difference }) => `${by} ${difference.removed.map(({ version }) => version).join(' ')}`);
};

it('is the attempt’s where its plan takes them away, before or behind the change, and somebody else’s where not', async () => {
  expect(await authors('done', ['3', '4'])).toEqual(['slipway 1 2']);
  expect(await authors('not-begun', ['2', '3', '4'])).toEqual(['slipway 1']);
  expect(await authors('done', ['4'])).toEqual(['slipway 1 2', 'foreign 3']);
});
