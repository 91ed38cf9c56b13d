import type { LedgerEntry } from '@slipway/core/execution';
import type { RestorePoint } from '@slipway/core/restore-point';
import { describe, expect, test } from 'vitest';
import { fates, NEW, openScene, type SceneOptions, scenePackages, scenePolicy } from '../src/scene/index.ts';
import { brokenRules, ends } from './judge.ts';

// A host whose installed versions nobody keeps any more: it makes a restore point, and goes back to it where the new versions leave
// it ill, however often it is struck on the way.

const POINT: RestorePoint = { kind: 'btrfs', volumes: ['/'], keepHours: 0, keepMax: 1, freePercentMin: 20 };
const LOST = '0.9-1';
const LONG_MS = 180_000;

const policy = {
  ...scenePolicy({ wayBackProof: 'required' }),
  restorePoints: [{ hosts: 'environment = dev', make: POINT }],
};
const spec = {
  hostname: 'app-1',
  labels: { environment: 'dev' },
  packages: scenePackages().map((one) => (one.name === 'nginx' ? { ...one, version: LOST, sourceVersion: LOST } : one)),
  needsReboot: false,
};

const night = async (options: Omit<SceneOptions, 'policy'>, how: 'well' | 'ill' | 'full' | 'no-room') => {
  const scene = await openScene({ specs: [spec], ...options, policy });
  const rollout = await scene.play(async () => {
    await scene.open();
    const { condition } = scene.host;
    if (how === 'ill' || how === 'full') condition.badVersions.add(`nginx ${NEW}`);
    if (how === 'full' || how === 'no-room') condition.restorePoints = how;
    return await scene.rollOut();
  });
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
  const ledger = await scene.host.executor.ledger.read();
  return {
    phases: rollout.hosts.map(({ phase }) => phase),
    ledger,
    nginx: scene.host.packages.versionOf('nginx'),
    points: scene.host.happenings.flatMap((one) => (one.kind === 'restore-point' ? [one.what] : [])),
  };
};
const endOf = (ledger: readonly LedgerEntry[], step: string) =>
  ledger.findLast((entry) => entry.kind === 'step-ended' && entry.step === step);

describe('a host with a restore point', () => {
  test('makes it, and takes it away again once it is done', async () => {
    const { phases, points, ledger, nginx } = await night({}, 'well');
    expect([phases, points, nginx]).toEqual([['done'], ['made', 'removed'], NEW]);
    expect(endOf(ledger, 'restore-point')).toMatchObject({ evidence: { restorePoint: { state: 'standing' } } });
    expect(endOf(ledger, 'clean-up')).toMatchObject({ outcome: 'done', reason: null });
  });

  test('C40: goes back to it with a boot, and is proven there', async () => {
    const { phases, points, ledger, nginx } = await night({}, 'ill');
    expect([phases, points, nginx, ends(ledger)]).toEqual([['gone-back'], ['made', 'back'], LOST, ['gone-back']]);
    expect(endOf(ledger, 'way-back')).toMatchObject({ outcome: 'done', evidence: { restorePoint: { state: 'back' } } });
  });

  test('is isolated where it ran full meanwhile, which was told before', async () => {
    const { points, ledger, nginx } = await night({}, 'full');
    expect([points, nginx, ends(ledger)]).toEqual([['made'], NEW, ['isolated']]);
    expect(endOf(ledger, 'apply')).toMatchObject({ outcome: 'done', reason: { code: 'restore-point-full' } });
    expect(endOf(ledger, 'way-back')).toMatchObject({ reason: { code: 'restore-point-full' } });
  });

  test('changes nothing where it cannot be made', async () => {
    const { points, ledger, nginx } = await night({}, 'no-room');
    expect([points, nginx, ends(ledger)]).toEqual([[], LOST, ['not-begun']]);
  });

  test('C01: killed or cut at any line of it, it ends at one of both versions, whole', {
    timeout: LONG_MS,
  }, async () => {
    const calm = fates.none();
    await night({ fate: calm }, 'ill');
    const [from, to] = ['restore-point', 'verify'].map((step) =>
      calm.lines.findIndex((fact) => fact.kind === 'step-begun' && fact.step === step),
    );
    const back = calm.lines.findIndex((fact) => fact.kind === 'step-begun' && fact.step === 'way-back');
    for (const index of [from ?? 0, (from ?? 0) + 1, to ?? 0, back, back + 1]) {
      for (const blow of ['killed', 'power-lost'] as const) {
        const fate = fates.atLine(index, 'after', blow);
        const { ledger, nginx } = await night({ fate }, 'ill');
        expect([fate.struck(), nginx]).toEqual([true, LOST]);
        expect(['gone-back', 'not-begun']).toContain(ends(ledger)[0]);
      }
    }
  });
});
