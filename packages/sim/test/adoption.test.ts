import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Blow } from '../src/host/index.ts';
import { fates, idOf, openScene, type Scene, type ScriptedFate } from '../src/scene/index.ts';
import { brokenRules, ends, untilTold } from './judge.ts';

// Adopt and leave are one reversible act, whatever interrupts it; and a host does not leave out of the middle of its work.

const patchesItself = async ({ host }: Scene): Promise<boolean> =>
  (await host.reporter.packages.otherPatchers()).some(({ enabled }) => enabled);

const inMode = async (scene: Scene, mode: 'adopted' | 'observed'): Promise<void> => {
  await scene.people.eventually(`the host ${mode}`, async () =>
    (await scene.people.hosts()).every(({ reportedMode }) => reportedMode === mode) ? true : null,
  );
};

/** Adopted, left, adopted again. */
const thereAndBack = async (
  fate: ScriptedFate,
  judge: (scene: Scene, where: string) => Promise<void>,
): Promise<void> => {
  const scene = await openScene({ fate });
  await scene.play(async () => {
    expect(await patchesItself(scene)).toBe(true);
    await scene.open();
    await judge(scene, 'adopted');
    await scene.people.setMode(idOf(scene.host), 'observed');
    await inMode(scene, 'observed');
    await judge(scene, 'observed');
    await scene.people.setMode(idOf(scene.host), 'adopted');
    await inMode(scene, 'adopted');
    await judge(scene, 'adopted');
    expect((await scene.rollOut()).hosts.map(({ phase }) => phase)).toEqual(['done']);
    await untilTold(scene);
  });
  expect(await brokenRules(scene)).toEqual([]);
};

describe('adopt and leave', () => {
  test.each<Blow>(['killed', 'power-lost'])('%s at every line: what counts is what is so', async (blow) => {
    for (const index of [0, 1, 2]) {
      for (const moment of ['before', 'after'] as const) {
        const fate = fates.atLine(index, moment, blow);
        await thereAndBack(fate, async (scene, mode) => {
          const where = `${blow} ${moment} line ${index + 1}, ${mode}`;
          // A boot that is under way may still be at it; what counts is where it comes to rest.
          await scene.time.sleep(120_000);
          expect(scene.host.executorUnmasked, where).toBe(mode === 'adopted');
          expect(await patchesItself(scene), where).toBe(mode === 'observed');
        });
        expect(fate.struck()).toBe(true);
      }
    }
  });

  test('leaving in the middle of an attempt waits for its end', async () => {
    const orders: Promise<void>[] = [];
    const scene: Scene = await openScene({
      onHappening: (host, what) => {
        if (what.kind === 'transaction' && what.phase === 'started')
          orders.push(scene.people.setMode(idOf(host), 'observed'));
      },
    });
    await scene.play(async () => {
      await scene.open();
      const rollout = await scene.rollOut();
      await Promise.all(orders);
      await inMode(scene, 'observed');
      await untilTold(scene);
      expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
    });
    expect(orders).toHaveLength(1);
    expect(await brokenRules(scene)).toEqual([]);
    const ledger = await scene.host.executor.ledger.read();
    expect(ends(ledger)).toEqual(['done']);
    expect(ledger.at(-1)).toMatchObject({ kind: 'left' });
    expect(scene.host.executorUnmasked).toBe(false);
    expect(await patchesItself(scene)).toBe(true);
  });

  test('leaving at any moment around a start: the attempt ends, or never begins', async () => {
    const property = fc.asyncProperty(fc.nat(90_000), fc.nat(1000), async (afterMs, seed) => {
      const scene = await openScene({ seed, needsReboot: false });
      await scene.play(async () => {
        await scene.open();
        await scene.start();
        await scene.time.sleep(afterMs);
        await scene.people.setMode(idOf(scene.host), 'observed');
        await inMode(scene, 'observed');
        await untilTold(scene);
      });
      expect(await brokenRules(scene)).toEqual([]);
      expect(scene.host.executorUnmasked).toBe(false);
      expect(scene.host.inService).toBe(true);
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
