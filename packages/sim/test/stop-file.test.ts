import { explainRollout } from '@slipway/controller/app';
import { explain } from '@slipway/core/reasons';
import { describe, expect, test } from 'vitest';
import type { Happening } from '../src/host/index.ts';
import { NEW, OLD, openScene, PACKAGES, type Scene } from '../src/scene/index.ts';
import { brokenRules, endings, ends, services, transactions, untilTold } from './judge.ts';
import { tell, versions } from './story.ts';

// `/etc/slipway/stop` stops everything without a controller: nothing begins, what has begun and changed nothing gives its
// host back, what has changed something finishes.

const standsFrom = (moment: (what: Happening) => boolean, minutes: number) => {
  let stood = false;
  return (host: Scene['host'], what: Happening): void => {
    if (stood || !moment(what)) return;
    stood = true;
    host.condition.stopFile = true;
    void host.executor.clock.sleep(minutes * 60_000).then(() => {
      host.condition.stopFile = false;
    });
  };
};

describe('the stop file', () => {
  test('stands before: nothing begins, the rollout says why, and it goes on when the file is gone', async () => {
    const scene = await openScene();
    await scene.play(async () => {
      await scene.open();
      scene.host.condition.stopFile = true;
      // The host says so at its next check-in; a plan made after it would leave the host out.
      const { rolloutId } = await startedWhileStopped(scene);
      await scene.time.sleep(20 * 60_000);
      expect(ends(await scene.host.executor.ledger.read())).toEqual([]);
      expect(services(scene.host)).toEqual([]);
      const told = await explainRollout(scene.controller.app, rolloutId);
      expect(told.ok && told.value.waiting.map(({ reason }) => explain(reason))).toEqual([
        'The file /etc/slipway/stop stands on the host.',
      ]);
      scene.host.condition.stopFile = false;
      const rollout = await scene.people.ended(rolloutId);
      await untilTold(scene);
      expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
    });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
  });

  test.each(['ask-cluster', 'drain'])(
    'appears during %s: the host is given back, nothing is installed',
    async (hook) => {
      const appears = standsFrom((what) => what.kind === 'hook' && what.hook === hook && what.phase === 'called', 30);
      const { scene, rollout } = await tell({ onHappening: appears });
      expect(await brokenRules(scene)).toEqual([]);
      const ledger = await scene.host.executor.ledger.read();
      expect(ends(ledger)).toEqual(['not-begun', 'done']);
      expect(endings(ledger)[0]).toBe(
        'Stopped before anything was installed: the file /etc/slipway/stop stands on the host.',
      );
      expect(transactions(scene.host, 'apply')).toBe(1);
      const away = hook === 'drain' ? ['drain', 'undrain'] : [];
      expect(services(scene.host)).toEqual([...away, 'drain', 'undrain']);
      expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
    },
  );

  test('appears when the transaction runs: it finishes', async () => {
    const appears = standsFrom((what) => what.kind === 'transaction' && what.phase === 'started', 60);
    const { scene, rollout } = await tell({ onHappening: appears });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
    expect(scene.host.condition.stopFile).toBe(true);
    expect(versions(scene)).toEqual(PACKAGES.map(() => NEW));
    expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
  });

  test('appears when the transaction runs, and the update is bad: it goes back all the way', async () => {
    const appears = standsFrom((what) => what.kind === 'transaction' && what.phase === 'started', 60);
    const { scene, rollout } = await tell({ onHappening: appears }, ({ host }) =>
      host.condition.badVersions.add(`nginx ${NEW}`),
    );
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['gone-back']);
    expect(versions(scene)).toEqual(PACKAGES.map(() => OLD));
    expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['gone-back']);
  });
});

/** Planned and approved while the host still said that nothing stops it. */
const startedWhileStopped = async (scene: Scene) => {
  scene.host.condition.stopFile = false;
  const rollout = await scene.start();
  scene.host.condition.stopFile = true;
  return rollout;
};
