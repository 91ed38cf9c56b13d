import type { StorePatchSets } from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import { pageNewestFirst } from './pages.ts';
import type { Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

export const patchSetsOn = (transaction: Transaction): StorePatchSets => ({
  ...cutRequestsOn(transaction),
  ...setsOn(transaction),
  ...proposalsOn(transaction),
  ...indexesOn(transaction),
});

const cutRequestsOn = (
  transaction: Transaction,
): Pick<StorePatchSets, 'addCutRequest' | 'cutRequest' | 'saveCutRequest' | 'openCutRequests'> => {
  const its = versionedRows(
    transaction,
    ({ cutRequests }) => cutRequests,
    ({ cutId }) => cutId,
  );
  return {
    addCutRequest: its.add,
    cutRequest: its.find,
    saveCutRequest: its.save,
    async openCutRequests() {
      return its.all().filter(({ value }) => value.state === 'requested');
    },
  };
};

const setsOn = (
  transaction: Transaction,
): Pick<StorePatchSets, 'addPatchSet' | 'noteLeftOut' | 'patchSet' | 'patchSets'> => ({
  async addPatchSet(stored) {
    const { patchSets } = transaction.changing;
    if (patchSets.get(stored.digest) === undefined) patchSets.set(stored.digest, copyOf(stored));
  },
  async noteLeftOut(digest, leftOut) {
    const { patchSets } = transaction.changing;
    const stored = patchSets.get(digest);
    if (stored === undefined) return;
    const { leftOut: _, ...before } = stored;
    patchSets.set(digest, copyOf(leftOut === null ? before : { ...before, leftOut }));
  },
  async patchSet(digest) {
    return transaction.reading.patchSets.get(digest) ?? null;
  },
  async patchSets(request) {
    return pageNewestFirst(transaction.reading.patchSets.byArrival(), request);
  },
});

const proposalsOn = (
  transaction: Transaction,
): Pick<StorePatchSets, 'putProposal' | 'proposal' | 'unansweredProposals' | 'isAnyAwaited'> => ({
  async putProposal(proposal) {
    const { proposals } = transaction.changing;
    const { hostId, patchSetDigest } = proposal;
    proposals.set(hostId, new Map([...(proposals.get(hostId) ?? []), [patchSetDigest, copyOf(proposal)]]));
  },
  async proposal(hostId, patchSetDigest) {
    return transaction.reading.proposals.get(hostId)?.get(patchSetDigest) ?? null;
  },
  async unansweredProposals(hostId) {
    const proposals = [...(transaction.reading.proposals.get(hostId)?.values() ?? [])];
    return proposals.filter(({ answeredAt }) => answeredAt === null);
  },
  async isAnyAwaited(patchSetDigest) {
    const { hosts, proposals } = transaction.reading;
    return hosts
      .values()
      .some(
        ({ value: { hostId, retiredAt } }) =>
          retiredAt === null && proposals.get(hostId)?.get(patchSetDigest)?.answeredAt === null,
      );
  },
});

const indexesOn = (transaction: Transaction): Pick<StorePatchSets, 'newestIndex' | 'noteIndex'> => ({
  async newestIndex(repository) {
    return transaction.reading.newestIndexes.get(repository) ?? null;
  },
  async noteIndex(repository, signedAt) {
    const { newestIndexes } = transaction.changing;
    const known = newestIndexes.get(repository);
    if (known === undefined || known < signedAt) newestIndexes.set(repository, signedAt);
  },
});
