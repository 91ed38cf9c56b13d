import { explainHost } from '@slipway/controller/app';
import { explain } from '@slipway/core/reasons';
import { describe, expect, test } from 'vitest';
import { idOf, openScene, type Scene, type SceneOptions } from '../src/scene/index.ts';
import { brokenRules, ends, services, untilTold } from './judge.ts';

// A host turns its grant away. The controller hears it from the ledger, within seconds: nobody waits ten minutes for a
// start that will not come, and the place in the cluster is free for the next.

const MINUTE_MS = 60_000;

/** Acts once, when the first grant lies in the inbox of the host and its executor has not been started yet. */
const atGrant = async (options: SceneOptions, act: (scene: Scene) => void) => {
  const scene = await openScene({ needsReboot: false, ...options });
  const leases = async () =>
    (await scene.controller.app.ports.store.read(async ({ rollouts }) => await rollouts.leases())).map(
      ({ hostId }) => hostId,
    );
  const play = async (script: (rolloutId: Awaited<ReturnType<Scene['start']>>['rolloutId']) => Promise<void>) =>
    await scene.play(async () => {
      await scene.open();
      let done = false;
      const { host } = scene;
      const watched = host.files.content;
      const set = watched.set.bind(watched);
      watched.set = (path, bytes) => {
        const result = set(path, bytes);
        if (path === '/inbox/grant.json' && !done) {
          done = true;
          act(scene);
        }
        return result;
      };
      const { rolloutId } = await scene.start();
      await script(rolloutId);
    });
  return { scene, leases, play };
};

describe('a host that turns its grant away', () => {
  test('because its plan was tampered with ends so at once, with the reason, and gives its lease back', async () => {
    const { scene, leases, play } = await atGrant({}, ({ host }) => {
      const bytes = Buffer.from(host.files.content.get('/inbox/host-plan.json') ?? []).toString();
      host.files.content.set(
        '/inbox/host-plan.json',
        Buffer.from(bytes.replace('"hostname":"app-1"', '"hostname":"app-9"')),
      );
    });
    await play(async (rolloutId) => {
      const begun = Date.parse(scene.time.now());
      const rollout = await scene.people.ended(rolloutId);
      expect(Date.parse(scene.time.now()) - begun).toBeLessThan(2 * MINUTE_MS);
      expect(rollout.hosts.map(({ phase, reason }) => [phase, reason?.code])).toEqual([
        ['not-begun', 'proof-mismatch'],
      ]);
      expect(await leases()).toEqual([]);
      const why = await explainHost(scene.controller.app, idOf(scene.host), null);
      expect(why.ok && why.value.reasons.map(({ source, reason }) => `${source} ${reason.code}`)).toContain(
        'rollout proof-mismatch',
      );
    });
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['not-begun']);
    expect(services(scene.host)).toEqual([]);
    expect(await brokenRules(scene)).toEqual([]);
  });

  test('because of the stop file is asked again when that is gone, and never begins by the grant it turned away', async () => {
    const { scene, play } = await atGrant({}, ({ host }) => {
      host.condition.stopFile = true;
    });
    await play(async (rolloutId) => {
      await scene.time.sleep(2 * MINUTE_MS);
      const waiting = await scene.people.rollout(rolloutId);
      expect(waiting.hosts.map(({ phase, reason }) => [phase, reason && explain(reason)])).toEqual([
        ['waiting', 'The file /etc/slipway/stop stands on the host.'],
      ]);
      scene.host.condition.stopFile = false;
      // Whatever starts the executor now finds the old grant in the inbox.
      scene.host.losePower();
      const rollout = await scene.people.ended(rolloutId);
      await untilTold(scene);
      expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
    });
    const ledger = await scene.host.executor.ledger.read();
    expect(ends(ledger)).toEqual(['not-begun', 'done']);
    const attempts = ledger.flatMap((entry) => (entry.kind === 'attempt-begun' ? [entry.attemptId] : []));
    expect(attempts.map((id) => id.slice(-2))).toEqual(['-2']);
    expect(await brokenRules(scene)).toEqual([]);
  });

  test('keeps its lease while it has not told: what its ledger says is believed, and nothing else', async () => {
    const { scene, leases, play } = await atGrant({}, ({ host }) => {
      host.condition.stopFile = true;
      host.condition.lineDown = true;
    });
    await play(async (rolloutId) => {
      await scene.time.sleep(5 * MINUTE_MS);
      expect((await scene.people.rollout(rolloutId)).hosts.map(({ phase }) => phase)).toEqual(['granted']);
      expect(await leases()).toEqual([idOf(scene.host)]);
      scene.host.condition.stopFile = false;
      scene.host.condition.lineDown = false;
      expect((await scene.people.ended(rolloutId)).hosts.map(({ phase }) => phase)).toEqual(['done']);
    });
  });
});
