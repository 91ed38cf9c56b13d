import type { ChecklistLook, PlanChecklist } from '@slipway/core/checklist';
import type { StoreChecklists, StoredChecklist } from '../ports/index.ts';
import { readDocument, writeDocument } from './documents.ts';
import type { Transaction } from './transaction.ts';

export const checklistsOn = (transaction: Transaction): StoreChecklists => ({
  async addChecklist(checklist) {
    const { planDigest, until } = checklist;
    await transaction.changing
      .insertInto('checklist')
      .values({ plan_digest: planDigest, until, document: writeDocument(checklist), look: null })
      .onConflict((conflict) => conflict.column('plan_digest').doNothing())
      .execute();
  },
  async replaceChecklist(checklist) {
    const { planDigest, until } = checklist;
    await transaction.changing
      .updateTable('checklist')
      .set({ until, document: writeDocument(checklist), look: null })
      .where('plan_digest', '=', planDigest)
      .execute();
  },
  async checklist(planDigest) {
    const [row] = await rows(transaction).where('plan_digest', '=', planDigest).execute();
    return row === undefined ? null : checklistOf(row);
  },
  async openChecklists(now) {
    const found = await rows(transaction).where('until', '>', now).orderBy('number').execute();
    return found.map(checklistOf);
  },
  async saveLook(planDigest, look) {
    await transaction.changing
      .updateTable('checklist')
      .set({ look: writeDocument(look) })
      .where('plan_digest', '=', planDigest)
      .execute();
  },
});

const rows = (transaction: Transaction) => transaction.reading.selectFrom('checklist').select(['document', 'look']);

const checklistOf = ({
  document,
  look,
}: {
  readonly document: string;
  readonly look: string | null;
}): StoredChecklist => ({
  ...readDocument<PlanChecklist>(document, 'checklist'),
  look: look === null ? null : readDocument<ChecklistLook>(look, 'look at a checklist'),
});
