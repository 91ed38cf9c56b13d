import { changeRequestNumber } from '@slipway/core/approval';
import type { StoreChangeRequests } from '../../ports/index.ts';
import { pageNewestFirst } from './pages.ts';
import type { Transaction } from './transaction.ts';
import { addVersioned, saveVersioned } from './versioned.ts';

export const changeRequestsOn = (transaction: Transaction): StoreChangeRequests => ({
  async addChangeRequest(request) {
    const { changeRequests } = transaction.changing;
    const all = changeRequests.byArrival();
    if (all.some(({ value }) => value.value.planDigest === request.planDigest)) {
      throw new Error(`a change request of plan ${request.planDigest} exists already`);
    }
    const numbered = { number: changeRequestNumber(all.length + 1), ...request };
    addVersioned(changeRequests, numbered.number, numbered);
    return numbered;
  },
  async changeRequest(number) {
    return transaction.reading.changeRequests.get(number) ?? null;
  },
  async changeRequestOf(planDigest) {
    const rows = transaction.reading.changeRequests.byArrival().map(({ value }) => value);
    return rows.find(({ value }) => value.planDigest === planDigest) ?? null;
  },
  async saveChangeRequest(request) {
    return saveVersioned(transaction.changing.changeRequests, request.value.number, request);
  },
  async changeRequests(request) {
    const rows = transaction.reading.changeRequests.byArrival();
    return pageNewestFirst(
      rows.map(({ sequence, value }) => ({ sequence, value: value.value })),
      request,
    );
  },
  async openChangeRequests() {
    const rows = transaction.reading.changeRequests.byArrival().map(({ value }) => value);
    return rows.filter(({ value }) => value.state === 'open' || value.state === 'approved');
  },
});
