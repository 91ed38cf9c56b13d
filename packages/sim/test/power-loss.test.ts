import { explain } from '@slipway/core/reasons';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Happening } from '../src/host/index.ts';
import { NEW, OLD, PACKAGES, type Scene } from '../src/scene/index.ts';
import { brokenRules, ends, services, transactions } from './judge.ts';
import { type Struck, struckAtEveryLine, type Told, tell, versions } from './story.ts';

// The host itself stops: at every line of the ledger, and at any moment of a transaction, which is then cut at any share of
// its work. It boots, repairs, and finishes; or goes back, where even that was cut too often.

const LONG_MS = 180_000;

const cuts = ({ host }: Scene): number =>
  host.happenings.filter((what) => what.kind === 'transaction' && what.phase === 'cut').length;

const isDoneInTheEnd = async ({ scene, rollout }: Told, where: string): Promise<void> => {
  expect(await brokenRules(scene), where).toEqual([]);
  const attempts = ends(await scene.host.executor.ledger.read());
  // A host that was down for longer than contact may be silent has stopped before apply, and was started again.
  expect([...attempts.slice(0, -1).filter((end) => end !== 'not-begun'), attempts.at(-1)], where).toEqual(['done']);
  expect(versions(scene), where).toEqual(PACKAGES.map(() => NEW));
  expect(transactions(scene.host, 'apply'), where).toBe(1 + cuts(scene));
  expect(services(scene.host), where).toEqual(
    services(scene.host).map((_hook, at) => (at % 2 === 0 ? 'drain' : 'undrain')),
  );
  expect([rollout.state, rollout.hosts.map(({ phase }) => phase)], where).toEqual(['completed', ['done']]);
};

describe('power lost', () => {
  test(
    'at every line of the ledger: the update is done in the end',
    async () => {
      const judge = async ({ where, ...told }: Struck): Promise<void> => await isDoneInTheEnd(told, where);
      const lines = await struckAtEveryLine('power-lost', async (fate) => await tell({ fate }), judge);
      expect(lines).toBeGreaterThan(25);
    },
    LONG_MS,
  );

  test(
    'at any moment of the transaction, cut at any share of it: repaired, and done',
    async () => {
      const property = fc.asyncProperty(fc.nat(), fc.nat(4_000), async (seed, afterMs) => {
        const told = await tell({ seed, ...cutting(1, afterMs) });
        expect(cuts(told.scene)).toBe(1);
        await isDoneInTheEnd(told, `seed ${seed}`);
      });
      await fc.assert(property, { numRuns: 40 });
    },
    LONG_MS,
  );

  test(
    'in every try of the transaction: it goes back, and a way back that is cut is repaired too',
    async () => {
      const property = fc.asyncProperty(fc.nat(), fc.integer({ min: 2, max: 5 }), async (seed, times) => {
        const told = await tell({ seed, ...cutting(times, 2_000) });
        expect(cuts(told.scene)).toBe(times);
        if (times < TRIES_MAX) return await isDoneInTheEnd(told, `seed ${seed}`);
        expect(await brokenRules(told.scene)).toEqual([]);
        expect(ends(await told.scene.host.executor.ledger.read())).toEqual(['gone-back']);
        expect(versions(told.scene)).toEqual(PACKAGES.map(() => OLD));
        expect(transactions(told.scene.host, 'apply')).toBe(TRIES_MAX);
        expect(transactions(told.scene.host, 'way-back')).toBe(1 + times - TRIES_MAX);
        expect(told.rollout.hosts.map(({ phase }) => phase)).toEqual(['gone-back']);
      });
      await fc.assert(property, { numRuns: 40 });
    },
    LONG_MS,
  );

  test('in every try of apply and of the way back: the host is isolated, and says why, once', async () => {
    const told = await tell(cutting(2 * TRIES_MAX, 2_000));
    expect(await brokenRules(told.scene)).toEqual([]);
    const ledger = await told.scene.host.executor.ledger.read();
    const end = ledger.at(-1);
    expect(end).toMatchObject({ kind: 'attempt-ended', outcome: 'isolated', reason: { code: 'way-back-failed' } });
    expect(end !== undefined && 'reason' in end && end.reason !== null ? explain(end.reason) : null).toBe(
      'The way back failed: The package manager ended with status interrupted: cut 3 times. The host stays out of its service.',
    );
    expect(services(told.scene.host)).toEqual(['drain']);
    expect(told.rollout.hosts.map(({ phase }) => phase)).toEqual(['failed']);
  });
});

/** The executor gives a transaction up after this many tries. */
const TRIES_MAX = 3;

/** Power goes the first `times` times that a transaction runs, so long after its start; the shortest takes five seconds. */
const cutting = (times: number, afterMs: number) => {
  let left = times;
  return {
    onHappening: (host: Scene['host'], what: Happening): void => {
      if (what.kind !== 'transaction' || what.phase !== 'started' || left === 0) return;
      left -= 1;
      void host.executor.clock.sleep(afterMs).then(() => host.losePower());
    },
  };
};
