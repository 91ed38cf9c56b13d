import { releaseOfPackage } from '@slipway/core/kernel';
import type { Rollout } from '@slipway/core/rollout';
import { describe, expect, test } from 'vitest';
import { installed } from '../src/host/index.ts';
import { openScene, type Scene, type SceneOptions, scenePackages, scenePolicy } from '../src/scene/index.ts';
import { brokenRules } from './judge.ts';

// C09: a host whose /boot has no room for the kernel that its update brings takes an old one away before the change, however it is
// struck meanwhile, and never the one that runs.

const META = 'linux-image-amd64';
const [BEFORE, AFTER] = ['6.1.0-40', '6.1.0-41'];
const abis = (...numbers: readonly number[]) => numbers.map((abi) => `6.1.0-${abi}-amd64`);
const KERNELS = abis(37, 38, 40);
const imageOf = (release: string): string => `linux-image-${release}`;
/** For three kernels and a bit: a fourth wants what one takes, a tenth more and 8 MiB. */
const BOOT_BYTES = 3.5 * 10 ** 8;

const spec = {
  hostname: 'app-1',
  labels: { environment: 'dev' },
  packages: [...scenePackages(), installed(META, BEFORE), ...KERNELS.map((one) => installed(imageOf(one), '1'))],
  needsReboot: false,
};
const policy = scenePolicy({ reboot: 'never', kernels: { keep: 2, trial: 'wanted' } });

interface Night extends SceneOptions {
  readonly bootBytes?: number;
  readonly begin?: (scene: Scene) => void;
}

const night = async ({ bootBytes = BOOT_BYTES, begin, ...options }: Night = {}) => {
  const scene = await openScene({ specs: [spec], policy, ...options });
  for (const version of [BEFORE, AFTER]) scene.archive.publish(META, version);
  scene.archive.publish(imageOf(`${AFTER}-amd64`), AFTER);
  scene.host.condition.bootBytes = bootBytes;
  begin?.(scene);
  const rollout: Rollout = await scene.play(async () => {
    await scene.open();
    return await scene.rollOut();
  });
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
  const ledger = await scene.host.executor.ledger.read();
  const packages = scene.host.packages.installed();
  return {
    phases: rollout.hosts.map(({ phase }) => phase),
    kernels: packages.flatMap((one) => releaseOfPackage(one, one.version)?.release ?? []).toSorted(),
    meta: scene.host.packages.versionOf(META),
    whole: packages.every(({ state }) => state === 'installed'),
    entered: ledger.filter((entry) => entry.kind === 'step-begun' && entry.step === 'make-room').length,
    steps: ledger.flatMap((entry) =>
      entry.kind === 'step-ended' && ['make-room', 'apply', 'clean-up'].includes(entry.step)
        ? [`${entry.step} ${entry.outcome} ${entry.reason?.code ?? ''}`.trim()]
        : [],
    ),
  };
};

describe('C09: a host without room for its new kernel', () => {
  test('takes the oldest away before the change, and the next one when all is done', async () => {
    expect(await night()).toEqual({
      phases: ['done'],
      kernels: abis(40, 41),
      meta: AFTER,
      whole: true,
      entered: 1,
      steps: ['make-room done', 'apply done', 'clean-up done'],
    });
  });

  test.each([500, 1500, 2500])('goes forward where its power fails %i ms into that', async (ms) => {
    let struck = false;
    const found = await night({
      onHappening: (host, what) => {
        if (struck || what.kind !== 'transaction' || what.phase !== 'started') return;
        struck = true;
        void host.executor.clock.sleep(ms).then(() => host.losePower());
      },
    });
    expect(struck).toBe(true);
    // Begun once, and gone on with after the boot.
    expect(found.entered).toBe(2);
    expect(found).toMatchObject({ phases: ['done'], kernels: abis(40, 41), meta: AFTER, whole: true });
  });

  test('goes without the kernel alone where no old one makes the room', async () => {
    const found = await night({ bootBytes: 2.05 * 10 ** 8 });
    expect(found).toMatchObject({ phases: ['done'], meta: BEFORE, whole: true });
    expect(found.steps).not.toContain('make-room done');
    expect(found.kernels).not.toContain(`${AFTER}-amd64`);
  });

  test('goes without it where its agent is of before', async () => {
    const found = await night({ capabilitiesWithout: 'kernels/2' });
    expect(found).toMatchObject({ phases: ['done'], meta: BEFORE, kernels: abis(38, 40) });
    expect(found.steps).toEqual(['apply done', 'clean-up done']);
  });
});
