import { freeHost } from '@slipway/controller/app';
import { explain } from '@slipway/core/reasons';
import { expect, test } from 'vitest';
import { ADMINISTRATOR } from '../src/people/index.ts';
import { idOf, NEW, openScene, PACKAGES, scenePolicy } from '../src/scene/index.ts';
import { ends, services, untilTold } from './judge.ts';

// A host that could be proven neither at the planned versions nor at those before stays out of its service, and counts as
// away, until a person has looked at it.

test('an isolated host is planned for no more and counts as away; once a person has freed it, it is patched', async () => {
  const scene = await openScene({
    hostnames: ['app-1', 'app-2'],
    needsReboot: false,
    // A failed host waits for a person: there is no way back by itself.
    policy: {
      ...scenePolicy({ wayBack: 'asked', failureBudgetHosts: 2 }),
      clusters: [{ name: 'app', members: 'service = app', awayMax: 1 }],
    },
  });
  const [first, second] = scene.hosts;
  if (first === undefined || second === undefined) throw new Error('two hosts');
  first.condition.badVersions.add(`nginx ${NEW}`);
  await scene.play(async () => {
    await scene.open();
    const { rolloutId } = await scene.start();
    await scene.people.eventually('an isolated host', async () =>
      (await scene.people.rollout(rolloutId)).hosts.some(({ phase }) => phase === 'failed') ? true : null,
    );
    // The other member may not go while the first one is away; the rollout is left to a person, who gives it up.
    await scene.time.sleep(30 * 60_000);
    expect(services(second)).toEqual([]);
    await scene.people.abort(rolloutId);
    await scene.people.ended(rolloutId);
    await untilTold(scene, first);
    expect(ends(await first.executor.ledger.read())).toEqual(['isolated']);
    const request = await scene.people.plan('dev', await scene.people.cut());
    const report = request.report?.leftOut.map(({ hostId, reason }) => [hostId, reason.code]) ?? [];
    expect(report).toEqual(
      expect.arrayContaining([
        [idOf(first), 'left-isolated'],
        [idOf(second), 'cluster-limit-impossible'],
      ]),
    );
    expect(request.report?.leftOut.map(({ reason }) => explain(reason))).toContainEqual(
      expect.stringMatching(/slipway host free/),
    );

    first.condition.badVersions.clear();
    expect((await freeHost(scene.controller.app, ADMINISTRATOR, idOf(first))).ok).toBe(true);
    for (const name of PACKAGES) first.packages.changeByHand(name, '1.0-1');
    await scene.time.sleep(15 * 60_000);
    const rollout = await scene.rollOut();
    expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done', 'done']);
  });
  expect(ends(await first.executor.ledger.read())).toEqual(['isolated', 'done']);
  expect(first.inService).toBe(true);
});
