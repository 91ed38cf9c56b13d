import { explain } from '@slipway/core/reasons';
import { describe, expect, test } from 'vitest';
import type { Happening } from '../src/host/index.ts';
import { NEW, OLD, type Scene } from '../src/scene/index.ts';
import { brokenRules, ends, services, transactions } from './judge.ts';
import { tell, versions } from './story.ts';

// Between preflight and the transaction lie the hooks, minutes of them. Whatever a person does to the packages meanwhile,
// the transaction that begins is the one that was approved, or none.

const whileDrained = (act: (host: Scene['host']) => void) => {
  let acted = false;
  return (host: Scene['host'], what: Happening): void => {
    if (acted || what.kind !== 'hook' || what.hook !== 'drain' || what.phase !== 'ended') return;
    acted = true;
    act(host);
  };
};

describe('a person who changes packages while the host is drained', () => {
  test('to a version that nobody planned for: nothing is installed, the host is given back, and the reason says why', async () => {
    const { scene, rollout } = await tell({
      onHappening: whileDrained((host) => host.packages.changeByHand('curl', '7.7')),
    });
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['not-begun']);
    expect(transactions(scene.host, 'apply')).toBe(0);
    expect(transactions(scene.host, 'way-back')).toBe(0);
    expect(versions(scene)).toEqual([OLD, '7.7', OLD]);
    expect(services(scene.host)).toEqual(['drain', 'undrain']);
    expect(scene.host.inService).toBe(true);
    const [host] = rollout.hosts;
    expect([rollout.state, host?.phase, host?.reason?.code]).toEqual(['completed', 'not-begun', 'apply-not-begun']);
    expect(host?.reason && explain(host.reason)).toMatch(/nothing was installed: .*curl is no longer at 1\.0-1\.$/);
    // Nothing of it was ours: the failure budget is for updates that turn out bad.
    expect(await brokenRules(scene)).toEqual([]);
  });

  test('to the planned version: what is left of the plan is done', async () => {
    const { scene } = await tell({ onHappening: whileDrained((host) => host.packages.changeByHand('curl', NEW)) });
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
    expect(transactions(scene.host, 'apply')).toBe(1);
    expect(versions(scene)).toEqual([NEW, NEW, NEW]);
  });
});
