import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Happening } from '../src/host/index.ts';
import { fates, idOf, NEW, openScene, PACKAGES, type Scene } from '../src/scene/index.ts';
import { brokenRules, endings, ends, services, transactions, untilTold } from './judge.ts';
import { tell, versions } from './story.ts';

// The controller cannot be reached. Before apply the host gives itself back to its service and stops; from apply on it
// finishes, and tells once when it can.

const LONG_MS = 180_000;
const MINUTE_MS = 60_000;

/** The line is down for so long from the moment on at which it happens first. */
const downFrom = (moment: (what: Happening) => boolean, minutes: number) => {
  let fallen = false;
  return (host: Scene['host'], what: Happening): void => {
    if (fallen || !moment(what)) return;
    fallen = true;
    host.condition.lineDown = true;
    void host.executor.clock.sleep(minutes * MINUTE_MS).then(() => {
      host.condition.lineDown = false;
    });
  };
};
const calls = (hook: string) => (what: Happening) =>
  what.kind === 'hook' && what.hook === hook && what.phase === 'called';
const transactionStarts = (what: Happening): boolean => what.kind === 'transaction' && what.phase === 'started';

describe('the controller is lost', () => {
  test('before apply: the host undrains, ends the attempt and says why; it is started again when contact returns', async () => {
    const slowDrain = ({ host }: Scene): void => void host.condition.hookSeconds.set('drain', 200);
    const { scene, rollout } = await tell({ onHappening: downFrom(calls('drain'), 20) }, slowDrain);
    expect(await brokenRules(scene)).toEqual([]);
    const ledger = await scene.host.executor.ledger.read();
    expect(ends(ledger)).toEqual(['not-begun', 'done']);
    expect(endings(ledger)[0]).toBe('Stopped before anything was installed: the controller could not be reached.');
    // Nothing was installed by the attempt that stopped.
    const applied = ledger.filter((entry) => entry.kind === 'step-begun' && entry.step === 'apply');
    expect(applied.map((entry) => 'attemptId' in entry && entry.attemptId)).toEqual([rollout.hosts[0]?.attemptId]);
    expect(transactions(scene.host, 'apply')).toBe(1);
    expect(services(scene.host)).toEqual(['drain', 'undrain', 'drain', 'undrain']);
    expect(rollout.hosts.map(({ phase }) => phase)).toEqual(['done']);
  });

  test.each([
    ['shorter than its deadline', 8, 'away'],
    ['longer than its deadline: lost, and found again', 60, 'lost'],
  ])('from apply on, %s: the host finishes alone and tells once', async (_name, minutes, phaseMeanwhile) => {
    const scene = await openScene({ needsReboot: false, onHappening: downFrom(transactionStarts, minutes) });
    const rollout = await scene.play(async () => {
      await scene.open();
      const { rolloutId } = await scene.start();
      await scene.people.eventually('the end on the host', async () =>
        ends(await scene.host.executor.ledger.read()).length > 0 ? true : null,
      );
      expect(scene.host.condition.lineDown).toBe(true);
      expect(scene.host.inService).toBe(true);
      await scene.time.sleep(minutes * MINUTE_MS - 5 * MINUTE_MS);
      expect((await scene.people.rollout(rolloutId)).hosts.map(({ phase }) => phase)).toEqual([phaseMeanwhile]);
      const ended = await scene.people.ended(rolloutId);
      await untilTold(scene);
      return ended;
    });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
    expect(transactions(scene.host, 'apply')).toBe(1);
    expect([rollout.state, rollout.hosts.map(({ phase }) => phase)]).toEqual(['completed', ['done']]);
    const events = await scene.controller.app.ports.store.read(
      async ({ fleet }) => await fleet.hostEvents(idOf(scene.host), { after: null, limit: 100 }),
    );
    expect(events.items.filter(({ event }) => event.kind === 'attempt-ended')).toHaveLength(1);
  });

  test(
    'at any line of the ledger and for any time: the update is done once, whatever it takes',
    async () => {
      const lines = fates.none();
      await tell({ fate: lines });
      const property = fc.asyncProperty(
        fc.nat(lines.lines.length - 2),
        fc.integer({ min: 1, max: 40 }),
        async (at, minutes) => {
          let count = 0;
          const fate = fates.none();
          const scenes: Scene[] = [];
          const counted = {
            ...fate,
            atLine: () => {
              const [scene] = scenes;
              count += 1;
              if (scene !== undefined && count === 2 * at + 3) {
                scene.host.condition.lineDown = true;
                void scene.time.sleep(minutes * MINUTE_MS).then(() => {
                  scene.host.condition.lineDown = false;
                });
              }
              return 'none' as const;
            },
          };
          const { scene, rollout } = await tell({ fate: counted }, (opened) => void scenes.push(opened));
          expect(await brokenRules(scene)).toEqual([]);
          const attempts = ends(await scene.host.executor.ledger.read());
          expect(attempts.filter((end) => end !== 'not-begun')).toEqual(['done']);
          expect(versions(scene)).toEqual(PACKAGES.map(() => NEW));
          expect(transactions(scene.host, 'apply')).toBe(1);
          expect([rollout.state, rollout.hosts.map(({ phase }) => phase)]).toEqual(['completed', ['done']]);
        },
      );
      await fc.assert(property, { numRuns: 30 });
    },
    LONG_MS,
  );
});
