import { asInstant } from '@slipway/core/time';
import {
  type CutRequest,
  mapPage,
  pageOf,
  readCursor,
  type StoredPatchSet,
  type StoredProposal,
  type StorePatchSets,
} from '../../ports/index.ts';
import { readDocument, readVersioned, writeDocument } from './documents.ts';
import { readyQuery } from './ready.ts';
import type { Transaction } from './transaction.ts';

export const patchSetsOn = (transaction: Transaction): StorePatchSets => ({
  ...cutRequestsOn(transaction),
  ...setsOn(transaction),
  ...proposalsOn(transaction),
  ...indexesOn(transaction),
});

const cutRequestsOn = (
  transaction: Transaction,
): Pick<StorePatchSets, 'addCutRequest' | 'cutRequest' | 'saveCutRequest' | 'openCutRequests'> => ({
  async addCutRequest(request) {
    const row = { cut_id: request.cutId, state: request.state, revision: 1, document: writeDocument(request) };
    await transaction.changing.insertInto('cut_request').values(row).execute();
  },
  async cutRequest(cutId) {
    const row = await cutRequestRows(transaction).where('cut_id', '=', cutId).executeTakeFirst();
    return row === undefined ? null : versioned(row);
  },
  async saveCutRequest({ revision, value }) {
    const { numUpdatedRows } = await transaction.changing
      .updateTable('cut_request')
      .set({ state: value.state, revision: revision + 1, document: writeDocument(value) })
      .where('cut_id', '=', value.cutId)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
  async openCutRequests() {
    const rows = await cutRequestRows(transaction).where('state', '=', 'requested').orderBy('number').execute();
    return rows.map(versioned);
  },
});

const cutRequestRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('cut_request').select(['revision', 'document']);

const versioned = (row: Parameters<typeof readVersioned>[0]) => readVersioned<CutRequest>(row, 'cut request');

const setsOn = (transaction: Transaction): Pick<StorePatchSets, 'addPatchSet' | 'patchSet' | 'patchSets'> => ({
  async addPatchSet(stored) {
    await transaction.changing
      .insertInto('patch_set')
      .values({ digest: stored.digest, document: writeDocument(stored) })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .execute();
  },
  async patchSet(digest) {
    const row = await transaction.reading
      .selectFrom('patch_set')
      .select('document')
      .where('digest', '=', digest)
      .executeTakeFirst();
    return row === undefined ? null : patchSet(row);
  },
  async patchSets(request) {
    const after = readCursor(request, 'number');
    const rows = await transaction.reading
      .selectFrom('patch_set')
      .select(['number', 'document'])
      .$if(after !== null, (query) => query.where('number', '<', after?.[0] ?? 0))
      .orderBy('number', 'desc')
      .limit(request.limit + 1)
      .execute();
    return mapPage(
      pageOf(rows, request, ({ number }) => [number]),
      patchSet,
    );
  },
});

const patchSet = (row: { readonly document: string }): StoredPatchSet =>
  readDocument<StoredPatchSet>(row.document, 'patch set');

const proposalsOn = (
  transaction: Transaction,
): Pick<StorePatchSets, 'putProposal' | 'proposal' | 'unansweredProposals'> => ({
  async putProposal(proposal) {
    const columns = { answered: proposal.answeredAt === null ? 0 : 1, document: writeDocument(proposal) };
    await transaction.changing
      .insertInto('proposal')
      .values({ host_id: proposal.hostId, patch_set_digest: proposal.patchSetDigest, ...columns })
      .onConflict((conflict) => conflict.columns(['host_id', 'patch_set_digest']).doUpdateSet(columns))
      .execute();
  },
  async proposal(hostId, patchSetDigest) {
    const row = await transaction.reading
      .selectFrom('proposal')
      .select('document')
      .where('host_id', '=', hostId)
      .where('patch_set_digest', '=', patchSetDigest)
      .executeTakeFirst();
    return row === undefined ? null : proposal(row);
  },
  async unansweredProposals(hostId) {
    return (await openProposals(transaction.reading, hostId)).map(proposal);
  },
});

const openProposals = readyQuery<{ readonly document: string }>(
  'select document from proposal where host_id = ? and answered = 0 order by number',
);

const proposal = (row: { readonly document: string }): StoredProposal =>
  readDocument<StoredProposal>(row.document, 'proposal');

const indexesOn = (transaction: Transaction): Pick<StorePatchSets, 'newestIndex' | 'noteIndex'> => ({
  async newestIndex(repository) {
    const row = await transaction.reading
      .selectFrom('newest_index')
      .select('signed_at')
      .where('repository', '=', repository)
      .executeTakeFirst();
    return row === undefined ? null : asInstant(row.signed_at);
  },
  async noteIndex(repository, signedAt) {
    await transaction.changing
      .insertInto('newest_index')
      .values({ repository, signed_at: signedAt })
      .onConflict((conflict) =>
        conflict
          .column('repository')
          .doUpdateSet({ signed_at: signedAt })
          .where('newest_index.signed_at', '<', signedAt),
      )
      .execute();
  },
});
