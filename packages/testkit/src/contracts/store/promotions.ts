import type { Store } from '@slipway/controller/ports';
import { asDigest } from '@slipway/core/ids';
import { describe, expect, it } from 'vitest';
import { digestOfText, THE_MORNING } from '../../builders/index.ts';
import { aPromotion, aQuarantine, aStanding } from '../../store-rows/index.ts';
import { byPages } from './pages.ts';

const OTHER = asDigest(digestOfText('other patch set'));

export const promotionContract = (open: () => Store): void => {
  describe('promotions', () => {
    way(open);
    standings(open);
    quarantines(open);
  });
};

const way = (open: () => Store): void => {
  it('is found by patch set, by environment and while it is looked at', async () => {
    const store = open();
    const [dev, test, other] = [
      aPromotion({ promotionId: 'dev-1' }),
      aPromotion({ promotionId: 'test-1', environment: 'test', closedAt: THE_MORNING }),
      aPromotion({ promotionId: 'dev-2', patchSetDigest: OTHER }),
    ] as const;
    await store.write(async (change) => {
      for (const one of [dev, test, other]) await change.promotions.addPromotion(one);
    });
    await store.read(async ({ promotions }) => {
      expect((await promotions.promotionsOf(dev.patchSetDigest)).map(({ value }) => value)).toEqual([dev, test]);
      expect((await promotions.promotionsIn('dev', 10)).map(({ value }) => value)).toEqual([other, dev]);
      expect((await promotions.promotionsIn('dev', 1)).map(({ value }) => value)).toEqual([other]);
      expect((await promotions.openPromotions()).map(({ value }) => value)).toEqual([dev, other]);
      expect(await promotions.promotion('test-1')).toEqual({ revision: 1, value: test });
      expect(await promotions.promotion('nobody')).toBeNull();
    });
    const pages = await byPages((request) => store.read((view) => view.promotions.promotions(request)), 2);
    expect(pages.map((page) => page.map(({ promotionId }) => promotionId))).toEqual([['dev-2', 'test-1'], ['dev-1']]);
    await expect(store.write((change) => change.promotions.addPromotion(dev))).rejects.toThrow('exists already');
  });

  it('saves over the revision that was read, and is no longer looked at once it is closed', async () => {
    const store = open();
    const promotion = aPromotion({ promotionId: 'dev-1' });
    await store.write((change) => change.promotions.addPromotion(promotion));
    const save = (revision: number, value = promotion) =>
      store.write((change) => change.promotions.savePromotion({ revision, value }));
    expect(await Promise.all([save(1), save(1)])).toEqual([true, false]);
    expect(await save(2, { ...promotion, state: 'done', closedAt: THE_MORNING })).toBe(true);
    expect(await store.read((view) => view.promotions.openPromotions())).toEqual([]);
    expect(await save(1, aPromotion({ promotionId: 'nobody' }))).toBe(false);
  });
};

const standings = (open: () => Store): void => {
  it('keeps what was last said of a patch set, over the revision that was read', async () => {
    const store = open();
    const [held, again] = [aStanding(), aStanding({ standing: 'current', why: 'it was a false alarm' })];
    const save = (revision: number, value = held) =>
      store.write((change) => change.promotions.saveStanding({ revision, value }));
    expect(await store.read((view) => view.promotions.standing(held.patchSetDigest))).toBeNull();
    expect([await save(0), await save(0, again), await save(2, again), await save(1, again)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(await save(1, aStanding({ patchSetDigest: OTHER }))).toBe(false);
    await save(0, aStanding({ patchSetDigest: OTHER }));
    await store.read(async ({ promotions }) => {
      expect(await promotions.standing(held.patchSetDigest)).toEqual({ revision: 2, value: again });
      expect(await promotions.standings()).toHaveLength(2);
    });
  });
};

const quarantines = (open: () => Store): void => {
  it('keeps versions from hosts until somebody lifts it, and remembers it afterwards', async () => {
    const store = open();
    const [first, second] = [aQuarantine({ quarantineId: 'q-2' }), aQuarantine({ quarantineId: 'q-1' })];
    const lifted = { ...first, lifted: { by: 'zoe', why: 'rebuilt', at: THE_MORNING } };
    await store.write(async (change) => {
      await change.promotions.addQuarantine(first);
      await change.promotions.addQuarantine(second);
    });
    const standing = () => store.read((view) => view.promotions.standingQuarantines());
    expect(await standing()).toEqual([first, second]);
    const save = (revision: number) =>
      store.write((change) => change.promotions.saveQuarantine({ revision, value: lifted }));
    expect([await save(2), await save(1), await save(1)]).toEqual([false, true, false]);
    expect(await standing()).toEqual([second]);
    const pages = await byPages((request) => store.read((view) => view.promotions.quarantines(request)), 1);
    expect(pages).toEqual([[second], [lifted]]);
    expect(await store.read((view) => view.promotions.quarantine('q-2'))).toEqual({ revision: 2, value: lifted });
    expect(await store.read((view) => view.promotions.quarantine('nobody'))).toBeNull();
    await expect(store.write((change) => change.promotions.addQuarantine(first))).rejects.toThrow('exists already');
  });
};
