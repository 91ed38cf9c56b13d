import type { VersionQuarantine } from '@slipway/core/patch-set';
import { mapPage, type StorePromotion } from '../ports/index.ts';
import { NEWEST_FIRST, pageOver } from './pages.ts';
import type { Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

type Quarantines = Pick<
  StorePromotion,
  'addQuarantine' | 'quarantine' | 'saveQuarantine' | 'quarantines' | 'standingQuarantines'
>;

const quarantineRowsOn = versionedRows<VersionQuarantine, 'version_quarantine'>({
  table: 'version_quarantine',
  key: 'quarantine_id',
  columns: {
    quarantine_id: ({ quarantineId }) => quarantineId,
    lifted: ({ lifted }) => (lifted === null ? 0 : 1),
  },
});

export const quarantinesOn = (transaction: Transaction): Quarantines => {
  const its = quarantineRowsOn(transaction);
  return {
    addQuarantine: its.add,
    quarantine: its.find,
    saveQuarantine: its.save,
    async quarantines(request) {
      return mapPage(await pageOver(rows(transaction), request, NEWEST_FIRST), (row) => its.read(row).value);
    },
    async standingQuarantines() {
      const found = await rows(transaction).where('lifted', '=', 0).orderBy('number').execute();
      return found.map((row) => its.read(row).value);
    },
  };
};

const rows = (transaction: Transaction) =>
  transaction.reading.selectFrom('version_quarantine').select(['number', 'revision', 'document']);
