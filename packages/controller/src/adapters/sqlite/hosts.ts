import type { HostId } from '@slipway/core/ids';
import type { Kysely } from 'kysely';
import { type HostEvent, type HostRecord, mapPage, pageOf, readCursor, type StoreFleet } from '../../ports/index.ts';
import { readDocument, readVersioned, writeDocument } from './documents.ts';
import type { Database } from './schema.ts';
import type { Transaction } from './transaction.ts';

type Hosts = Pick<StoreFleet, 'addHost' | 'host' | 'hostByCertificate' | 'saveHost' | 'hosts'>;

export const hostsOn = (transaction: Transaction): Hosts => ({
  async addHost(host) {
    await transaction.changing
      .insertInto('host')
      .values({ ...columnsOf(host), host_id: host.hostId, revision: 1 })
      .execute();
  },
  async host(hostId) {
    const row = await hostRows(transaction).where('host_id', '=', hostId).executeTakeFirst();
    return row === undefined ? null : versioned(row);
  },
  async hostByCertificate(serial) {
    const row = await hostRows(transaction).where('certificate_serial', '=', serial).executeTakeFirst();
    return row === undefined ? null : versioned(row);
  },
  async saveHost({ revision, value }) {
    const { numUpdatedRows } = await transaction.changing
      .updateTable('host')
      .set({ ...columnsOf(value), revision: revision + 1 })
      .where('host_id', '=', value.hostId)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
  async hosts(request) {
    const after = readCursor(request, 'text');
    const rows = await hostRows(transaction)
      .$if(after !== null, (query) => query.where('host_id', '>', after?.[0] ?? ''))
      .orderBy('host_id')
      .limit(request.limit + 1)
      .execute();
    return mapPage(
      pageOf(rows, request, (row) => [row.host_id]),
      (row) => versioned(row).value,
    );
  },
});

const columnsOf = (host: HostRecord) => ({
  certificate_serial: host.certificateSerial,
  document: writeDocument(host),
});

const hostRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('host').select(['host_id', 'revision', 'document']);

const versioned = (row: Parameters<typeof readVersioned>[0]) => readVersioned<HostRecord>(row, 'host');

/** The store's own name for a host; throws where there is none. */
export const hostNumberOf = async (queries: Kysely<Database>, hostId: HostId): Promise<number> => {
  const row = await queries.selectFrom('host').select('number').where('host_id', '=', hostId).executeTakeFirst();
  if (row === undefined) throw new Error(`there is no host ${hostId}`);
  return row.number;
};

type History = Pick<StoreFleet, 'addHostEvent' | 'hostEvents'>;

export const historyOn = (transaction: Transaction): History => ({
  async addHostEvent(event) {
    const queries = transaction.changing;
    const row = { host_number: await hostNumberOf(queries, event.hostId), document: writeDocument(event) };
    await queries.insertInto('host_event').values(row).execute();
  },
  async hostEvents(hostId, request) {
    const after = readCursor(request, 'number');
    const rows = await transaction.reading
      .selectFrom('host_event')
      .innerJoin('host', 'host.number', 'host_event.host_number')
      .select(['host_event.id', 'host_event.document'])
      .where('host.host_id', '=', hostId)
      .$if(after !== null, (query) => query.where('host_event.id', '<', after?.[0] ?? 0))
      .orderBy('host_event.id', 'desc')
      .limit(request.limit + 1)
      .execute();
    return mapPage(
      pageOf(rows, request, ({ id }) => [id]),
      ({ document }) => readDocument<HostEvent>(document, 'host event'),
    );
  },
});
