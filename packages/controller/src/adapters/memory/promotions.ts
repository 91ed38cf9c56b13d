import type { StorePromotion } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

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
  const its = versionedRows(
    transaction,
    ({ promotions }) => promotions,
    ({ promotionId }) => promotionId,
  );
  return {
    addPromotion: its.add,
    promotion: its.find,
    savePromotion: its.save,
    promotions: its.newestFirst,
    async promotionsIn(environment, limit) {
      const found = its.all().filter(({ value }) => value.environment === environment);
      return found.toReversed().slice(0, limit);
    },
    async openPromotions() {
      return its.all().filter(({ value }) => value.closedAt === null);
    },
    async promotionsOf(patchSetDigest) {
      return its.all().filter(({ value }) => value.patchSetDigest === patchSetDigest);
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

const quarantinesOn = (transaction: Transaction): Quarantines => {
  const its = versionedRows(
    transaction,
    ({ quarantines }) => quarantines,
    ({ quarantineId }) => quarantineId,
  );
  return {
    addQuarantine: its.add,
    quarantine: its.find,
    saveQuarantine: its.save,
    quarantines: its.newestFirst,
    async standingQuarantines() {
      return its.all().flatMap(({ value }) => (value.lifted === null ? [value] : []));
    },
  };
};
