import type { Policy } from '@slipway/core/policy';
import type { StorePlanning } from '../../ports/index.ts';
import { readTagged, writeDocument } from './documents.ts';
import type { Transaction } from './transaction.ts';

export const policyOn = (
  transaction: Transaction,
): Pick<StorePlanning, 'policy' | 'policyRevision' | 'savePolicy'> => ({
  async policy() {
    const row = await policyRows(transaction).orderBy('revision', 'desc').limit(1).executeTakeFirst();
    return row === undefined ? null : { revision: row.revision, value: policyOf(row) };
  },
  async policyRevision(revision) {
    const row = await policyRows(transaction).where('revision', '=', revision).executeTakeFirst();
    return row === undefined ? null : policyOf(row);
  },
  async savePolicy({ revision, value }, by, at) {
    const queries = transaction.changing;
    const newest = await policyRows(transaction).orderBy('revision', 'desc').limit(1).executeTakeFirst();
    if ((newest?.revision ?? 0) !== revision) return false;
    const row = { revision: revision + 1, saved_by: by, saved_at: at, document: writeDocument(value) };
    await queries.insertInto('policy_revision').values(row).execute();
    return true;
  },
});

const policyRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('policy_revision').select(['revision', 'document']);

const policyOf = (row: { readonly document: string }): Policy => readTagged<Policy>(row.document, 'slipway.policy/1');
