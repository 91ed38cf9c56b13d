import { reportFleet } from '@slipway/controller/app';
import type { OutboxEvent } from '@slipway/controller/ports';
import { addSeconds, asInstant } from '@slipway/core/time';
import { expect, test } from 'vitest';
import { idOf, openScene, type Scene, scenePolicy } from '../src/scene/index.ts';

// What policy wants at certain times: scans at times of day, and a day by which a patch set is to be installed.

const LONG_MS = 180_000;

const told = async ({ controller }: Scene, kind: OutboxEvent['kind']) =>
  (
    await controller.app.ports.store.read(async ({ outbox }) => await outbox.events({ after: null, limit: 100 }))
  ).items.filter((event) => event.kind === kind);

test('at a time of day every host looks anew, and an hour later it is told who misses what', {
  timeout: LONG_MS,
}, async () => {
  // 21:30 in Berlin is an hour and a half after the scene begins.
  const policy = scenePolicy({ scan: { zone: 'Europe/Berlin', at: ['21:30'] } });
  const scene = await openScene({ hostnames: ['app-1', 'app-2'], policy });
  await scene.play(scene.open);
  await scene.time.runUntil(asInstant('2026-03-10T20:29:00.000Z'), () => false);
  expect(await told(scene, 'scan-report')).toEqual([]);
  const [seen, silent] = scene.hosts;
  if (seen === undefined || silent === undefined) throw new Error('two hosts are needed');
  silent.condition.lineDown = true;
  await scene.time.runUntil(asInstant('2026-03-10T22:00:00.000Z'), () => false);
  const record = await scene.controller.app.ports.store.read(async ({ fleet }) => await fleet.inventory(idOf(seen)));
  scene.close();
  expect(record?.receivedAt.slice(0, 13)).toBe('2026-03-10T20');
  expect(await told(scene, 'scan-report')).toMatchObject([
    {
      content: {
        ...{ environment: 'dev', at: '2026-03-10T20:30:00.000Z', hostsInAll: 2 },
        ...{ silent: 1, hostsMissing: 1, updatesMissing: 3, owners: [{ owner: null, hosts: 1, updates: 3 }] },
      },
    },
  ]);
});

test('a patch set that is not everywhere by its day is told of, once, with the hosts that miss it', {
  timeout: LONG_MS,
}, async () => {
  const scene = await openScene({ policy: scenePolicy({ installBy: { days: 1 } }) });
  const digest = await scene.play(async () => {
    await scene.open();
    return await scene.people.cut();
  });
  const now = scene.time.now();
  await scene.controller.app.ports.store.write(
    async ({ promotions }) =>
      await promotions.addPromotion({
        ...{ promotionId: 'dev.one', patchSetDigest: digest, cutAt: now, environment: 'dev', policyName: null },
        ...{ by: 'night operator', enteredAt: now, occurrence: null, state: 'done', since: now, reason: null },
        evidence: { environment: null, judgedAt: now, items: [] },
        ...{ planRequestId: null, planDigest: null, rolloutId: null, outcome: null, endedAt: now, excused: null },
        ...{ closedAt: now, cycles: [] },
      }),
  );
  const dueAt = addSeconds(now, 86_400);
  await scene.time.runUntil(addSeconds(dueAt, -60), () => false);
  expect(await told(scene, 'install-overdue')).toEqual([]);
  const overdue = async () =>
    (await reportFleet(scene.controller.app, null)).environments.map((one) => [one.environment, one.overdue]);
  expect(await overdue()).toEqual([['dev', 0]]);
  await scene.time.runUntil(addSeconds(dueAt, 600), () => false);
  scene.close();
  expect(await overdue()).toEqual([['dev', 1]]);
  expect(await told(scene, 'install-overdue')).toMatchObject([
    { content: { environment: 'dev', patchSet: digest, dueAt, hosts: ['app-1'], hostsInAll: 1 } },
  ]);
});
