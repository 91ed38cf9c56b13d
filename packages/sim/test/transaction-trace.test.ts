import { reportRollout, showHost, showHostInRollout, showRollout } from '@slipway/controller/app';
import type { LeftBeside } from '@slipway/core/execution';
import { asRolloutId } from '@slipway/core/ids';
import type { Outcome } from '@slipway/core/reasons';
import { asInstant } from '@slipway/core/time';
import { expect, test } from 'vitest';
import { idOf, openScene, type Scene, scenePolicy } from '../src/scene/index.ts';

// C10: what a transaction leaves beside configuration files is on every page of the host the morning after.

const read = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.reason.code);
  return outcome.value;
};

const LEFT: LeftBeside = {
  package: 'nginx',
  path: '/etc/nginx/nginx.conf',
  decision: 'keep',
  beside: [{ path: '/etc/nginx/nginx.conf.dpkg-dist', since: asInstant('2026-03-10T20:00:00.000Z') }],
};

const night = async (scene: Scene) =>
  await scene.play(async () => {
    scene.host.condition.leftBeside = [LEFT];
    await scene.people.setPolicy(scenePolicy({}));
    await scene.takeOn();
    const { rolloutId } = await scene.start();
    await scene.people.eventually('the end', async () =>
      (await scene.people.rollout(rolloutId)).state === 'completed' ? true : null,
    );
    return asRolloutId(rolloutId);
  });

test('C10: a configuration file with another version beside it is told of its rollout and of its host', async () => {
  const scene = await openScene();
  const rolloutId = await night(scene);
  const { app } = scene.controller;
  const hostId = idOf(scene.host);
  const trace = { history: [], left: [LEFT] };
  expect(read(await showRollout(app, rolloutId, 'told')).leftBeside).toEqual([{ hostId, files: 1 }]);
  // Not where it is asked for every few seconds.
  expect(read(await showRollout(app, rolloutId, 'left-out')).leftBeside).toBeUndefined();
  const { steps } = read(await showHostInRollout(app, rolloutId, hostId));
  expect(steps.filter(({ transaction }) => transaction !== undefined)).toMatchObject([
    { step: 'apply', transaction: trace },
  ]);
  expect(read(await reportRollout(app, rolloutId)).hosts[0]?.attempt?.transaction).toEqual(trace);
  expect(read(await showHost(app, hostId)).transaction).toMatchObject({ trace });
  scene.close();
});

test('C10: an agent of before says nothing of it, and no page does', async () => {
  const scene = await openScene({ capabilitiesWithout: 'transaction/1' });
  const rolloutId = await night(scene);
  const { app } = scene.controller;
  expect(JSON.stringify(await scene.host.executor.ledger.read())).not.toContain('"transaction":');
  expect(read(await showRollout(app, rolloutId, 'told')).leftBeside).toBeUndefined();
  expect(read(await showHost(app, idOf(scene.host))).transaction).toBeUndefined();
  scene.close();
});
