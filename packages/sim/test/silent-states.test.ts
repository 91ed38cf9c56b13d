import type { EventOf, OutboxEvent } from '@slipway/controller/ports';
import { addSeconds } from '@slipway/core/time';
import { expect, test } from 'vitest';
import { openScene, type Scene, scenePolicy } from '../src/scene/index.ts';

// C03, C06: what would stay so for weeks without anybody noticing is told.

const LONG_MS = 180_000;

const told = async <Kind extends OutboxEvent['kind']>({ controller }: Scene, kind: Kind) => {
  const page = await controller.app.ports.store.read(
    async ({ outbox }) => await outbox.events({ after: null, limit: 1000 }),
  );
  return page.items.filter((event) => event.kind === kind) as readonly OutboxEvent[] as readonly EventOf<Kind>[];
};

const breakDatabase = ({ packages }: Scene['host']) =>
  packages.putBack(packages.installed().map((one, at) => (at === 0 ? { ...one, state: 'half-configured' } : one)));

test('C06: a package database that stays broken is told within the day, each day, until it is whole', {
  timeout: LONG_MS,
}, async () => {
  const scene = await openScene({ hostnames: ['app-1', 'app-2'], policy: scenePolicy() });
  await scene.play(scene.open);
  const [first, second] = scene.hosts;
  if (first === undefined || second === undefined) throw new Error('two hosts are needed');
  const day = async () => await scene.time.runUntil(addSeconds(scene.time.now(), 86_400), () => false);
  await day();
  expect(await told(scene, 'database-broken')).toEqual([]);
  const whole = first.packages.installed();
  breakDatabase(first);
  await day();
  await day();
  breakDatabase(second);
  await day();
  first.packages.putBack(whole);
  second.packages.putBack(second.packages.installed().map((one) => ({ ...one, state: 'installed' })));
  await day();
  const before = (await told(scene, 'database-broken')).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  await day();
  scene.close();
  const days = before.map(({ eventId, content }) => [eventId.split('.').slice(2), ...content.hosts]);
  expect(days[0]).toEqual([['dev'], 'app-1']);
  expect(days.at(-1)).toEqual([['dev'], 'app-1', 'app-2']);
  expect(new Set(before.map(({ eventId }) => eventId)).size).toBe(before.length);
  expect(before.length).toBeLessThanOrEqual(4);
  expect(await told(scene, 'database-broken')).toHaveLength(before.length);
});

test('C06: a look in the middle of a transaction is not told', { timeout: LONG_MS }, async () => {
  const scene = await openScene({ policy: scenePolicy() });
  await scene.play(scene.open);
  const whole = scene.host.packages.installed();
  for (let hour = 0; hour < 24; hour += 1) {
    breakDatabase(scene.host);
    await scene.time.runUntil(addSeconds(scene.time.now(), 1200), () => false);
    scene.host.packages.putBack(whole);
    await scene.time.runUntil(addSeconds(scene.time.now(), 2400), () => false);
  }
  scene.close();
  expect(await told(scene, 'database-broken')).toEqual([]);
});

test('C03: a step that takes longer than its plan expects is told once, and is not ended', {
  timeout: LONG_MS,
}, async () => {
  const scene = await openScene();
  scene.host.condition.transactionSeconds = 4 * 3600;
  await scene.people.setPolicy(scenePolicy());
  const { rolloutId } = await scene.play(async () => {
    await scene.takeOn();
    return await scene.start();
  });
  const phase = async () => (await scene.people.rollout(rolloutId)).hosts[0]?.phase;
  await scene.time.runUntil(addSeconds(scene.time.now(), 3 * 3600 + 1800), () => false);
  expect(await phase()).toBe('away');
  const events = await told(scene, 'step-overdue');
  await scene.time.runUntil(addSeconds(scene.time.now(), 3 * 3600), () => false);
  scene.close();
  expect(events).toMatchObject([
    { content: { rollout: rolloutId, environment: 'dev', hostname: 'app-1', step: 'apply' }, environments: ['dev'] },
  ]);
  expect(await phase()).toBe('done');
  expect(await told(scene, 'step-overdue')).toEqual(events);
});
