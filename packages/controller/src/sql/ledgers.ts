import type { LedgerEntry } from '@slipway/core/execution';
import { asDigest, type Digest, type HostId } from '@slipway/core/ids';
import { continueLedger, type StoreFleet } from '../ports/index.ts';
import { readDocument, sha256, writeDocument } from './documents.ts';
import { hostNumberOf } from './hosts.ts';
import { readyQuery } from './ready.ts';
import type { Transaction } from './transaction.ts';

type Ledgers = Pick<StoreFleet, 'addLedgerEntries' | 'forgetLedger' | 'ledger' | 'ledgerHead'>;

export const ledgersOn = (transaction: Transaction): Ledgers => ({
  async addLedgerEntries(hostId, entries) {
    const queries = transaction.changing;
    const hostNumber = await hostNumberOf(queries, hostId);
    const head = await headOf(transaction, hostId);
    const headSequence = head?.sequence ?? 0;
    const first = entries.reduce((lowest, { sequence }) => Math.min(lowest, sequence), headSequence);
    const known = await digestsFrom(transaction, hostNumber, first);
    const digestAt = (sequence: number) => known.get(sequence) ?? null;
    const fresh = continueLedger(entries, { headSequence, digestAt }, sha256);
    if (typeof fresh === 'string') return fresh;
    for (const { entry, digest } of fresh) {
      const row = { host_number: hostNumber, sequence: entry.sequence, digest, document: writeDocument(entry) };
      await queries.insertInto('ledger_entry').values(row).execute();
    }
    return 'stored';
  },
  async forgetLedger(hostId) {
    const queries = transaction.changing;
    const hostNumber = await hostNumberOf(queries, hostId);
    await queries.deleteFrom('ledger_entry').where('host_number', '=', hostNumber).execute();
  },
  async ledger(hostId, fromSequence) {
    const rows = await transaction.reading
      .selectFrom('ledger_entry')
      .innerJoin('host', 'host.number', 'ledger_entry.host_number')
      .select('ledger_entry.document')
      .where('host.host_id', '=', hostId)
      .where('ledger_entry.sequence', '>=', fromSequence)
      .orderBy('ledger_entry.sequence')
      .execute();
    return rows.map(({ document }) => readDocument<LedgerEntry>(document, 'ledger entry'));
  },
  async ledgerHead(hostId) {
    return await headOf(transaction, hostId);
  },
});

const topOf = readyQuery<{ readonly sequence: number; readonly digest: string }>(`
  select sequence, digest from ledger_entry
  where host_number = (select number from host where host_id = ?) order by sequence desc limit 1`);

const headOf = async (
  transaction: Transaction,
  hostId: HostId,
): Promise<{ readonly sequence: number; readonly digest: Digest } | null> => {
  const [row] = await topOf(transaction.reading, hostId);
  return row === undefined ? null : { sequence: row.sequence, digest: asDigest(row.digest) };
};

/** Digests by sequence, the head's included. */
const digestsFrom = async (
  transaction: Transaction,
  hostNumber: number,
  sequence: number,
): Promise<ReadonlyMap<number, Digest>> => {
  const rows = await transaction.reading
    .selectFrom('ledger_entry')
    .select(['sequence', 'digest'])
    .where('host_number', '=', hostNumber)
    .where('sequence', '>=', sequence)
    .execute();
  return new Map(rows.map((row) => [row.sequence, asDigest(row.digest)]));
};
