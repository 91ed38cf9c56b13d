import { explainRollout, shownGates } from '@slipway/controller/app';
import type { EnvironmentPolicy, GateCondition } from '@slipway/core/policy';
import type { Rollout } from '@slipway/core/rollout';
import { expect, test } from 'vitest';
import type { Happening } from '../src/host/index.ts';
import { idOf, NEW, openScene, scenePackages, scenePolicy } from '../src/scene/index.ts';
import { simulatedProbes } from '../src/world/index.ts';
import { brokenRules } from './judge.ts';

// The host that updates first, and what watches it: nothing happens on any other host while an alert fires, a plug-in of the
// host is not well, an outside system has not said yes, or one of them cannot be read; and then all goes on by itself.

const LONG_MS = 180_000;
const PROMETHEUS = 'https://prometheus.example';
const BOARD = 'https://board.example/gate';
const PAGE = 'https://www.example/health';
const QUIET: GateCondition = { name: 'quiet', kind: 'prometheus-alerts', url: PROMETHEUS, labels: { job: 'web' } };
const DISK: GateCondition = { name: 'disk', kind: 'plug-in', plugIn: 'check_disk', parameters: {}, worst: 'ok' };
const WORD: GateCondition = { name: 'board', kind: 'webhook', url: BOARD };
const HEALTH: GateCondition = { name: 'page', kind: 'http', url: PAGE, status: 200 };
const RULES: Partial<EnvironmentPolicy> = {
  waves: {
    canaryHosts: 0,
    percentMax: 1,
    template: {
      hosts: 'first = yes',
      gates: { soakSeconds: 60, person: 'not-asked', conditions: [QUIET, DISK, WORD] },
    },
  },
  gates: { soakSeconds: 0, person: 'not-asked', conditions: [HEALTH] },
};

test('the host that updates first is watched, and each wave waits for what watches the one before', {
  timeout: LONG_MS,
}, async () => {
  const happened: (Happening & { readonly on: string })[] = [];
  const probes = simulatedProbes();
  const spec = (hostname: string, first: string) => ({
    ...{
      hostname,
      labels: { environment: 'dev', service: 'app', first },
      packages: scenePackages(),
      needsReboot: false,
    },
  });
  // Neither the first by name nor by any other order.
  const specs = [spec('app-1', 'no'), spec('app-2', 'yes'), spec('app-3', 'no')];
  const scene = await openScene({
    specs,
    probes,
    policy: scenePolicy(RULES),
    onHappening: (host, what) => void happened.push({ ...what, on: host.spec.hostname }),
  });
  const { app } = scene.controller;
  const hosts = (): readonly string[] => [...new Set(happened.map(({ on }) => on))];
  const waits = async ({ rolloutId }: Rollout): Promise<readonly string[]> => {
    const found = await explainRollout(app, rolloutId);
    if (!found.ok) return [found.reason.code];
    return found.value.waiting.map(({ reason }) => [reason.code, reason.facts['gate']].filter(Boolean).join(' '));
  };
  const rollout = await scene.play(async () => {
    probes.set(PROMETHEUS, { alerts: [{ labels: { alertname: 'Slow', job: 'web' }, state: 'firing' }] });
    probes.set(BOARD, { word: { open: false, why: 'not before ten' } });
    await scene.open();
    const [, first] = scene.hosts;
    first?.condition.plugIns.set('check_disk', { status: 1, output: 'DISK WARNING\n' });
    const begun = await scene.start();
    expect(begun.hosts.find(({ wave }) => wave === 0)?.hostId).toBe(first === undefined ? '' : idOf(first));
    const then = async (seconds: number): Promise<readonly string[]> => {
      await scene.time.sleep(seconds * 1000);
      return await waits(begun);
    };
    const behind = (why: string): readonly string[] => [why, 'waiting-for-wave'];
    expect(await then(1800)).toEqual(behind('gate-closed quiet'));
    probes.set(PROMETHEUS, { alerts: [] });
    expect(await then(300)).toEqual(behind('gate-closed disk'));
    first?.condition.plugIns.delete('check_disk');
    expect(await then(300)).toEqual(behind('gate-unreadable disk'));
    first?.condition.plugIns.set('check_disk', { status: 0, output: 'DISK OK\n' });
    expect(await then(300)).toEqual(behind('gate-closed board'));
    expect(hosts()).toEqual(['app-2']);
    probes.set(BOARD, { word: { open: true, why: null } });
    expect(await then(1800)).toEqual(['gate-unreadable page']);
    expect(hosts()).toEqual(['app-2', 'app-1']);
    probes.set(PAGE, {});
    return await scene.people.ended(begun.rolloutId);
  });
  expect(await brokenRules(scene)).toEqual([]);
  expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done', 'done', 'done']);
  expect(probes.asked[0]).toMatchObject({ gate: 'board', environment: 'dev', wave: 0, hosts: [{ hostname: 'app-2' }] });
  // What the waves were passed on is kept, and people heard of what stood closed for long.
  const [plan, told] = await app.ports.store.read(async ({ plans, outbox }) => [
    await plans.plan(rollout.planDigest),
    (await outbox.events({ after: null, limit: 50 })).items.filter(({ kind }) => kind === 'gate-closed'),
  ]);
  scene.close();
  const shown = plan === null ? [] : shownGates(rollout, plan.header, []);
  expect(shown.map(({ wave, name, state }) => `${wave} ${name} ${state}`)).toEqual([
    ...['0 quiet open', '0 disk open', '0 board open', '1 page open', '2 page open'],
  ]);
  expect(told.length).toBeGreaterThan(0);
});

test('a wave whose hosts fall ill after they were verified holds the next one, by host and check; and so does the last its end', {
  timeout: LONG_MS,
}, async () => {
  const HEALTH_OF_WAVE: GateCondition = { name: 'wave', kind: 'health' };
  const spec = (hostname: string) => ({
    ...{ hostname, labels: { environment: 'dev', service: 'app' }, packages: scenePackages(), needsReboot: false },
  });
  const scene = await openScene({
    // Their reporters are asked, check by check; newer agents' root is, for all of them (still-so.test.ts).
    capabilitiesWithout: 'still-so/1',
    specs: [spec('app-1'), spec('app-2')],
    policy: scenePolicy({
      waves: { canaryHosts: 0, percentMax: 1 },
      gates: { soakSeconds: 60, person: 'not-asked', conditions: [HEALTH_OF_WAVE] },
    }),
  });
  const { app } = scene.controller;
  const [first, second] = scene.hosts;
  if (first === undefined || second === undefined) throw new Error('the scene has two hosts');
  const gates = async ({ rolloutId }: Rollout) => {
    const found = await explainRollout(app, rolloutId);
    return found.ok ? found.value.gates.map(({ wave, state, found: what }) => `${wave} ${state}: ${what}`) : [];
  };
  const rollout = await scene.play(async () => {
    await scene.open();
    const begun = await scene.start();
    const then = async (seconds: number) => {
      await scene.time.sleep(seconds * 1000);
      return (await gates(begun)).at(-1);
    };
    // A check of a hook is asked again only where root lets it be asked without root.
    expect(await then(600)).toBe(
      "0 unreadable: is-well on app-1 is unknown: The plug-in is-well is not in the host's plug-in folder.",
    );
    // Checks are asked one by one, each at a moment of its own: the one is to stand before the other is put right.
    first.condition.badVersions.add(`nginx ${NEW}`);
    expect(await then(600)).toBe('0 closed: nginx.service on app-1 is critical: it is failed');
    for (const { condition } of scene.hosts) condition.plugIns.set('is-well', { status: 0, output: 'well\n' });
    expect(await then(600)).toBe('0 closed: nginx.service on app-1 is critical: it is failed');
    first.condition.badVersions.clear();
    second.condition.plugIns.set('is-well', { status: 2, output: 'nobody answers\n' });
    expect(await then(900)).toBe('1 closed: is-well on app-2 is critical: nobody answers');
    second.condition.plugIns.set('is-well', { status: 0, output: 'well\n' });
    return await scene.people.ended(begun.rolloutId);
  });
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
  expect([rollout.state, ...rollout.hosts.map(({ phase }) => phase)]).toEqual(['completed', 'done', 'done']);
  expect(rollout.waves.map(({ passedOn }) => passedOn?.map(({ found }) => found))).toEqual([
    ['2 checks of 1 host hold'],
    ['2 checks of 1 host hold'],
  ]);
});
