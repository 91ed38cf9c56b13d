import { type ChangeRequest, changeRequestNumber } from '@slipway/core/approval';
import { mapPage, type StoreChangeRequests } from '../ports/index.ts';
import { NEWEST_FIRST, pageOver } from './pages.ts';
import type { Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

/** The number that people say ends in the row's. */
const numberOf = (said: string): number => Number(said.replace(/^\D*/, ''));

const changeRequestRowsOn = versionedRows<ChangeRequest, 'change_request'>({
  table: 'change_request',
  key: 'number',
  columns: {
    number: ({ number }) => numberOf(number),
    plan_digest: ({ planDigest }) => planDigest,
    state: ({ state }) => state,
  },
});

export const changeRequestsOn = (transaction: Transaction): StoreChangeRequests => {
  const its = changeRequestRowsOn(transaction);
  return {
    async addChangeRequest(request) {
      // None is ever deleted, and writes run one after the other: nobody else takes this number.
      const newest = await transaction.changing
        .selectFrom('change_request')
        .select((of) => of.fn.max('number').as('number'))
        .executeTakeFirst();
      const numbered = { number: changeRequestNumber((newest?.number ?? 0) + 1), ...request };
      await its.add(numbered);
      return numbered;
    },
    async changeRequest(number) {
      const found = await its.find(numberOf(number));
      return found?.value.number === number ? found : null;
    },
    async changeRequestOf(planDigest) {
      const row = await rows(transaction)
        .where('plan_digest', '=', planDigest)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : its.read(row);
    },
    saveChangeRequest: its.save,
    async changeRequests(request) {
      return mapPage(await pageOver(rows(transaction), request, NEWEST_FIRST), (row) => its.read(row).value);
    },
    async openChangeRequests() {
      const open = rows(transaction).where('state', 'in', ['open', 'approved']).orderBy('number');
      return (await open.execute()).map(its.read);
    },
  };
};

const rows = (transaction: Transaction) =>
  transaction.reading.selectFrom('change_request').select(['number', 'revision', 'document']);
