import { addAudience } from '@slipway/controller/app';
import type { CivilWindow } from '@slipway/core/calendar';
import type { Contact, Policy } from '@slipway/core/policy';
import { asInstant } from '@slipway/core/time';
import { expect, test } from 'vitest';
import { openScene, type Scene, scenePolicy } from '../src/scene/index.ts';
import { brokenRules } from './judge.ts';

// A window by the clock of Berlin, from 21:00 UTC to 05:00, announced two hours ahead and, to a plan that comes later than
// that, late. One audience hears of everything at once, one of rollouts in digests, one never answers until the morning.

const LONG_MS = 180_000;
const NIGHT: CivilWindow = {
  ...{ kind: 'weekly', weekdays: ['tuesday'], zone: 'Europe/Berlin', start: '22:00', cutOffMinutes: 60 },
  until: { kind: 'local', time: '06:00', daysLater: 1 },
};
const CONTACTS: readonly Contact[] = [
  { name: 'mornings', audience: 'office', hears: ['rollout-started', 'rollout-ended'], digestMinutes: 600 },
  { name: 'elsewhere', audience: 'branch', environments: ['prod'] },
];
const ADA = { person: 'ada', roles: ['administrator' as const], teams: [] };

const policy = (): Policy => {
  const base = scenePolicy({ window: NIGHT, announce: { hoursBefore: [2, 1] } });
  const [dev] = base.environments;
  if (dev === undefined) throw new Error('a scene has an environment');
  return { ...base, environments: [dev, { ...dev, name: 'prod' }], contacts: CONTACTS };
};

const heard = ({ controller }: Scene, audience: string) =>
  controller.notify.arrived.filter((one) => one.audience === audience);
const kinds = (scene: Scene, audience: string): readonly string[] =>
  heard(scene, audience).map(({ letter }) => letter.kind);

test('people hear of a window ahead, of a rollout at once or in the morning, and of nothing twice', {
  timeout: LONG_MS,
}, async () => {
  const scene = await openScene({ policy: policy(), beginsAt: asInstant('2026-03-10T18:30:00.000Z') });
  const { app, notify } = scene.controller;
  const rollout = await scene.play(async () => {
    for (const name of ['branch', 'deaf', 'night', 'office']) {
      await addAudience(app, ADA, { name, kind: 'slack', url: `https://chat.invalid/${name}` });
    }
    notify.refuse('deaf', true);
    await scene.open();
    const { rolloutId } = await scene.start();
    return await scene.people.ended(rolloutId);
  });
  expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
  const early = heard(scene, 'night');
  // Started when somebody said so, which was before the window, and ended in it.
  const wanted = ['rollout-started', 'window-announced', 'rollout-ended'];
  expect(kinds(scene, 'night').filter((kind) => wanted.includes(kind))).toEqual([
    'rollout-started',
    'window-announced',
    'window-announced',
    'rollout-ended',
  ]);
  const announced = early.filter(({ letter }) => letter.kind === 'window-announced').map(({ at }) => at);
  expect(announced[0]?.slice(0, 16)).toBe('2026-03-10T19:00');
  expect(announced[1]?.slice(0, 16)).toBe('2026-03-10T20:00');
  expect(kinds(scene, 'branch')).toEqual([]);
  expect(kinds(scene, 'office')).toEqual([]);
  expect(kinds(scene, 'deaf')).toEqual([]);
  notify.refuse('deaf', false);
  await scene.play(async () => await scene.time.sleep(20 * 3_600_000));
  const all = heard(scene, 'night').map(({ letter }) => letter.letterId);
  expect(all.slice(0, early.length)).toEqual(early.map(({ letter }) => letter.letterId));
  expect(new Set(all).size).toBe(all.length);
  expect(kinds(scene, 'office')).toEqual(['digest']);
  expect(heard(scene, 'office')[0]?.letter.lines).toContainEqual(
    expect.stringContaining('rollout in dev ended: 1 of 1'),
  );
  expect([...kinds(scene, 'deaf')].sort()).toEqual([...kinds(scene, 'night')].sort());
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
});
