import type { HostEvent } from '@slipway/controller/ports';
import { describe, expect, test } from 'vitest';
import { BYSTANDER, idOf, NEW, OLD, openScene, PACKAGES, type Scene, type SceneOptions } from '../src/scene/index.ts';
import { untilTold } from './judge.ts';

// A host's history says who changed its packages: Slipway by an attempt, or somebody else.

/** `by name version`, in the order in which it was seen. */
const changes = async ({ controller, host }: Scene): Promise<readonly string[]> => {
  const page = await controller.app.ports.store.read(
    async ({ fleet }) => await fleet.hostEvents(idOf(host), { after: null, limit: 100 }),
  );
  return page.items.toReversed().flatMap(({ event }) => (event.kind === 'packages-changed' ? linesOf(event) : []));
};

const linesOf = (event: Extract<HostEvent['event'], { kind: 'packages-changed' }>): readonly string[] => [
  ...event.difference.changed.map(({ after }) => `${event.by} ${after.name} ${after.version}`),
  ...event.difference.removed.map(({ name }) => `${event.by} ${name} removed`),
  ...event.difference.added.map(({ name, version }) => `${event.by} ${name} ${version} added`),
];

/** The next look of the host, and its way to the controller. */
const LOOK_MS = 420_000;
const OWN = PACKAGES.toSorted().map((name) => `slipway ${name} ${NEW}`);

const played = async (script: (scene: Scene) => Promise<void>, options: SceneOptions = {}): Promise<Scene> => {
  const scene = await openScene({ needsReboot: false, ...options });
  await scene.play(async () => {
    await scene.open();
    await script(scene);
    await untilTold(scene);
    await scene.time.sleep(LOOK_MS);
  });
  return scene;
};

describe('packages change', () => {
  test('by an attempt: slipway, with its name', async () => {
    const scene = await played(async ({ rollOut }) => void (await rollOut()));
    expect(await changes(scene)).toEqual(OWN);
  });

  test('by hand, with no attempt near: foreign', async () => {
    const scene = await played(async ({ host, time }) => {
      await time.sleep(LOOK_MS);
      host.packages.changeByHand(BYSTANDER, '9.9');
    });
    expect(await changes(scene)).toEqual([`foreign ${BYSTANDER} 9.9`]);
  });

  test('by hand long after an attempt: foreign, also for a package that the attempt had changed', async () => {
    const scene = await played(async ({ host, time, rollOut }) => {
      await rollOut();
      await time.sleep(3 * LOOK_MS);
      host.packages.changeByHand('curl', OLD);
      await time.sleep(LOOK_MS);
      host.packages.changeByHand('curl', NEW);
    });
    expect(await changes(scene)).toEqual([...OWN, `foreign curl ${OLD}`, `foreign curl ${NEW}`]);
  });

  test('by hand while an attempt runs: each change has its own author', async () => {
    const scene = await played(async ({ rollOut }) => void (await rollOut()), {
      onHappening: (host, what) => {
        if (what.kind === 'transaction' && what.phase === 'started') host.packages.changeByHand(BYSTANDER, '9.9');
      },
    });
    expect((await changes(scene)).toSorted()).toEqual([`foreign ${BYSTANDER} 9.9`, ...OWN].toSorted());
  });

  test('by hand just after an attempt, before the next look: each change has its own author', async () => {
    const scene = await played(async ({ host, rollOut }) => {
      await rollOut();
      host.packages.changeByHand(BYSTANDER, '9.9');
      host.packages.changeByHand('curl', '7.7');
    });
    expect((await changes(scene)).filter((line) => line.startsWith('foreign')).toSorted()).toEqual([
      `foreign ${BYSTANDER} 9.9`,
      'foreign curl 7.7',
    ]);
  });

  test('by an attempt that went back, whatever was seen of it in between: slipway, there and back', async () => {
    const scene = await played(async ({ host, rollOut }) => {
      host.condition.badVersions.add(`curl ${NEW}`);
      await rollOut();
    });
    // By hand to where the attempt has been: not its doing any more.
    await scene.play(async () => {
      scene.host.packages.changeByHand('curl', NEW);
      await scene.time.sleep(LOOK_MS);
    });
    const seen = await changes(scene);
    expect(seen.at(-1)).toBe(`foreign curl ${NEW}`);
    expect(seen.slice(0, -1).filter((line) => line.startsWith('foreign'))).toEqual([]);
  });

  test.each([-110, 110])('by an attempt on a host whose clock is %i s off: slipway', async (seconds) => {
    const scene = await played(async ({ host, rollOut }) => {
      host.condition.clockOffsetMs = seconds * 1000;
      await rollOut();
    });
    expect(await changes(scene)).toEqual(OWN);
  });

  test('by an attempt that was cut in the middle, seen half-way by the controller: slipway all the same', async () => {
    let struck = false;
    const scene = await played(async ({ rollOut }) => void (await rollOut()), {
      onHappening: (host, what) => {
        if (struck || what.kind !== 'transaction' || what.phase !== 'started') return;
        struck = true;
        void host.executor.clock.sleep(2000).then(() => host.losePower());
      },
    });
    const seen = await changes(scene);
    expect(seen.filter((line) => line.startsWith('foreign'))).toEqual([]);
    expect(new Set(seen)).toEqual(new Set(seen.filter((line) => line.startsWith('slipway'))));
  });
});
