import type { VersionQuarantine } from '@slipway/core/patch-set';
import { mapPage, pageOf, readCursor, type StorePromotion } from '../../ports/index.ts';
import { readVersioned, writeDocument } from './documents.ts';
import type { Transaction } from './transaction.ts';

type Quarantines = Pick<
  StorePromotion,
  'addQuarantine' | 'quarantine' | 'saveQuarantine' | 'quarantines' | 'standingQuarantines'
>;

export const quarantinesOn = (transaction: Transaction): Quarantines => ({
  async addQuarantine(quarantine) {
    const row = { quarantine_id: quarantine.quarantineId, revision: 1, ...changing(quarantine) };
    await transaction.changing.insertInto('version_quarantine').values(row).execute();
  },
  async quarantine(quarantineId) {
    const row = await rows(transaction).where('quarantine_id', '=', quarantineId).executeTakeFirst();
    return row === undefined ? null : versioned(row);
  },
  async saveQuarantine({ revision, value }) {
    const { numUpdatedRows } = await transaction.changing
      .updateTable('version_quarantine')
      .set({ revision: revision + 1, ...changing(value) })
      .where('quarantine_id', '=', value.quarantineId)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
  async quarantines(request) {
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
  async standingQuarantines() {
    const found = await rows(transaction).where('lifted', '=', 0).orderBy('number').execute();
    return found.map((row) => versioned(row).value);
  },
});

const rows = (transaction: Transaction) =>
  transaction.reading.selectFrom('version_quarantine').select(['number', 'revision', 'document']);

const changing = (quarantine: VersionQuarantine) => ({
  lifted: quarantine.lifted === null ? 0 : 1,
  document: writeDocument(quarantine),
});

const versioned = (row: Parameters<typeof readVersioned>[0]) =>
  readVersioned<VersionQuarantine>(row, 'version quarantine');
