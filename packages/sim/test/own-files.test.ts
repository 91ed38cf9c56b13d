import type { LedgerEntry } from '@slipway/core/execution';
import { describe, expect, test } from 'vitest';
import {
  fates,
  NEW,
  openScene,
  type Scene,
  type SceneOptions,
  scenePackages,
  scenePolicy,
} from '../src/scene/index.ts';
import { brokenRules, ends } from './judge.ts';

// A host whose installed versions nobody keeps any more, and that makes its packages anew from what is installed (ADR 0052).

const LOST = '0.9-1';
const LONG_MS = 180_000;
const policy = scenePolicy({ wayBackProof: 'required', wayBackRebuilt: 'accepted' });
const spec = {
  hostname: 'app-1',
  labels: { environment: 'dev' },
  packages: scenePackages().map((one) => (one.name === 'nginx' ? { ...one, version: LOST, sourceVersion: LOST } : one)),
  needsReboot: false,
};

const night = async (
  how: 'well' | 'ill',
  rebuilds: Scene['host']['condition']['rebuilds'],
  options: Omit<SceneOptions, 'policy'> = {},
) => {
  const scene = await openScene({ specs: [spec], ...options, policy });
  scene.host.condition.rebuilds = rebuilds;
  if (how === 'ill') scene.host.condition.badVersions.add(`nginx ${NEW}`);
  const rollout = await scene.play(async () => {
    await scene.open();
    return await scene.rollOut();
  });
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
  const ledger = await scene.host.executor.ledger.read();
  return { phases: rollout.hosts.map(({ phase }) => phase), ledger, nginx: scene.host.packages.versionOf('nginx') };
};

const madeAnew = (ledger: readonly LedgerEntry[]): readonly (string | undefined)[] =>
  ledger.flatMap((entry) =>
    entry.kind === 'step-ended' && entry.step === 'preflight'
      ? [entry.evidence?.rebuilt?.map(({ name, version }) => `${name} ${version}`).join() ?? entry.reason?.code]
      : [],
  );

describe('a host that makes its packages anew', () => {
  test('C40: goes back by them, and its ledger says which', async () => {
    const { phases, ledger, nginx } = await night('ill', 'well');
    expect([phases, nginx, ends(ledger)]).toEqual([['gone-back'], LOST, ['gone-back']]);
    expect(madeAnew(ledger)).toEqual([`nginx ${LOST}`]);
  });

  test('needs none of them where all goes well', async () => {
    const { phases, nginx } = await night('well', 'well');
    expect([phases, nginx]).toEqual([['done'], NEW]);
  });

  test('is not touched where what it makes is not what was installed', async () => {
    const { phases, ledger, nginx } = await night('ill', 'differs');
    expect([phases, nginx, ends(ledger)]).toEqual([['not-begun'], LOST, ['not-begun']]);
    expect(madeAnew(ledger)).toEqual(['way-back-not-rebuilt']);
  });

  test('C40: killed or cut while they are made, or needed, it ends whole at what it had', {
    timeout: LONG_MS,
  }, async () => {
    const calm = fates.none();
    await night('ill', 'well', { fate: calm });
    const begun = (step: string) => calm.lines.findIndex((fact) => fact.kind === 'step-begun' && fact.step === step);
    for (const index of [begun('preflight'), begun('preflight') + 1, begun('apply'), begun('way-back')]) {
      for (const blow of ['killed', 'power-lost'] as const) {
        const fate = fates.atLine(index, 'after', blow);
        const { ledger, nginx } = await night('ill', 'well', { fate });
        expect([fate.struck(), nginx]).toEqual([true, LOST]);
        expect(['gone-back', 'not-begun']).toContain(ends(ledger)[0]);
      }
    }
  });
});
