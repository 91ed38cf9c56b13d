import { explainRollout } from '@slipway/controller/app';
import type { RolloutId } from '@slipway/core/ids';
import { describe, expect, test } from 'vitest';
import { openScene, type Scene, scenePolicy } from '../src/scene/index.ts';
import { brokenRules, ends, untilTold } from './judge.ts';

// Reboots that come to nothing, on a host of the simulator: what the rollout says, what it keeps, and that the host goes on.

const MINUTE_MS = 60_000;
const policy = scenePolicy({ reboot: 'always', failureBudgetHosts: 0 });

const story = async (
  boots: 'never-back' | 'never-down',
  script: (scene: Scene, rolloutId: RolloutId) => Promise<void>,
) => {
  const scene = await openScene({ policy });
  await scene.play(async () => {
    await scene.open();
    scene.host.condition.boots = boots;
    const { rolloutId } = await scene.start();
    await scene.people.eventually('the reboot', async () =>
      scene.host.happenings.some(({ kind }) => kind === 'reboot-asked') ? true : null,
    );
    await script(scene, rolloutId);
  });
  return scene;
};
const seen = async (scene: Scene, rolloutId: RolloutId) => {
  const explained = await explainRollout(scene.controller.app, rolloutId);
  if (!explained.ok) throw new Error(explained.reason.code);
  const { rollout, waiting } = explained.value;
  const [host] = rollout.hosts;
  const leases = await scene.controller.app.ports.store.read(async ({ rollouts }) => await rollouts.leases());
  return {
    phase: host?.phase,
    why: host?.reason?.code ?? waiting[0]?.reason.code,
    state: rollout.state,
    leases: leases.length,
  };
};

describe('C16, C26: a host that does not come back from its reboot', () => {
  test('is down, then lost with its lease kept and the budget spent; once it is up it goes on, and ends as it really is', async () => {
    const scene = await story('never-back', async (now, rolloutId) => {
      await now.time.sleep(6 * MINUTE_MS);
      expect(await seen(now, rolloutId)).toEqual({ phase: 'away', why: 'reboot-down', state: 'running', leases: 1 });
      await now.time.sleep(12 * MINUTE_MS);
      expect(await seen(now, rolloutId)).toEqual({ phase: 'lost', why: 'reboot-lost', state: 'stopped', leases: 1 });
      await now.time.sleep(180 * MINUTE_MS);
      expect(await seen(now, rolloutId)).toEqual({ phase: 'lost', why: 'reboot-lost', state: 'stopped', leases: 1 });
      now.host.condition.boots = 'well';
      await now.people.eventually('the end', async () => ((await seen(now, rolloutId)).phase === 'done' ? true : null));
      await untilTold(now);
      expect((await seen(now, rolloutId)).leases).toBe(0);
    });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
  });
});

describe('C25: a host that is asked to reboot and does not go down', () => {
  test('is never taken for rebooted, nor for lost: it is said to be up, past its deadline', async () => {
    const scene = await story('never-down', async (now, rolloutId) => {
      await now.time.sleep(2 * MINUTE_MS);
      expect(await seen(now, rolloutId)).toMatchObject({ phase: 'away', why: 'reboot-asked' });
      await now.time.sleep(60 * MINUTE_MS);
      expect(await seen(now, rolloutId)).toEqual({
        phase: 'away',
        why: 'reboot-not-down',
        state: 'running',
        leases: 1,
      });
      // Somebody finds what held its shutdown.
      now.host.condition.boots = 'well';
      now.host.losePower();
      await now.people.eventually('the end', async () => ((await seen(now, rolloutId)).phase === 'done' ? true : null));
      await untilTold(now);
    });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
  });
});
