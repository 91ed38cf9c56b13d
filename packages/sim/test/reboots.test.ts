import { explainRollout } from '@slipway/controller/app';
import type { LedgerEntry } from '@slipway/core/execution';
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

describe('C25: a host on which somebody blocks shutdowns', () => {
  const bootsOf = ({ host }: Scene) => host.happenings.filter(({ kind }) => kind === 'booted').length;
  const blockedSince = async (when: 'before' | 'transaction', minutes: number) => {
    const scene = await openScene({ policy });
    let found: Awaited<ReturnType<typeof seen>> | null = null;
    let boots = 0;
    await scene.play(async () => {
      await scene.open();
      const { condition, happenings } = scene.host;
      boots = bootsOf(scene);
      if (when === 'before') condition.rebootBlockedBy = 'backup';
      const { rolloutId } = await scene.start();
      if (when === 'transaction') {
        await scene.people.eventually('the transaction', async () =>
          happenings.some(({ kind }) => kind === 'transaction') ? true : null,
        );
        condition.rebootBlockedBy = 'backup';
      }
      await scene.time.sleep(minutes * MINUTE_MS);
      found = await seen(scene, rolloutId);
      condition.rebootBlockedBy = null;
      await scene.people.ended(rolloutId);
      await untilTold(scene);
    });
    const ledger = await scene.host.executor.ledger.read();
    return { scene, found, ledger, booted: bootsOf(scene) - boots };
  };
  const endReasons = (ledger: readonly LedgerEntry[]) =>
    ledger.flatMap((entry) => (entry.kind === 'attempt-ended' ? [entry.reason?.code ?? null] : []));

  test.each([
    ['is waited for, serving', 4, ['done'], [null], 1],
    ['is not touched where it does not end', 40, ['not-begun'], ['host-refuses-more'], 0],
  ] as const)('before the change %s', async (_, minutes, ended, reasons, boots) => {
    const { scene, ledger, booted } = await blockedSince('before', minutes);
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(ledger)).toEqual(ended);
    expect(endReasons(ledger)).toEqual(reasons);
    expect(booted).toBe(boots);
    const touched = scene.host.happenings.some(({ kind }) => kind === 'transaction');
    expect(touched).toBe(boots === 1);
  });

  test('waits for the end of it with the update in place, and then reboots', async () => {
    const { scene, found, ledger, booted } = await blockedSince('transaction', 7);
    expect(found).toMatchObject({ phase: 'away', why: 'reboot-not-down', leases: 1 });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(ledger)).toEqual(['done']);
    expect(endReasons(ledger)).toEqual([null]);
    expect(booted).toBe(1);
  });

  test('keeps a good update where it never ends, serves, and says that its reboot is still to come', async () => {
    const { scene, found, ledger, booted } = await blockedSince('transaction', 40);
    expect(found).toMatchObject({ phase: 'done', leases: 0 });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(ledger)).toEqual(['done']);
    expect(endReasons(ledger)).toEqual(['reboot-refused']);
    expect(booted).toBe(0);
  });
});
