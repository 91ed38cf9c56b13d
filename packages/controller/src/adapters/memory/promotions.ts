import type { StorePromotion } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import { pageNewestFirst } from './pages.ts';
import type { Transaction } from './transaction.ts';
import { addVersioned, saveVersioned } from './versioned.ts';

export const promotionsOn = (transaction: Transaction): StorePromotion => ({
  ...wayOn(transaction),
  ...standingsOn(transaction),
  ...quarantinesOn(transaction),
});

type Way = Pick<
  StorePromotion,
  'addPromotion' | 'promotion' | 'savePromotion' | 'promotions' | 'promotionsIn' | 'openPromotions' | 'promotionsOf'
>;

const wayOn = (transaction: Transaction): Way => {
  const all = () => transaction.reading.promotions.byArrival().map(({ value }) => value);
  return {
    async addPromotion(promotion) {
      addVersioned(transaction.changing.promotions, promotion.promotionId, promotion);
    },
    async promotion(promotionId) {
      return transaction.reading.promotions.get(promotionId) ?? null;
    },
    async savePromotion(promotion) {
      return saveVersioned(transaction.changing.promotions, promotion.value.promotionId, promotion);
    },
    async promotions(request) {
      const page = pageNewestFirst(transaction.reading.promotions.byArrival(), request);
      return { items: page.items.map(({ value }) => value), next: page.next };
    },
    async promotionsIn(environment, limit) {
      const its = all().filter(({ value }) => value.environment === environment);
      return its.toReversed().slice(0, limit);
    },
    async openPromotions() {
      return all().filter(({ value }) => value.closedAt === null);
    },
    async promotionsOf(patchSetDigest) {
      return all().filter(({ value }) => value.patchSetDigest === patchSetDigest);
    },
  };
};

const standingsOn = (transaction: Transaction): Pick<StorePromotion, 'standing' | 'saveStanding' | 'standings'> => ({
  async standing(patchSetDigest) {
    return transaction.reading.standings.get(patchSetDigest) ?? null;
  },
  async saveStanding({ revision, value }) {
    const { standings } = transaction.changing;
    if ((standings.get(value.patchSetDigest)?.revision ?? 0) !== revision) return false;
    standings.set(value.patchSetDigest, { revision: revision + 1, value: copyOf(value) });
    return true;
  },
  async standings() {
    return transaction.reading.standings.byKey().map(({ value }) => value);
  },
});

type Quarantines = Pick<
  StorePromotion,
  'addQuarantine' | 'quarantine' | 'saveQuarantine' | 'quarantines' | 'standingQuarantines'
>;

const quarantinesOn = (transaction: Transaction): Quarantines => ({
  async addQuarantine(quarantine) {
    addVersioned(transaction.changing.quarantines, quarantine.quarantineId, quarantine);
  },
  async quarantine(quarantineId) {
    return transaction.reading.quarantines.get(quarantineId) ?? null;
  },
  async saveQuarantine(quarantine) {
    return saveVersioned(transaction.changing.quarantines, quarantine.value.quarantineId, quarantine);
  },
  async quarantines(request) {
    const page = pageNewestFirst(transaction.reading.quarantines.byArrival(), request);
    return { items: page.items.map(({ value }) => value), next: page.next };
  },
  async standingQuarantines() {
    const all = transaction.reading.quarantines.byArrival().map(({ value }) => value.value);
    return all.filter(({ lifted }) => lifted === null);
  },
});
