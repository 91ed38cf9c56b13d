import type { FixedWindow } from '@slipway/core/calendar';
import { asInstant } from '@slipway/core/time';
import { expect, test } from 'vitest';
import type { PlacedHost } from '../src/fleet/index.ts';
import { openScene, type Scene, scenePolicy } from '../src/scene/index.ts';
import { brokenRules } from './judge.ts';

// Two nights. One host is off in the first: the other one, in the wave after it, is patched all the same, and the host
// that was off in the second night.

const LONG_MS = 180_000;
const night = (day: string) => ({
  startsAt: asInstant(`2026-03-${day}T22:00:00.000Z`),
  cutOffAt: asInstant(`2026-03-${day}T23:00:00.000Z`),
  endsAt: asInstant(`2026-03-${day}T23:30:00.000Z`),
});
const NIGHTS: FixedWindow = { kind: 'dates', spans: [night('10'), night('11')] };

const hostNamed = ({ hosts }: Scene, name: string): PlacedHost => {
  const host = hosts.find(({ spec }) => spec.hostname === name);
  if (host === undefined) throw new Error(`there is no host ${name}`);
  return host;
};

test('a host that is off in its window is told of, holds up nobody, and is patched in the next', {
  timeout: LONG_MS,
}, async () => {
  const policy = scenePolicy({
    window: NIGHTS,
    waves: { canaryHosts: 0, percentMax: 50 },
    missedWindow: 'next-window',
  });
  const scene = await openScene({ hostnames: ['app-1', 'app-2'], policy });
  const began = await scene.play(async () => {
    await scene.open();
    return await scene.start();
  });
  const off = hostNamed(scene, 'app-1');
  off.condition.lineDown = true;
  await scene.passUntil(asInstant('2026-03-11T06:00:00.000Z'));
  const afterOne = await scene.people.rollout(began.rolloutId);
  off.condition.lineDown = false;
  const told = await scene.controller.app.ports.store.read(
    async ({ outbox }) => await outbox.events({ after: null, limit: 100 }),
  );
  await scene.passUntil(asInstant('2026-03-11T21:00:00.000Z'));
  const ended = await scene.play(async () => await scene.people.ended(began.rolloutId));
  for (const host of scene.hosts) expect(await brokenRules(scene, host)).toEqual([]);
  scene.close();
  const phaseOf = (rollout: typeof ended, host: PlacedHost) =>
    rollout.hosts.find(({ hostId }) => hostId === host.hostId)?.phase;
  expect([phaseOf(afterOne, off), phaseOf(afterOne, hostNamed(scene, 'app-2'))]).toEqual(['waiting', 'done']);
  expect(ended.hosts.map(({ phase }) => phase)).toEqual(['done', 'done']);
  const begun = off.happenings.find(({ kind }) => kind === 'transaction')?.at ?? '';
  expect(begun.slice(0, 13)).toBe('2026-03-11T22');
  expect(told.items.filter(({ kind }) => kind === 'host-missed-window').map(({ content }) => content)).toMatchObject([
    { hostname: 'app-1', endedAt: '2026-03-10T23:30:00.000Z', rule: 'next-window' },
  ]);
});

test('where policy wants it, a host that is back is patched before the next window, by a plan of its own', {
  timeout: LONG_MS,
}, async () => {
  const policy = scenePolicy({
    window: { kind: 'dates', spans: [night('10'), night('12')] },
    approval: { rule: 'automatic' },
    missedWindow: 'on-return',
  });
  const scene = await openScene({ hostnames: ['app-1', 'app-2'], policy });
  await scene.play(async () => {
    await scene.open();
    return await scene.start();
  });
  const off = hostNamed(scene, 'app-1');
  off.condition.lineDown = true;
  await scene.passUntil(asInstant('2026-03-11T09:00:00.000Z'));
  expect(off.happenings).toEqual([]);
  off.condition.lineDown = false;
  await scene.time.runUntil(asInstant('2026-03-11T10:00:00.000Z'), () => false);
  for (const host of scene.hosts) expect(await brokenRules(scene, host)).toEqual([]);
  scene.close();
  const { rollouts, plan } = await scene.controller.app.ports.store.read(async (view) => {
    const { items } = await view.rollouts.rollouts({ after: null, limit: 10 });
    return { rollouts: items, plan: await view.plans.plan(items[0]?.planDigest ?? ('' as never)) };
  });
  expect(rollouts.map(({ state, hosts }) => [state, hosts.map(({ phase }) => phase)])).toEqual([
    ['completed', ['done']],
    ['completed', ['not-begun', 'done']],
  ]);
  // What was approved for the nights was not widened, and nothing of it reaches beyond the next one.
  expect(plan?.header.bounds.occurrences).toMatchObject([{ endsAt: '2026-03-12T22:00:00.000Z' }]);
  expect(off.happenings.find(({ kind }) => kind === 'transaction')?.at.slice(0, 13)).toBe('2026-03-11T09');
});

test('hosts that come back one after the other do not end the cycle before the last of them is done', {
  timeout: LONG_MS,
}, async () => {
  const policy = scenePolicy({
    window: { kind: 'dates', spans: [night('10'), night('14')] },
    approval: { rule: 'automatic' },
    missedWindow: 'on-return',
  });
  const scene = await openScene({ hostnames: ['app-1', 'app-2', 'app-3'], policy });
  await scene.play(async () => {
    await scene.open();
    return await scene.start();
  });
  const off = ['app-1', 'app-2'].map((name) => hostNamed(scene, name));
  for (const host of off) host.condition.lineDown = true;
  const promotion = async () => {
    const { items } = await scene.controller.app.ports.store.read(
      async ({ promotions }) => await promotions.promotions({ after: null, limit: 10 }),
    );
    return items.map(({ state, outcome, further = [] }) => [
      state,
      outcome?.done,
      outcome?.notDone.map(({ hostname }) => hostname),
      further.length,
    ]);
  };
  await scene.passUntil(asInstant('2026-03-11T09:00:00.000Z'));
  const seen = [await promotion()];
  for (const [at, host] of off.entries()) {
    host.condition.lineDown = false;
    await scene.time.runUntil(asInstant(`2026-03-1${at + 2}T09:00:00.000Z`), () => false);
    seen.push(await promotion());
  }
  for (const host of scene.hosts) expect(await brokenRules(scene, host)).toEqual([]);
  scene.close();
  expect(seen).toEqual([
    [['incomplete', 1, ['app-1', 'app-2'], 0]],
    [['incomplete', 2, ['app-2'], 1]],
    [['done', 3, [], 2]],
  ]);
});
