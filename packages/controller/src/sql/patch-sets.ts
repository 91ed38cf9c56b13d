import type { Digest } from '@slipway/core/ids';
import { asInstant } from '@slipway/core/time';
import {
  type CutRequest,
  mapPage,
  type StoredPatchSet,
  type StoredProposal,
  type StorePatchSets,
} from '../ports/index.ts';
import { readDocument, writeDocument } from './documents.ts';
import { NEWEST_FIRST, pageOver } from './pages.ts';
import { readyQuery } from './ready.ts';
import type { Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

export const patchSetsOn = (transaction: Transaction): StorePatchSets => ({
  ...cutRequestsOn(transaction),
  ...setsOn(transaction),
  ...proposalsOn(transaction),
  ...indexesOn(transaction),
});

const cutRequestRowsOn = versionedRows<CutRequest, 'cut_request'>({
  table: 'cut_request',
  key: 'cut_id',
  columns: { cut_id: ({ cutId }) => cutId, state: ({ state }) => state },
});

const cutRequestsOn = (
  transaction: Transaction,
): Pick<StorePatchSets, 'addCutRequest' | 'cutRequest' | 'saveCutRequest' | 'openCutRequests'> => {
  const its = cutRequestRowsOn(transaction);
  return {
    addCutRequest: its.add,
    cutRequest: its.find,
    saveCutRequest: its.save,
    async openCutRequests() {
      const open = transaction.reading.selectFrom('cut_request').where('state', '=', 'requested').orderBy('number');
      return (await open.select(['revision', 'document']).execute()).map(its.read);
    },
  };
};

const setsOn = (
  transaction: Transaction,
): Pick<StorePatchSets, 'addPatchSet' | 'noteLeftOut' | 'patchSet' | 'patchSets'> => ({
  async addPatchSet(stored) {
    await transaction.changing
      .insertInto('patch_set')
      .values({ digest: stored.digest, document: writeDocument(stored) })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .execute();
  },
  async noteLeftOut(digest, leftOut) {
    const { changing } = transaction;
    const stored = await storedPatchSet(transaction, digest);
    if (stored === null) return;
    const { leftOut: _, ...before } = stored;
    const document = writeDocument(leftOut === null ? before : { ...before, leftOut });
    await changing.updateTable('patch_set').set({ document }).where('digest', '=', digest).execute();
  },
  async patchSet(digest) {
    return await storedPatchSet(transaction, digest);
  },
  async patchSets(request) {
    const rows = transaction.reading.selectFrom('patch_set').select(['number', 'document']);
    return mapPage(await pageOver(rows, request, NEWEST_FIRST), patchSet);
  },
});

const storedPatchSet = async ({ reading }: Transaction, digest: Digest): Promise<StoredPatchSet | null> => {
  const row = await reading.selectFrom('patch_set').select('document').where('digest', '=', digest).executeTakeFirst();
  return row === undefined ? null : patchSet(row);
};

const patchSet = (row: { readonly document: string }): StoredPatchSet =>
  readDocument<StoredPatchSet>(row.document, 'patch set');

const proposalsOn = (
  transaction: Transaction,
): Pick<StorePatchSets, 'putProposal' | 'proposal' | 'unansweredProposals' | 'isAnyAwaited'> => ({
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
  async isAnyAwaited(patchSetDigest) {
    const awaited = transaction.reading
      .selectFrom('proposal')
      .innerJoin('host', 'host.host_id', 'proposal.host_id')
      .select('proposal.host_id')
      .where('patch_set_digest', '=', patchSetDigest)
      .where('answered', '=', 0)
      .where('host.retired_at', 'is', null);
    return (await awaited.limit(1).executeTakeFirst()) !== undefined;
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
