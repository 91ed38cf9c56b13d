import { changeRequestNumber, isOpen } from '@slipway/core/approval';
import type { StoreChangeRequests } from '../../ports/index.ts';
import type { Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

export const changeRequestsOn = (transaction: Transaction): StoreChangeRequests => {
  const its = versionedRows(
    transaction,
    ({ changeRequests }) => changeRequests,
    ({ number }) => number,
  );
  return {
    async addChangeRequest(request) {
      const all = transaction.changing.changeRequests.values();
      if (all.some(({ value }) => value.planDigest === request.planDigest && isOpen(value))) {
        throw new Error(`an open change request of plan ${request.planDigest} exists already`);
      }
      const numbered = { number: changeRequestNumber(all.length + 1), ...request };
      await its.add(numbered);
      return numbered;
    },
    changeRequest: its.find,
    async changeRequestOf(planDigest) {
      return its.all().findLast(({ value }) => value.planDigest === planDigest) ?? null;
    },
    saveChangeRequest: its.save,
    changeRequests: its.newestFirst,
    async openChangeRequests() {
      return its.all().filter(({ value }) => isOpen(value));
    },
  };
};
