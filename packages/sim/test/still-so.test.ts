import type { HostCheck } from '@slipway/core/check';
import type { EnvironmentPolicy, GateCondition } from '@slipway/core/policy';
import type { Rollout } from '@slipway/core/rollout';
import { expect, test } from 'vitest';
import { NEW, openScene, type Scene, scenePackages, scenePolicy } from '../src/scene/index.ts';
import { brokenRules } from './judge.ts';

// Hosts that are done are asked once more after the soak: every check of their plan, by their root, as verify asked it.

const CHECKS: readonly HostCheck[] = [
  { kind: 'http', url: 'http://127.0.0.1/health', status: 200 },
  { kind: 'tcp', host: '127.0.0.1', port: 80 },
  { kind: 'ports' },
  { kind: 'failed-units' },
  { kind: 'journal', newMax: 0 },
  { kind: 'plug-in', plugIn: 'check_load', parameters: {}, worst: 'ok' },
  { kind: 'prometheus', url: 'http://127.0.0.1:9100/metrics', metric: 'node_load1', atMost: '8' },
  { kind: 'snmp', oid: '1.3.6.1.4.1.2021.10.1.3.1', atMost: '8' },
];
const SOAK_SECONDS = 900;
const LONG_MS = 180_000;

const opened = async (gates: Partial<EnvironmentPolicy['gates']> = {}): Promise<Scene> => {
  const spec = (hostname: string) => ({
    ...{ hostname, labels: { environment: 'dev', service: 'app' }, packages: scenePackages(), needsReboot: false },
  });
  const policy = scenePolicy({
    waves: { canaryHosts: 0, percentMax: 1 },
    failureBudgetHosts: 0,
    gates: { soakSeconds: SOAK_SECONDS, person: 'not-asked', ...gates },
  });
  const checks = CHECKS.map((check) => ({ hosts: 'environment = dev', check, timeoutSeconds: 10 }));
  return await openScene({
    specs: [spec('app-1'), spec('app-2')],
    policy: { ...policy, checks: [...policy.checks, ...checks] },
  });
};

const firstDone = async (scene: Scene, { rolloutId }: Rollout): Promise<Rollout> =>
  await scene.people.eventually('the first host done', async () => {
    const found = await scene.controller.app.ports.store.read(
      async ({ rollouts }) => await rollouts.rollout(rolloutId),
    );
    return found?.value.hosts.some(({ phase }) => phase === 'done') === true ? found.value : null;
  });

test('hosts that are still well say so after the soak of their wave, check by check, and only then the next wave goes', {
  timeout: LONG_MS,
}, async () => {
  const scene = await opened();
  const rollout = await scene.play(async () => {
    await scene.open();
    return await scene.people.ended((await scene.start()).rolloutId);
  });
  expect(await brokenRules(scene)).toEqual([]);
  const readings = await scene.controller.app.ports.store.read(
    async (view) => await Promise.all(rollout.hosts.map(async ({ hostId }) => await view.readings.readingsOn(hostId))),
  );
  scene.close();
  expect(rollout.state).toBe('completed');
  for (const { stillSo, wave } of rollout.hosts) {
    expect(stillSo?.state).toBe('well');
    const { settledAt, passedAt } = rollout.waves[wave] ?? {};
    expect(Date.parse(stillSo?.at ?? '') - Date.parse(settledAt ?? '')).toBeGreaterThanOrEqual(SOAK_SECONDS * 1000);
    // A host near no work is asked at its next idle check-in.
    expect(Date.parse(passedAt ?? '') - Date.parse(settledAt ?? '')).toBeLessThan((SOAK_SECONDS + 180) * 1000);
  }
  // All kinds of them, and those of before.
  for (const each of readings) {
    expect(each.map(({ subject }) => subject.kind)).toEqual(['checks']);
    expect(each[0]?.taken?.reading.checks?.map(({ judged }) => judged)).toEqual(Array(10).fill('well'));
  }
});

test('a host that is no longer well after the soak spends the budget, is told with its reason, and holds the next wave', {
  timeout: LONG_MS,
}, async () => {
  const scene = await opened();
  const { app } = scene.controller;
  const stopped = await scene.play(async () => {
    await scene.open();
    const done = await firstDone(scene, await scene.start());
    const host = scene.hosts.find(({ hostId }) => done.hosts.find(({ phase }) => phase === 'done')?.hostId === hostId);
    host?.condition.checks.set('tcp', 'ill');
    return await scene.people.eventually('a stop', async () => {
      const found = await app.ports.store.read(async ({ rollouts }) => await rollouts.rollout(done.rolloutId));
      return found?.value.state === 'stopped' ? found.value : null;
    });
  });
  const told = (
    await app.ports.store.read(async ({ outbox }) => await outbox.events({ after: null, limit: 50 }))
  ).items.filter(({ kind }) => kind === 'host-failed');
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
  expect(stopped.hosts.map(({ phase }) => phase).toSorted()).toEqual(['done', 'waiting']);
  expect(stopped.reason).toEqual({ code: 'stopped-by-budget', facts: { failed: 1, budget: 0 } });
  expect(stopped.hosts.find(({ phase }) => phase === 'done')).toMatchObject({
    stillSo: { state: 'not-well' },
    reason: { code: 'still-so-not', facts: { detail: 'tcp 127.0.0.1 port 80 answers: it does not answer' } },
  });
  expect(told.map(({ content }) => 'phase' in content && content.phase)).toEqual(['no-longer-well']);
  // Nothing of the host was changed by it.
  expect(scene.hosts.map(({ packages }) => packages.versionOf('nginx'))).toContain(NEW);
});

test('the health of a wave is asked of every check of its plans, and names the one that does not hold', {
  timeout: LONG_MS,
}, async () => {
  const health: GateCondition = { name: 'wave', kind: 'health' };
  const scene = await opened({ conditions: [health] });
  const { app } = scene.controller;
  const passed = await scene.play(async () => {
    await scene.open();
    const begun = await scene.start();
    const done = await firstDone(scene, begun);
    const host = scene.hosts.find(({ hostId }) => done.hosts.find(({ phase }) => phase === 'done')?.hostId === hostId);
    host?.condition.checks.set('snmp', 'ill');
    const closed = await scene.people.eventually('a closed gate', async () => {
      const read = await app.ports.store.read(async ({ rollouts }) => await rollouts.gateReadings(begun.rolloutId));
      return read.find(({ state }) => state === 'closed')?.found ?? null;
    });
    expect(closed).toMatch(/^snmp 1\.3\.6\.1\.4\.1\.2021\.10\.1\.3\.1 is at most 8 on app-\d is critical: /);
    host?.condition.checks.delete('snmp');
    return await scene.people.ended(begun.rolloutId);
  });
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
  expect(passed.waves.map(({ passedOn }) => passedOn?.map(({ found }) => found))).toEqual([
    ['10 checks of 1 host hold'],
    ['10 checks of 1 host hold'],
  ]);
});
