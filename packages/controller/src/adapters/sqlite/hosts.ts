import type { HostId } from '@slipway/core/ids';
import { msOfInstant } from '@slipway/core/time';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import {
  type HostEvent,
  type HostRecord,
  mapPage,
  pageOf,
  readCursor,
  type StoreFleet,
  type Unheard,
} from '../../ports/index.ts';
import { readDocument, readVersioned, writeDocument } from './documents.ts';
import { countHosts } from './host-packages.ts';
import { readyQuery } from './ready.ts';
import type { Database } from './schema.ts';
import type { Transaction } from './transaction.ts';

type Hosts = Pick<StoreFleet, 'addHost' | 'host' | 'hostByCertificate' | 'saveHost' | 'hosts' | 'unheard'>;

export const hostsOn = (transaction: Transaction): Hosts => ({
  async addHost(host) {
    await transaction.changing
      .insertInto('host')
      .values({ ...columnsOf(host), host_id: host.hostId, revision: 1 })
      .execute();
  },
  async host(hostId) {
    const [row] = await hostById(transaction.reading, hostId);
    return row === undefined ? null : versioned(row);
  },
  async hostByCertificate(serial) {
    const [row] = await hostBySerial(transaction.reading, serial);
    return row === undefined ? null : versioned(row);
  },
  async saveHost({ revision, value }) {
    const queries = transaction.changing;
    const leaving = value.retiredAt === null ? null : await numberWhileCounted(queries, value.hostId);
    const { numUpdatedRows } = await queries
      .updateTable('host')
      .set({ ...columnsOf(value), revision: revision + 1 })
      .where('host_id', '=', value.hostId)
      .where('revision', '=', revision)
      .executeTakeFirst();
    if (numUpdatedRows > 0n && leaving !== null) await countHosts(queries, await carriedIds(queries, leaving), -1);
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
  async unheard(which, namesMax) {
    const found = unheardHosts(which);
    const { rows } = await sql<{ readonly hosts: number }>`select count(*) as hosts ${found}`.execute(
      transaction.reading,
    );
    const hosts = rows[0]?.hosts ?? 0;
    // Asked beside every list of exposures; nearly always nobody is.
    if (hosts === 0) return { hosts, hostnames: [] };
    const first = await sql<{ readonly hostname: string }>`
      select document ->> '$.hostname' as hostname ${found} order by number limit ${namesMax}`.execute(
      transaction.reading,
    );
    return { hosts, hostnames: first.rows.map(({ hostname }) => hostname) };
  },
});

/** By the partial indexes of migration 0005; the day finds them, the instant decides. */
const unheardHosts = (which: Unheard): RawBuilder<unknown> =>
  which.kind === 'never-reported'
    ? sql`from host indexed by host_unreported
        where reported = 0 and retired_at is null and enrolled_at <= ${which.enrolledBy}`
    : sql`from host indexed by host_seen_day
        where reported = 1 and retired_at is null and seen_day <= ${which.since.slice(0, 10)}
          and document ->> '$.contact.seenAt' < ${which.since}`;

type HostRow = Parameters<typeof versioned>[0];

const hostById = readyQuery<HostRow>('select revision, document from host where host_id = ?');
const hostBySerial = readyQuery<HostRow>('select revision, document from host where certificate_serial = ?');

const columnsOf = (host: HostRecord) => ({
  certificate_serial: host.certificateSerial,
  retired_at: host.retiredAt === null ? null : msOfInstant(host.retiredAt),
  document: writeDocument(host),
});

const hostRows = (transaction: Transaction) =>
  transaction.reading.selectFrom('host').select(['host_id', 'revision', 'document']);

const versioned = (row: Parameters<typeof readVersioned>[0]) => readVersioned<HostRecord>(row, 'host');

/** `null`: it has been retired before, and is counted nowhere. */
const numberWhileCounted = async (queries: Kysely<Database>, hostId: HostId): Promise<number | null> => {
  const row = await queries
    .selectFrom('host')
    .select('number')
    .where('host_id', '=', hostId)
    .where('retired_at', 'is', null)
    .executeTakeFirst();
  return row?.number ?? null;
};

const carriedIds = async (queries: Kysely<Database>, hostNumber: number): Promise<readonly number[]> => {
  const rows = await queries
    .selectFrom('host_package')
    .select('package_version_id as id')
    .where('host_number', '=', hostNumber)
    .execute();
  return rows.map(({ id }) => id);
};

/** The store's own name for a host; throws where there is none. */
export const hostNumberOf = async (queries: Kysely<Database>, hostId: HostId): Promise<number> =>
  (await hostNumbersOf(queries, hostId)).number;

/** The same, with when it was retired. */
export const hostNumbersOf = async (
  queries: Kysely<Database>,
  hostId: HostId,
): Promise<{ readonly number: number; readonly retired_at: number | null }> => {
  const row = await queries
    .selectFrom('host')
    .select(['number', 'retired_at'])
    .where('host_id', '=', hostId)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`there is no host ${hostId}`);
  return row;
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
