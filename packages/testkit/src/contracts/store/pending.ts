// What an import, or what hosts carry, gives the judge to do.

import type { PackageId, Store } from '@slipway/controller/ports';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import { addMs, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';
import { anAdvisoryRecord, aStatement, aSupportStatus, OF_BOOKWORM } from '../../store-rows/index.ts';
import { carried, read } from './knowledge.ts';

const at = (hour: number): Instant => addMs(THE_MORNING, hour * 3_600_000);
const OPENSSL = { kind: 'source', name: 'openssl' } as const;

/** Which package versions wait for the judge. */
export const pendingContract = (open: () => Store): void => {
  describe('what feeds make pending', () => {
    const waiting = async (store: Store) =>
      (await store.read(({ knowledge }) => knowledge.pendingPackages(100))).map(
        ({ packageId, pending: state, hosts }) => [packageId, state, hosts],
      );
    const judged = (store: Store, packageId: PackageId) =>
      store.write(({ knowledge }) =>
        knowledge.saveAssessment({ packageId, release: OF_BOOKWORM, subjects: [OPENSSL], verdicts: [] }, at(1)),
      );

    it('is a version that nobody had, until it is judged', async () => {
      const store = open();
      const packageId = await carried(store);
      expect(await waiting(store)).toEqual([[packageId, 'new', 1]]);
      await judged(store, packageId);
      expect(await waiting(store)).toEqual([]);
      expect(await carried(store, 'host-2')).toBe(packageId);
      expect(await waiting(store)).toEqual([]);
    });

    it('is a version that nobody has any more, and one that somebody has again', async () => {
      const store = open();
      const packageId = await carried(store);
      await judged(store, packageId);
      const next = await carried(store, 'host-1', '3.0.17-1');
      expect(await waiting(store)).toEqual([
        [packageId, 'new', 0],
        [next, 'new', 1],
      ]);
      await judged(store, packageId);
      await judged(store, next);
      await carried(store);
      expect(await waiting(store)).toEqual([
        [packageId, 'new', 1],
        [next, 'new', 0],
      ]);
    });

    it('is what a changed, new or vanished record is about, and nothing else', async () => {
      const store = open();
      const packageId = await carried(store);
      const touched = async (records: readonly KnowledgeRecord[], when: Instant): Promise<boolean> => {
        await judged(store, packageId);
        await read(store, records, when);
        const found = await waiting(store);
        expect(found.every(([, state]) => state === 'again')).toBe(true);
        return found.length > 0;
      };
      const record = anAdvisoryRecord({ recordId: 'DSA-1' });
      const nginx = [aStatement({ source: 'nginx', fixed: '1' })];
      const elsewhere = [
        aStatement({ source: 'openssl', fixed: '1', release: { distribution: 'debian', release: 'trixie' } }),
      ];
      expect(await touched([record], at(2))).toBe(true);
      expect(await touched([record], at(3))).toBe(false);
      expect(await touched([record, anAdvisoryRecord({ recordId: 'DSA-2', statements: nginx })], at(4))).toBe(false);
      // What is said of another release may tell that an advisory names too much: the judge wants to hear it.
      expect(await touched([record, anAdvisoryRecord({ recordId: 'DSA-2', statements: elsewhere })], at(5))).toBe(true);
      expect(await touched([anAdvisoryRecord({ recordId: 'DSA-1', severity: 'low' })], at(6))).toBe(true);
      expect(await touched([], at(7))).toBe(true);
      expect(await touched([aSupportStatus()], at(8))).toBe(true);
      expect(await touched([aSupportStatus({ kind: 'ended' })], at(9))).toBe(true);
      expect(await touched([aSupportStatus({ kind: 'ended' })], at(10))).toBe(false);
    });

    it('is everything that hosts carry when the judge changed', async () => {
      const store = open();
      const packageId = await carried(store);
      await judged(store, packageId);
      await store.write(({ knowledge }) => knowledge.judgeEverythingAgain());
      expect(await waiting(store)).toEqual([[packageId, 'again', 1]]);
    });
  });
};
