import type { HostPlanBundle } from '@slipway/core/plan';
import { expect, test } from 'vitest';
import type { Happening } from '../src/host/index.ts';
import { NEW, PACKAGES, type Scene } from '../src/scene/index.ts';
import { brokenRules, ends } from './judge.ts';
import { tell, versions } from './story.ts';

// The inbox belongs to a less trusted user. What lies in it when the host comes up again, in the middle of an attempt, must
// not decide whether the host gets back into its service.

test.each<[string, (bundle: HostPlanBundle) => unknown]>([
  ['holds another host plan, which nobody signed', (bundle) => withGeneration(bundle, 99)],
  [
    'holds a plan whose signatures are gone',
    ({ header, ...rest }) => ({ ...rest, header: { ...header, signatures: [] } }),
  ],
  ['holds none any more', () => null],
])('power lost in the transaction, and the inbox then %s: the attempt goes on as it began', async (_what, swapped) => {
  let struck = false;
  const strike = (host: Scene['host'], what: Happening): void => {
    if (struck || what.kind !== 'transaction' || what.phase !== 'started') return;
    struck = true;
    void host.executor.clock.sleep(1500).then(async () => {
      const { hostPlan } = await host.executor.inbox.read();
      if (hostPlan === null) throw new Error('an attempt runs without a host plan');
      await host.reporter.inbox.putHostPlan(swapped(hostPlan) as HostPlanBundle);
      host.losePower();
    });
  };
  const { scene, rollout } = await tell({ onHappening: strike });
  expect(struck).toBe(true);
  expect(await brokenRules(scene)).toEqual([]);
  expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
  expect(versions(scene)).toEqual(PACKAGES.map(() => NEW));
  expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
});

const withGeneration = (bundle: HostPlanBundle, generation: number): HostPlanBundle => ({
  ...bundle,
  hostPlan: { ...bundle.hostPlan, generation },
});
