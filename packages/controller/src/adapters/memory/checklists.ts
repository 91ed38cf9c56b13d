import type { StoreChecklists } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { Transaction } from './transaction.ts';

export const checklistsOn = (transaction: Transaction): StoreChecklists => ({
  async addChecklist(checklist) {
    const { checklists } = transaction.changing;
    if (checklists.get(checklist.planDigest) === undefined) {
      checklists.set(checklist.planDigest, copyOf({ ...checklist, look: null }));
    }
  },
  async replaceChecklist(checklist) {
    const { checklists } = transaction.changing;
    if (checklists.get(checklist.planDigest) === undefined) return;
    checklists.set(checklist.planDigest, copyOf({ ...checklist, look: null }));
  },
  async checklist(planDigest) {
    return transaction.reading.checklists.get(planDigest) ?? null;
  },
  async openChecklists(now) {
    const checklists = transaction.reading.checklists.values();
    return checklists.filter(({ until }) => until > now);
  },
  async saveLook(planDigest, look) {
    const { checklists } = transaction.changing;
    const found = checklists.get(planDigest);
    if (found !== undefined) checklists.set(planDigest, copyOf({ ...found, look }));
  },
});
