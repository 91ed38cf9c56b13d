import { showHostInRollout, showRunningOutput } from '@slipway/controller/app';
import type { RunningOutputAnswer } from '@slipway/protocol/api';
import { expect, test } from 'vitest';
import { idOf, openScene, type Scene, scenePolicy } from '../src/scene/index.ts';

// Somebody looks on while a host installs: what its transaction prints grows in front of them, and is gone with its attempt.

/** A transaction of half a minute, looked at every few seconds until the host is through. */
const watched = async (scene: Scene): Promise<readonly RunningOutputAnswer[]> => {
  const { controller, host, people } = scene;
  host.condition.transactionSeconds = 30;
  await people.setPolicy(scenePolicy());
  await scene.takeOn();
  const { rolloutId } = await scene.start();
  const seen: RunningOutputAnswer[] = [];
  await people.eventually('a host that is done', async () => {
    const answer = await showRunningOutput(controller.app, rolloutId, idOf(host));
    if (!answer.ok) throw new Error(answer.reason.code);
    seen.push(answer.value);
    const steps = await showHostInRollout(controller.app, rolloutId, idOf(host));
    return steps.ok && steps.value.phase === 'done' ? true : null;
  });
  const after = await showRunningOutput(controller.app, rolloutId, idOf(host));
  if (after.ok) seen.push(after.value);
  return seen;
};

test('what a transaction prints is seen while it runs, grows, and is kept by nobody afterwards', async () => {
  const scene = await openScene();
  const seen = await scene.play(async () => await watched(scene));
  const told = seen.filter(({ state, transaction }) => state === 'told' && transaction !== null);
  const sizes = told.map(({ bytes }) => bytes);
  expect(new Set(sizes).size).toBeGreaterThan(3);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect(told.at(-1)?.transaction).toMatch(/^slipway-apply-/);
  expect(seen.at(-1)).toMatchObject({ state: 'none', text: '' });
  const kept = await scene.controller.store.read(async ({ readings }) => await readings.readingsOn(idOf(scene.host)));
  const outputs = kept.filter(({ subject }) => subject.kind === 'output');
  expect(outputs.map(({ taken }) => taken)).toEqual([null]);
  scene.close();
});
