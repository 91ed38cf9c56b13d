import type { PatchSetStanding, Promotion } from '@slipway/core/promotion';
import type { StorePromotion } from '../../ports/index.ts';
import { mapPage, pageOf, readCursor } from '../../ports/index.ts';
import { readDocument, readVersioned, writeDocument } from './documents.ts';
import { quarantinesOn } from './quarantines.ts';
import type { Transaction } from './transaction.ts';

export const promotionsOn = (transaction: Transaction): StorePromotion => ({
  ...wayOn(transaction),
  ...standingsOn(transaction),
  ...quarantinesOn(transaction),
});

type Way = Pick<
  StorePromotion,
  'addPromotion' | 'promotion' | 'savePromotion' | 'promotions' | 'promotionsIn' | 'openPromotions' | 'promotionsOf'
>;

const wayOn = (transaction: Transaction): Way => ({
  async addPromotion(promotion) {
    const { promotionId, patchSetDigest, environment } = promotion;
    const row = {
      promotion_id: promotionId,
      patch_set_digest: patchSetDigest,
      environment,
      revision: 1,
      ...changing(promotion),
    };
    await transaction.changing.insertInto('promotion').values(row).execute();
  },
  async promotion(promotionId) {
    const row = await rows(transaction).where('promotion_id', '=', promotionId).executeTakeFirst();
    return row === undefined ? null : versioned(row);
  },
  async savePromotion({ revision, value }) {
    const { numUpdatedRows } = await transaction.changing
      .updateTable('promotion')
      .set({ revision: revision + 1, ...changing(value) })
      .where('promotion_id', '=', value.promotionId)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
  async promotions(request) {
    const after = readCursor(request, 'number');
    const found = await rows(transaction)
      .$if(after !== null, (query) => query.where('number', '<', after?.[0] ?? 0))
      .orderBy('number', 'desc')
      .limit(request.limit + 1)
      .execute();
    return mapPage(
      pageOf(found, request, ({ number }) => [number]),
      (row) => versioned(row).value,
    );
  },
  async promotionsIn(environment, limit) {
    const found = rows(transaction).where('environment', '=', environment).orderBy('number', 'desc').limit(limit);
    return (await found.execute()).map(versioned);
  },
  async openPromotions() {
    return (await rows(transaction).where('closed', '=', 0).orderBy('number').execute()).map(versioned);
  },
  async promotionsOf(patchSetDigest) {
    const found = rows(transaction).where('patch_set_digest', '=', patchSetDigest).orderBy('number');
    return (await found.execute()).map(versioned);
  },
});

const rows = (transaction: Transaction) =>
  transaction.reading.selectFrom('promotion').select(['number', 'revision', 'document']);

const changing = (promotion: Promotion) => ({
  closed: promotion.closedAt === null ? 0 : 1,
  document: writeDocument(promotion),
});

const versioned = (row: Parameters<typeof readVersioned>[0]) => readVersioned<Promotion>(row, 'promotion');

const standingsOn = (transaction: Transaction): Pick<StorePromotion, 'standing' | 'saveStanding' | 'standings'> => ({
  async standing(patchSetDigest) {
    const row = await transaction.reading
      .selectFrom('patch_set_standing')
      .select(['revision', 'document'])
      .where('digest', '=', patchSetDigest)
      .executeTakeFirst();
    return row === undefined ? null : readVersioned<PatchSetStanding>(row, 'standing');
  },
  async saveStanding({ revision, value }) {
    const { patchSetDigest: digest } = value;
    const columns = { revision: revision + 1, document: writeDocument(value) };
    if (revision === 0) {
      const { numInsertedOrUpdatedRows } = await transaction.changing
        .insertInto('patch_set_standing')
        .values({ digest, ...columns })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    }
    const { numUpdatedRows } = await transaction.changing
      .updateTable('patch_set_standing')
      .set(columns)
      .where('digest', '=', digest)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
  async standings() {
    const found = transaction.reading.selectFrom('patch_set_standing').select('document').orderBy('digest');
    return (await found.execute()).map(({ document }) => readDocument<PatchSetStanding>(document, 'standing'));
  },
});
