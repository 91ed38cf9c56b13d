import { askWholeHost, showHost } from '@slipway/controller/app';
import type { HostDetail } from '@slipway/protocol/api';
import { expect, test } from 'vitest';
import { openScene, PACKAGES, type Scene } from '../src/scene/index.ts';

// M36: a host verifies itself as a whole when somebody asks, and by the answer to that question alone.

const ADA = { person: 'ada', roles: [{ role: 'operator', environments: null }] } as unknown as Parameters<
  typeof askWholeHost
>[1];

const shown = async ({ controller, host }: Scene): Promise<HostDetail> => {
  const detail = await showHost(controller.app, host.hostId!);
  if (!detail.ok) throw new Error(detail.reason.code);
  return detail.value;
};

const verified = async (scene: Scene) => {
  const { controller, host, people, time } = scene;
  const asked = await askWholeHost(controller.app, ADA, host.hostId!);
  if (!asked.ok) throw new Error(asked.reason.code);
  const found = await people.eventually('an answer', async () => {
    const last = (await shown(scene)).verification?.last;
    return last?.found.askedAt === asked.value.askedAt ? last.found : null;
  });
  // Asked once more a moment later it is another question.
  await time.sleep(1000);
  return found;
};

test('a host says what it found and when it looked; each question has an answer of its own', async () => {
  const scene = await openScene();
  const answers = await scene.play(async () => {
    await scene.takeOn();
    await scene.people.eventually('an inventory', async () => (await shown(scene)).inventory);
    const well = await verified(scene);
    scene.host.condition.damaged.add(PACKAGES[0]);
    const damaged = await verified(scene);
    scene.host.condition.damaged.clear();
    return [well, damaged, await verified(scene)];
  });
  scene.close();
  expect(answers.map(({ state, differing, versions, by }) => [state, differing, versions, by])).toEqual([
    ['as-packaged', [], [], 'ada'],
    ['differs', [{ package: PACKAGES[0], path: `/usr/lib/${PACKAGES[0]}/half`, how: 'differs' }], [], 'ada'],
    ['as-packaged', [], [], 'ada'],
  ]);
  expect(new Set(answers.map(({ takenAt }) => takenAt)).size).toBe(3);
  for (const { takenAt, askedAt } of answers) expect(takenAt > askedAt).toBe(true);
});
