import { addQuarantine, excusePromotion, sayOfPatchSet } from '@slipway/controller/app';
import { type EnvironmentPolicy, type Policy, starterPolicy } from '@slipway/core/policy';
import type { Promotion } from '@slipway/core/promotion';
import { asInstant } from '@slipway/core/time';
import { expect, test } from 'vitest';
import type { HostSpec } from '../src/host/index.ts';
import { ADMINISTRATOR } from '../src/people/index.ts';
import { NEW, OLD, openScene, PACKAGES, type Scene, type SceneOptions, scenePackages } from '../src/scene/index.ts';

// Tiers that nobody drives: the schedule cuts, plans and starts, and people only say what policy leaves to them.

const LONG_MS = 300_000;
const HOUR_MS = 3_600_000;
/** A Monday, shortly before the first day's window. */
const MORNING = asInstant('2026-03-09T05:00:00.000Z');
const TIERS = ['dev', 'test', 'prod'] as const;

const tier = (name: (typeof TIERS)[number], start: string, changed: Partial<EnvironmentPolicy> = {}) => ({
  ...(starterPolicy().environments[0] as EnvironmentPolicy),
  name,
  window: {
    ...({ kind: 'weekly', weekdays: EVERY_DAY, zone: 'Europe/Berlin', start, cutOffMinutes: 30 } as const),
    until: { kind: 'elapsed', minutes: 180 } as const,
  },
  approval: { rule: 'automatic' as const },
  waves: { canaryHosts: 0, percentMax: 100 },
  gates: { soakSeconds: 0, person: 'not-asked' as const },
  promotion: { leadHours: 1, soakHours: name === 'dev' ? 0 : 1 },
  ...changed,
});
const EVERY_DAY = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const policyOf = (changed: Partial<Record<(typeof TIERS)[number], Partial<EnvironmentPolicy>>> = {}): Policy => ({
  ...starterPolicy(),
  environments: [
    tier('dev', '08:00', changed.dev),
    tier('test', '14:00', changed.test),
    tier('prod', '20:00', changed.prod),
  ],
  checks: TIERS.map((name) => ({
    hosts: `environment = ${name}`,
    check: { kind: 'unit-active', unit: 'nginx.service' },
    timeoutSeconds: 10,
  })),
});

const hostOf = (hostname: string): HostSpec => ({
  hostname,
  labels: { environment: hostname.split('-')[0] ?? '', service: 'app' },
  packages: scenePackages(),
  needsReboot: false,
});

const aFleet = async (policy: Policy, options: SceneOptions = {}): Promise<Scene> => {
  const specs = ['dev-1', 'test-1', 'test-2', 'prod-1', 'prod-2'].map(hostOf);
  const scene = await openScene({ beginsAt: MORNING, specs, policy, ...options });
  await scene.play(async () => await scene.open());
  return scene;
};

const after = async (scene: Scene, hours: number): Promise<void> =>
  await scene.play(async () => await scene.time.sleep(hours * HOUR_MS));

const promotions = async ({ controller }: Scene): Promise<readonly Promotion[]> => {
  const page = { after: null, limit: 100 };
  const { items } = await controller.app.ports.store.read(async (view) => await view.promotions.promotions(page));
  return items.toReversed();
};
const states = async (scene: Scene) => (await promotions(scene)).map((one) => `${one.environment} ${one.state}`);
const versions = (scene: Scene, name: string = PACKAGES[0]) =>
  Object.fromEntries(scene.hosts.map((host) => [host.spec.hostname, host.packages.versionOf(name)]));
const answers = (items: readonly { readonly item: string; readonly answer: string }[] = []) =>
  items.map(({ item, answer }) => `${item} ${answer}`);

test('a patch set goes through the tiers by itself, and each cycle ends with its checklist', {
  timeout: LONG_MS,
}, async () => {
  const scene = await aFleet(policyOf());
  await after(scene, 9);
  expect(await states(scene)).toEqual(['dev done', 'test done']);
  expect(versions(scene)).toEqual({ 'dev-1': NEW, 'test-1': NEW, 'test-2': NEW, 'prod-1': OLD, 'prod-2': OLD });
  // The archive has moved on: production still gets what was proven, out of the package store.
  for (const name of PACKAGES) scene.archive.publish(name, '1.0-1+deb12u2');
  await after(scene, 9);
  expect(await states(scene)).toEqual(['dev done', 'test done', 'prod done']);
  expect(versions(scene)).toMatchObject({ 'prod-1': NEW, 'prod-2': NEW });
  const [dev, , prod] = await promotions(scene);
  expect([dev?.by, answers(prod?.evidence.items)]).toEqual([
    'schedule',
    ['standing yes', 'hosts yes', 'gates yes', 'soak yes', 'exposure unknown', 'files yes'],
  ]);
  expect(answers(prod?.cycles[0]?.closing)).toEqual([
    'patched-within-schedule yes',
    'tier-before-verified unknown',
    'services-healthy yes',
    'old-kernels-gone yes',
    'way-back-available yes',
  ]);
  // The next day brings the next one, cut from what the archive has now.
  await after(scene, 12);
  expect((await states(scene)).slice(3)).toContain('dev done');
  expect(versions(scene)['dev-1']).toBe('1.0-1+deb12u2');
  scene.close();
});

test('a bad update found in one tier never reaches the next, until a person says that it may', {
  timeout: LONG_MS,
}, async () => {
  const scene = await aFleet(policyOf());
  const bad = scene.hosts.find(({ spec }) => spec.hostname === 'test-1');
  bad?.condition.badVersions.add(`nginx ${NEW}`);
  await after(scene, 18);
  expect(await states(scene)).toEqual(['dev done', 'test failed']);
  expect(versions(scene, 'nginx')).toMatchObject({ 'test-1': OLD, 'prod-1': OLD, 'prod-2': OLD });
  const [, its] = await promotions(scene);
  if (its === undefined) throw new Error('nothing in test');
  const { promotionId } = its;
  expect(answers(its.cycles[0]?.closing)).toContain('services-healthy no');
  const excused = await excusePromotion(scene.controller.app, ADMINISTRATOR, { promotionId, why: 'a broken disk' });
  expect(excused.ok).toBe(true);
  await after(scene, 23);
  expect((await states(scene)).filter((one) => one.startsWith('prod'))).toEqual(['prod done']);
  scene.close();
});

test('what hosts fail with is kept from all others, and the rest goes on without it', {
  timeout: LONG_MS,
}, async () => {
  const scene = await aFleet(policyOf({ test: { failureBudgetHosts: 2 } }));
  for (const host of scene.hosts) {
    if (host.spec.labels['environment'] === 'test') host.condition.badVersions.add(`nginx ${NEW}`);
  }
  await after(scene, 9);
  const standing = await scene.controller.app.ports.store.read(
    async (view) => await view.promotions.standingQuarantines(),
  );
  // All of the transaction is under suspicion, but for what came through elsewhere; nginx did on the host of dev alone.
  expect(standing.map(({ package: its, cause }) => `${its.name} ${cause}`)).toEqual(
    expect.arrayContaining(['nginx hosts-failed']),
  );
  await after(scene, 9);
  expect(versions(scene, 'nginx')).toMatchObject({ 'prod-1': OLD, 'prod-2': OLD });
  scene.close();
});

test('a version that is quarantined is in no plan, and what is under way begins nothing with it', {
  timeout: LONG_MS,
}, async () => {
  const scene = await aFleet(policyOf());
  // Planned at 12:00 UTC, begins at 13:00.
  await after(scene, 7.5);
  expect(await states(scene)).toEqual(['dev done', 'test planned']);
  const wish = { platform: null, package: { kind: 'binary' as const, name: 'nginx' }, version: NEW, why: 'it breaks' };
  expect((await addQuarantine(scene.controller.app, ADMINISTRATOR, wish)).ok).toBe(true);
  await after(scene, 10.5);
  expect(versions(scene, 'nginx')).toMatchObject({ 'test-1': OLD, 'test-2': OLD });
  expect(await states(scene)).toContain('test incomplete');
  // Planned again for the next day's window, without it: the rest goes on.
  await after(scene, 15);
  expect(versions(scene, 'nginx')).toMatchObject({ 'test-1': OLD, 'prod-1': OLD });
  expect(versions(scene, 'openssl')).toMatchObject({ 'dev-1': NEW, 'test-1': NEW, 'test-2': NEW });
  scene.close();
});

test('a person withdraws a patch set: who waits is left out, and it goes nowhere any more', {
  timeout: LONG_MS,
}, async () => {
  const scene = await aFleet(policyOf());
  await after(scene, 7.5);
  const [dev] = await promotions(scene);
  if (dev === undefined) throw new Error('nothing was promoted');
  const { patchSetDigest } = dev;
  const say = async (standing: 'withdrawn' | 'current') =>
    await sayOfPatchSet(scene.controller.app, ADMINISTRATOR, { patchSetDigest, standing, why: 'the vendor says so' });
  expect([(await say('withdrawn')).ok, (await say('current')).ok]).toEqual([true, false]);
  await after(scene, 12);
  expect(await states(scene)).toEqual(['dev done', 'test withdrawn']);
  expect(versions(scene)).toMatchObject({ 'test-1': OLD, 'prod-1': OLD });
  scene.close();
});

test('a plan that nobody approves in time is never carried out late, and is asked for again', {
  timeout: LONG_MS,
}, async () => {
  const scene = await aFleet(policyOf({ test: { approval: { rule: 'team', team: 'leads', count: 1 } } }));
  await after(scene, 15);
  const [, missed] = await promotions(scene);
  expect(missed).toMatchObject({ state: 'incomplete', reason: { code: 'plan-not-carried-out' } });
  await after(scene, 17);
  const [, again] = await promotions(scene);
  expect(again).toMatchObject({ state: 'planned', cycles: [{ state: 'incomplete' }] });
  expect(again?.planRequestId).not.toBe(missed?.planRequestId);
  expect(versions(scene)).toMatchObject({ 'test-1': OLD });
  scene.close();
});
