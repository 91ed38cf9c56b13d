import type { PatchSetStanding, Promotion } from '@slipway/core/promotion';
import type { StorePromotion } from '../ports/index.ts';
import { mapPage } from '../ports/index.ts';
import { readDocument, writeDocument } from './documents.ts';
import { NEWEST_FIRST, pageOver } from './pages.ts';
import { quarantinesOn } from './quarantines.ts';
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

const promotionRowsOn = versionedRows<Promotion, 'promotion'>({
  table: 'promotion',
  key: 'promotion_id',
  columns: {
    promotion_id: ({ promotionId }) => promotionId,
    patch_set_digest: ({ patchSetDigest }) => patchSetDigest,
    environment: ({ environment }) => environment,
    closed: ({ closedAt }) => (closedAt === null ? 0 : 1),
  },
});

const wayOn = (transaction: Transaction): Way => {
  const its = promotionRowsOn(transaction);
  return {
    addPromotion: its.add,
    promotion: its.find,
    savePromotion: its.save,
    async promotions(request) {
      return mapPage(await pageOver(rows(transaction), request, NEWEST_FIRST), (row) => its.read(row).value);
    },
    async promotionsIn(environment, limit) {
      const found = rows(transaction).where('environment', '=', environment).orderBy('number', 'desc').limit(limit);
      return (await found.execute()).map(its.read);
    },
    async openPromotions() {
      return (await rows(transaction).where('closed', '=', 0).orderBy('number').execute()).map(its.read);
    },
    async promotionsOf(patchSetDigest) {
      const found = rows(transaction).where('patch_set_digest', '=', patchSetDigest).orderBy('number');
      return (await found.execute()).map(its.read);
    },
  };
};

const rows = (transaction: Transaction) =>
  transaction.reading.selectFrom('promotion').select(['number', 'revision', 'document']);

const standingRowsOn = versionedRows<PatchSetStanding, 'patch_set_standing'>({
  table: 'patch_set_standing',
  key: 'digest',
  columns: { digest: ({ patchSetDigest }) => patchSetDigest },
});

const standingsOn = (transaction: Transaction): Pick<StorePromotion, 'standing' | 'saveStanding' | 'standings'> => {
  const its = standingRowsOn(transaction);
  return {
    standing: its.find,
    async saveStanding(standing) {
      return standing.revision === 0 ? await addFirst(transaction, standing.value) : await its.save(standing);
    },
    async standings() {
      const found = transaction.reading.selectFrom('patch_set_standing').select('document').orderBy('digest');
      return (await found.execute()).map(({ document }) => readDocument<PatchSetStanding>(document, 'standing'));
    },
  };
};

const addFirst = async (transaction: Transaction, standing: PatchSetStanding): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await transaction.changing
    .insertInto('patch_set_standing')
    .values({ digest: standing.patchSetDigest, revision: 1, document: writeDocument(standing) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};
