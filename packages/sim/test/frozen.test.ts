import type { CivilWindow } from '@slipway/core/calendar';
import type { Policy, PolicyFreeze } from '@slipway/core/policy';
import { asInstant } from '@slipway/core/time';
import { expect, test } from 'vitest';
import type { Happening } from '../src/host/index.ts';
import { openScene, scenePolicy } from '../src/scene/index.ts';
import { brokenRules } from './judge.ts';

// A window by the clock of Berlin, from 21:00 UTC to 05:00, a freeze in its first hour, and a second one that somebody
// adds while the rollout stands: nothing happens on the host before both are over.

const LONG_MS = 180_000;
const NIGHT: CivilWindow = {
  ...{ kind: 'weekly', weekdays: ['tuesday'], zone: 'Europe/Berlin', start: '22:00', cutOffMinutes: 60 },
  until: { kind: 'local', time: '06:00', daysLater: 1 },
};
const freeze = (name: string, from: string, to: string): PolicyFreeze => {
  const spans = [{ startsAt: asInstant(`2026-03-10T${from}:00.000Z`), endsAt: asInstant(`2026-03-10T${to}:00.000Z`) }];
  return { name, why: 'books are closed', when: { kind: 'dates', spans } };
};
const policyWith = (...freezes: readonly PolicyFreeze[]): Policy => ({ ...scenePolicy({ window: NIGHT }), freezes });

test('a rollout begins nothing in a freeze, also in one that is newer than its plan', {
  timeout: LONG_MS,
}, async () => {
  const happened: Happening[] = [];
  const known = freeze('known', '21:00', '22:00');
  const newer = freeze('newer', '22:00', '23:30');
  const scene = await openScene({ policy: policyWith(known), onHappening: (_host, what) => void happened.push(what) });
  const rollout = await scene.play(async () => {
    await scene.open();
    const { rolloutId } = await scene.start();
    await scene.people.setPolicy(policyWith(known, newer));
    return await scene.people.ended(rolloutId);
  });
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
  expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
  expect(happened.length).toBeGreaterThan(0);
  expect(happened.map(({ at }) => at).filter((at) => at < '2026-03-10T23:30:00.000Z')).toEqual([]);
});
