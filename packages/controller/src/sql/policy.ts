import type { Policy } from '@slipway/core/policy';
import { asInstant } from '@slipway/core/time';
import { mapPage, type SavedPolicy, type StorePlanning } from '../ports/index.ts';
import { readTagged, writeDocument } from './documents.ts';
import { pageOver } from './pages.ts';
import type { Transaction } from './transaction.ts';

export const policyOn = (
  transaction: Transaction,
): Pick<StorePlanning, 'policy' | 'policyRevision' | 'policyRevisions' | 'savePolicy'> => ({
  async policy() {
    const row = await policyRows(transaction).orderBy('revision', 'desc').limit(1).executeTakeFirst();
    return row === undefined ? null : { revision: row.revision, value: policyOf(row) };
  },
  async policyRevision(revision) {
    const row = await policyRows(transaction).where('revision', '=', revision).executeTakeFirst();
    return row === undefined ? null : savedPolicy(row);
  },
  async policyRevisions(request) {
    return mapPage(
      await pageOver(policyRows(transaction), request, { by: 'revision', order: 'newest-first' }),
      savedPolicy,
    );
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
  transaction.reading.selectFrom('policy_revision').select(['revision', 'saved_by', 'saved_at', 'document']);

type Row = Awaited<ReturnType<ReturnType<typeof policyRows>['execute']>>[number];

const savedPolicy = (row: Row): SavedPolicy => ({
  revision: row.revision,
  policy: policyOf(row),
  by: row.saved_by,
  at: asInstant(row.saved_at),
});

const policyOf = (row: { readonly document: string }): Policy => readTagged<Policy>(row.document, 'slipway.policy/1');
