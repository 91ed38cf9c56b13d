import { runTidy } from '@slipway/agent/executor';
import type { LedgerEntry } from '@slipway/core/execution';
import type { RestorePoint } from '@slipway/core/restore-point';
import { addSeconds } from '@slipway/core/time';
import { describe, expect, test } from 'vitest';
import { type Fate, KIND } from '../src/host/index.ts';
import {
  fates,
  NEW,
  OLD,
  openScene,
  type Scene,
  type SceneOptions,
  scenePackages,
  scenePolicy,
} from '../src/scene/index.ts';
import { brokenRules, ends } from './judge.ts';

// A host whose installed versions nobody keeps any more: it makes a restore point, and goes back to it where the new versions leave
// it ill, however often it is struck on the way.

const POINT: RestorePoint = { kind: 'btrfs', volumes: ['/'], keepHours: 0, keepMax: 1, freePercentMin: 20 };
const LOST = '0.9-1';
const LONG_MS = 180_000;

const policy = scenePolicy({ wayBackProof: 'required' });
const spec = {
  hostname: 'app-1',
  labels: { environment: 'dev' },
  packages: scenePackages().map((one) => (one.name === 'nginx' ? { ...one, version: LOST, sourceVersion: LOST } : one)),
  needsReboot: false,
};

interface Night extends Omit<SceneOptions, 'policy'> {
  readonly point?: RestorePoint;
  readonly begin?: (scene: Scene) => void;
  readonly after?: (scene: Scene) => Promise<void>;
}

const whole = async ({ point = POINT, begin, after, ...options }: Night) => {
  const restorePoints = [{ hosts: 'environment = dev', make: point }];
  const scene = await openScene({ specs: [spec], ...options, policy: { ...policy, restorePoints } });
  begin?.(scene);
  const rollout = await scene.play(async () => {
    await scene.open();
    const ended = await scene.rollOut();
    await after?.(scene);
    return ended;
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

const night = async (options: Omit<Night, 'begin'>, how: 'well' | 'ill' | 'full' | 'no-room') =>
  await whole({
    ...options,
    begin: ({ host: { condition } }) => {
      if (how === 'ill' || how === 'full') condition.badVersions.add(`nginx ${NEW}`);
      if (how === 'full' || how === 'no-room') condition.restorePoints = how;
    },
  });
const endOf = (ledger: readonly LedgerEntry[], step: string) =>
  ledger.findLast((entry) => entry.kind === 'step-ended' && entry.step === step);

/** Its files are all there; what the new version does to its data, no package takes back. */
const spoiltNight = async (how: 'once' | 'for ever') => {
  let spoil = (): void => undefined;
  const fate: Fate = {
    ...KIND,
    atLine: (moment, fact) => {
      const isAfter =
        fact.kind === 'step-begun' && (fact.step === 'restart' || (how !== 'once' && fact.step === 'verify'));
      if (moment === 'after' && isAfter) spoil();
      return 'none';
    },
  };
  const begin = ({ host: { condition } }: Scene): void => {
    spoil = () => void condition.spoilt.add('nginx');
  };
  return await whole({ specs: [{ ...spec, packages: scenePackages() }], fate, begin });
};
const waysBack = (ledger: readonly LedgerEntry[]): readonly string[] =>
  ledger.flatMap((entry) =>
    entry.kind === 'step-ended' && entry.step === 'way-back'
      ? [[entry.outcome, entry.evidence?.restorePoint?.state].filter(Boolean).join(' ')]
      : [],
  );

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

  test('C40: goes back to it where the packages that it went back to cannot be proven, and never a third way', async () => {
    const { phases, points, ledger, nginx } = await spoiltNight('once');
    expect([phases, points, nginx, ends(ledger)]).toEqual([['gone-back'], ['made', 'back'], OLD, ['gone-back']]);
    expect(waysBack(ledger)).toEqual(['done', 'done back']);
    const again = await spoiltNight('for ever');
    expect([again.nginx, ends(again.ledger)]).toEqual([OLD, ['isolated']]);
    expect(waysBack(again.ledger)).toEqual(['done', 'done back']);
  });

  test('loses it by the timer once it has expired, and not before, where no further attempt comes', async () => {
    const after = async ({ host: { executor } }: Scene): Promise<void> => {
      for (const [hours, expected] of [
        [1, { gone: [], left: null }],
        [3, { gone: [expect.stringContaining('host')], left: null }],
        [4, { gone: [], left: null }],
      ] as const) {
        const clock = { ...executor.clock, now: () => addSeconds(executor.clock.now(), hours * 3600) };
        expect(await runTidy({ ...executor, clock })).toEqual({ ok: true, value: expected });
      }
    };
    const { points } = await night({ point: { ...POINT, keepHours: 2 }, after }, 'well');
    expect(points).toEqual(['made', 'removed']);
  });

  test('keeps it, expired as it is, where it ended isolated: a person still has to look', async () => {
    const after = async ({ host }: Scene): Promise<void> =>
      expect(await runTidy(host.executor)).toEqual({ ok: true, value: { gone: [], left: null } });
    const { points } = await night({ after }, 'full');
    expect(points).toEqual(['made']);
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
