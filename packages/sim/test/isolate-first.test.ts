// Hosts that missed their window and are isolated first (C35): kept from their service when they are back, patched, and only
// then in it again; and let back into it by whatever makes it unlikely that they will be patched.

import { freeHost, refusePlan, setSwitch } from '@slipway/controller/app';
import type { FixedWindow } from '@slipway/core/calendar';
import { isolationState } from '@slipway/core/execution';
import type { EnvironmentPolicy, Policy } from '@slipway/core/policy';
import { asInstant, type Instant } from '@slipway/core/time';
import { expect, test } from 'vitest';
import type { PlacedHost } from '../src/fleet/index.ts';
import { ADMINISTRATOR } from '../src/people/index.ts';
import { idOf, openScene, type Scene, scenePolicy } from '../src/scene/index.ts';
import { brokenRules, services } from './judge.ts';

const LONG = { timeout: 240_000 };
const at = (text: string): Instant => asInstant(`2026-03-${text}:00.000Z`);
const night = (day: string) => ({
  ...{ startsAt: at(`${day}T22:00`), cutOffAt: at(`${day}T23:00`), endsAt: at(`${day}T23:30`) },
});
const NIGHTS: FixedWindow = { kind: 'dates', spans: [night('10'), night('13')] };

const isolatingFirst = (given: Partial<EnvironmentPolicy> = {}): Policy =>
  scenePolicy({ window: NIGHTS, approval: { rule: 'automatic' }, missedWindow: 'isolate-first', ...given });

const hostNamed = ({ hosts }: Scene, name: string): PlacedHost => {
  const host = hosts.find(({ spec }) => spec.hostname === name);
  if (host === undefined) throw new Error(`there is no host ${name}`);
  return host;
};

/** A fleet of which these miss the first night, and are back the next morning at nine. */
const missedBy = async (
  names: readonly string[],
  policy: Policy,
  { hostnames = ['app-1', 'app-2'], backAt = '11T09:00' } = {},
) => {
  const scene = await openScene({ hostnames, policy, needsReboot: false });
  await scene.play(async () => {
    await scene.open();
    return await scene.start();
  });
  const off = names.map((name) => hostNamed(scene, name));
  for (const host of off) host.condition.lineDown = true;
  await scene.passUntil(at(backAt));
  for (const host of off) {
    expect(host.inService).toBe(true);
    host.condition.lineDown = false;
  }
  return { scene, off, host: off[0] ?? scene.host };
};

const until = async (scene: Scene, text: string): Promise<void> =>
  void (await scene.time.runUntil(at(text), () => false));

const recordOf = async ({ controller }: Scene, host: PlacedHost) =>
  (await controller.app.ports.store.read(async ({ fleet }) => await fleet.host(idOf(host))))?.value;
const reasonOf = async (scene: Scene, host: PlacedHost) => (await recordOf(scene, host))?.isolation?.reason.code;

/** What happened on it, hooks that only ask left out. */
const story = ({ happenings }: PlacedHost): readonly string[] =>
  happenings.flatMap((what) => {
    const hour = what.at.slice(8, 13);
    if (what.kind === 'hook' && what.phase === 'ended' && /^(un)?drain$/.test(what.hook))
      return [`${hour} ${what.hook}`];
    return what.kind === 'transaction' && what.phase === 'started' ? [`${hour} patched`] : [];
  });

const THREE = { hostnames: ['app-1', 'app-2', 'app-3'] };

const toldOf = async ({ controller }: Scene) => {
  const { items } = await controller.app.ports.store.read(
    async ({ outbox }) => await outbox.events({ after: null, limit: 100 }),
  );
  return items.flatMap((one) => (one.kind === 'host-isolated' ? [one.content] : [])).toReversed();
};

test('C35: a host that is back is kept from its service at once, patched there, and serves then', LONG, async () => {
  const { scene, host } = await missedBy(['app-1'], isolatingFirst());
  await until(scene, '11T10:00');
  expect(await brokenRules(scene, host)).toEqual([]);
  expect(story(host)).toEqual(['11T09 drain', '11T09 patched', '11T09 undrain']);
  const ledger = await host.executor.ledger.read();
  const drains = ledger.flatMap((entry) =>
    entry.kind === 'step-ended' && (entry.step === 'drain' || entry.step === 'ask-cluster') ? [entry.outcome] : [],
  );
  expect(drains).toEqual(['already', 'already']);
  expect(await recordOf(scene, host)).toMatchObject({ isolation: { reason: { code: 'isolation-in-hand' } } });
  expect((await toldOf(scene)).map(({ phase }) => phase)).toEqual(['isolated']);
  scene.close();
});

test('who must be asked for its plan is asked, and it is kept from its service until then', LONG, async () => {
  const policy = isolatingFirst({ approval: { rule: 'self' } });
  const { scene, host } = await missedBy(['app-1'], policy);
  await until(scene, '11T10:00');
  expect(story(host)).toEqual(['11T09 drain']);
  expect(await brokenRules(scene, host)).toEqual([]);
  // Another boot may have put its service up: root takes it out again, before any controller is asked.
  host.condition.lineDown = true;
  host.losePower();
  host.inService = true;
  await until(scene, '11T11:00');
  expect([host.inService, story(host)]).toEqual([false, ['11T09 drain', '11T10 drain']]);
  host.condition.lineDown = false;
  const plan = await newestPlan(scene);
  expect(plan.header.bounds.hosts).toEqual([idOf(host)]);
  await scene.play(async () => await scene.people.ended((await scene.people.start(plan.digest)).rolloutId));
  expect(story(host).slice(2)).toEqual(['11T11 patched', '11T11 undrain']);
  scene.close();
});

test('a person may let it serve as it is; it is not isolated again for that window', LONG, async () => {
  const { scene, host } = await missedBy(['app-1'], isolatingFirst({ approval: { rule: 'self' } }));
  await until(scene, '11T10:00');
  await scene.play(async () => void (await freeHost(scene.controller.app, ADMINISTRATOR, idOf(host))));
  await until(scene, '11T12:00');
  expect(await brokenRules(scene, host)).toEqual([]);
  expect([host.inService, services(host)]).toEqual([true, ['drain', 'undrain']]);
  expect(await reasonOf(scene, host)).toBe('isolation-freed');
  scene.close();
});

test('what nobody answers is left to the next window, under the names that stand for it', LONG, async () => {
  const { scene, host } = await missedBy(['app-1'], isolatingFirst({ approval: { rule: 'self' } }));
  await until(scene, '11T10:00');
  // Over two days, by orders that are renewed.
  await scene.passUntil(at('13T21:00'));
  expect([host.inService, story(host)]).toEqual([false, ['11T09 drain']]);
  await scene.passUntil(at('14T01:00'));
  expect(await brokenRules(scene, host)).toEqual([]);
  expect(story(host)).toEqual(['11T09 drain', '13T22 patched', '13T22 undrain']);
  scene.close();
});

test(
  'nobody answers for the next window either: when it is over the host serves, and people are told',
  LONG,
  async () => {
    const window: FixedWindow = { kind: 'dates', spans: [night('10'), night('12'), night('13')] };
    const policy = isolatingFirst({ window, approval: { rule: 'self' } });
    const { scene, host } = await missedBy(['app-1'], policy, { backAt: '13T01:00' });
    await until(scene, '13T02:00');
    await scene.passUntil(at('13T23:00'));
    expect([host.inService, story(host)]).toEqual([false, ['13T01 drain']]);
    await scene.passUntil(at('14T01:00'));
    expect(await brokenRules(scene, host)).toEqual([]);
    expect([host.inService, await reasonOf(scene, host)]).toEqual([true, 'isolation-window-over']);
    expect((await toldOf(scene)).map(({ phase }) => phase)).toEqual(['isolated', 'serves-again']);
    scene.close();
  },
);

test('the limits of its cluster hold for those who are isolated: one after the other', LONG, async () => {
  const policy: Policy = {
    ...isolatingFirst(),
    clusters: [{ name: 'app', members: 'service = app', awayMax: 1 }],
  };
  const away = new Set<string>();
  let most = 0;
  const { scene, off } = await missedBy(['app-1', 'app-2'], policy, THREE);
  await scene.time.runUntil(at('11T12:00'), () => {
    for (const host of off) if (!host.inService) away.add(host.spec.hostname);
    most = Math.max(most, off.filter(({ inService }) => !inService).length);
    return false;
  });
  expect([[...away].sort(), most]).toEqual([['app-1', 'app-2'], 1]);
  for (const host of off) {
    expect(await brokenRules(scene, host)).toEqual([]);
    expect(story(host).map((line) => line.slice(6))).toEqual(['drain', 'patched', 'undrain']);
  }
  scene.close();
});

type End = (scene: Scene, policy: Policy) => Promise<unknown>;
const newestPlan = async ({ controller }: Scene) => {
  const { items } = await controller.app.ports.store.read(
    async ({ plans }) => await plans.plans({ after: null, limit: 1 }),
  );
  if (items[0] === undefined) throw new Error('no plan of its own');
  return items[0];
};

test.each<readonly [string, string, End]>([
  [
    'the switch that stops everything is thrown',
    'stopped-by-switch',
    async ({ controller }) => await setSwitch(controller.app, ADMINISTRATOR, 'stopped'),
  ],
  [
    'policy wants it no more',
    'isolation-not-wanted',
    async ({ people }, policy) =>
      await people.setPolicy({
        ...policy,
        environments: policy.environments.map((one) => ({ ...one, missedWindow: 'next-window' })),
      }),
  ],
  [
    'its plan is refused',
    'plan-refused',
    async (scene) =>
      await refusePlan(scene.controller.app, ADMINISTRATOR, {
        planDigest: (await newestPlan(scene)).digest,
        why: 'no',
      }),
  ],
  [
    'it is only to be observed',
    'host-observed',
    async ({ people, host }) => await people.setMode(idOf(host), 'observed'),
  ],
])('it serves again where %s', LONG, async (_, code, end) => {
  const policy = isolatingFirst({ approval: { rule: 'self' } });
  const { scene, host } = await missedBy(['app-1'], policy);
  await until(scene, '11T09:30');
  expect(host.inService).toBe(false);
  await scene.play(async () => await end(scene, policy));
  await until(scene, '11T10:00');
  expect([host.inService, services(host), await reasonOf(scene, host)]).toEqual([true, ['drain', 'undrain'], code]);
  expect((await toldOf(scene)).map(({ phase }) => phase)).toEqual(['isolated', 'serves-again']);
  scene.close();
});

test('what stands on the host itself needs no controller: the stop file, and the end of its order', LONG, async () => {
  const policy = isolatingFirst({ approval: { rule: 'self' } });
  const { scene, off } = await missedBy(['app-1', 'app-2'], policy, THREE);
  await until(scene, '11T09:30');
  const [stopped, forgotten] = off;
  if (stopped === undefined || forgotten === undefined) throw new Error('two hosts');
  for (const host of off) host.condition.lineDown = true;
  stopped.condition.stopFile = true;
  await until(scene, '11T10:00');
  expect([stopped.inService, forgotten.inService]).toEqual([true, false]);
  await scene.passUntil(at('12T08:50'));
  expect(forgotten.inService).toBe(false);
  await until(scene, '12T10:00');
  expect(forgotten.inService).toBe(true);
  const stateOf = async ({ executor }: PlacedHost) =>
    isolationState(await executor.ledger.read(), await executor.system.bootId());
  expect([await stateOf(stopped), await stateOf(forgotten)]).toMatchObject([
    { state: 'serving', reason: { code: 'host-stopped' } },
    { state: 'serving', reason: { code: 'isolation-expired' } },
  ]);
  for (const host of off) host.condition.lineDown = false;
  await until(scene, '12T11:00');
  // Once for one window: neither is isolated again, and both are told of.
  expect(off.map(({ inService }) => inService)).toEqual([true, true]);
  expect(await reasonOf(scene, forgotten)).toBe('isolation-over');
  scene.close();
});

test('in a freeze nobody is isolated', LONG, async () => {
  const span = { startsAt: at('11T08:00'), endsAt: at('11T10:00') };
  const freezes = [{ name: 'fair', why: 'everybody looks', when: { kind: 'dates', spans: [span] } } as const];
  const { scene, host } = await missedBy(['app-1'], { ...isolatingFirst(), freezes });
  await until(scene, '11T09:50');
  expect([host.inService, await reasonOf(scene, host)]).toEqual([true, 'frozen']);
  await until(scene, '11T11:00');
  expect(story(host)).toEqual(['11T10 drain', '11T10 patched', '11T10 undrain']);
  scene.close();
});

test('an order is for one host and once: no other obeys it, nor does the same one again', LONG, async () => {
  const { scene, host } = await missedBy(['app-1'], isolatingFirst({ approval: { rule: 'self' } }));
  await until(scene, '11T09:30');
  const { isolation } = await host.executor.inbox.read();
  const other = hostNamed(scene, 'app-2');
  if (isolation?.hostPlan == null) throw new Error('no order lies in the inbox');
  await scene.play(async () => void (await freeHost(scene.controller.app, ADMINISTRATOR, idOf(host))));
  await until(scene, '11T10:00');
  const forged = { ...isolation, order: { ...isolation.order, signatures: [] } };
  for (const [one, delivered] of [
    [other, isolation],
    [host, isolation],
    [host, forged],
  ] as const) {
    await one.reporter.inbox.putIsolation(delivered);
    await until(scene, '11T10:05');
  }
  expect([services(host), services(other)]).toEqual([
    ['drain', 'undrain'],
    ['drain', 'undrain'],
  ]);
  for (const one of scene.hosts) expect(await brokenRules(scene, one)).toEqual([]);
  scene.close();
});

test('a host that nothing drains is patched in the next window, and says why it serves until then', LONG, async () => {
  const drained = isolatingFirst();
  const policy = { ...drained, hooks: drained.hooks.map((hook) => ({ ...hook, hosts: 'service = other' })) };
  const { scene, host } = await missedBy(['app-1'], policy);
  await until(scene, '11T10:00');
  expect([host.inService, story(host), await reasonOf(scene, host)]).toEqual([true, [], 'isolation-over']);
  await scene.passUntil(at('14T01:00'));
  expect(await brokenRules(scene, host)).toEqual([]);
  expect([story(host), await reasonOf(scene, host)]).toEqual([['13T22 patched'], 'isolation-patched']);
  scene.close();
});

test('a host whose drain fails serves, and is planned for the next window', LONG, async () => {
  const { scene, host } = await missedBy(['app-1'], isolatingFirst());
  host.condition.hookStatus.set('drain', 2);
  await until(scene, '11T10:00');
  expect([host.inService, services(host)]).toEqual([true, ['drain', 'undrain']]);
  expect(await reasonOf(scene, host)).toBe('isolation-over');
  expect((await toldOf(scene)).map(({ phase }) => phase)).toEqual(['not-isolated']);
  host.condition.hookStatus.clear();
  await scene.passUntil(at('14T01:00'));
  expect(await brokenRules(scene, host)).toEqual([]);
  expect(story(host).slice(-3)).toEqual(['13T22 drain', '13T22 patched', '13T22 undrain']);
  scene.close();
});
