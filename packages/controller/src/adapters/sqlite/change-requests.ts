import { type ChangeRequest, changeRequestNumber } from '@slipway/core/approval';
import { mapPage, pageOf, readCursor, type StoreChangeRequests } from '../../ports/index.ts';
import { readVersioned, writeDocument } from './documents.ts';
import type { Transaction } from './transaction.ts';

export const changeRequestsOn = (transaction: Transaction): StoreChangeRequests => ({
  async addChangeRequest(request) {
    const queries = transaction.changing;
    // None is ever deleted, and writes run one after the other: nobody else takes this number.
    const newest = await queries
      .selectFrom('change_request')
      .select((of) => of.fn.max('number').as('number'))
      .executeTakeFirst();
    const number = (newest?.number ?? 0) + 1;
    const numbered = { number: changeRequestNumber(number), ...request };
    const { planDigest, state } = numbered;
    const row = { number, plan_digest: planDigest, state, revision: 1, document: writeDocument(numbered) };
    await queries.insertInto('change_request').values(row).execute();
    return numbered;
  },
  async changeRequest(number) {
    const row = await rowsOf(transaction)
      .where('number', '=', Number(number.replace(/^\D*/, '')))
      .executeTakeFirst();
    const found = row === undefined ? null : versioned(row);
    return found?.value.number === number ? found : null;
  },
  async changeRequestOf(planDigest) {
    const row = await rowsOf(transaction).where('plan_digest', '=', planDigest).executeTakeFirst();
    return row === undefined ? null : versioned(row);
  },
  async saveChangeRequest({ revision, value }) {
    const { numUpdatedRows } = await transaction.changing
      .updateTable('change_request')
      .set({ state: value.state, revision: revision + 1, document: writeDocument(value) })
      .where('plan_digest', '=', value.planDigest)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
  async changeRequests(request) {
    const after = readCursor(request, 'number');
    const rows = await rowsOf(transaction)
      .$if(after !== null, (query) => query.where('number', '<', after?.[0] ?? 0))
      .orderBy('number', 'desc')
      .limit(request.limit + 1)
      .execute();
    return mapPage(
      pageOf(rows, request, ({ number }) => [number]),
      (row) => versioned(row).value,
    );
  },
  async openChangeRequests() {
    const rows = await rowsOf(transaction).where('state', 'in', ['open', 'approved']).orderBy('number').execute();
    return rows.map(versioned);
  },
});

const rowsOf = (transaction: Transaction) =>
  transaction.reading.selectFrom('change_request').select(['number', 'revision', 'document']);

const versioned = (row: Parameters<typeof readVersioned>[0]) => readVersioned<ChangeRequest>(row, 'change request');
