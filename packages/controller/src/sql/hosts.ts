import type { HostId } from '@slipway/core/ids';
import { type Instant, msOfInstant } from '@slipway/core/time';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type HostEvent, type HostRecord, isOfNote, mapPage, type StoreFleet, type Unheard } from '../ports/index.ts';
import { isIn } from './bulk.ts';
import { byIndex, fieldOf } from './dialect.ts';
import { readDocument, writeDocument } from './documents.ts';
import { countHosts } from './host-packages.ts';
import { lookSoon } from './looks.ts';
import { pageOver } from './pages.ts';
import { readyQuery } from './ready.ts';
import type { Database } from './schema.ts';
import type { Transaction } from './transaction.ts';
import { type RevisionRow, versionedRows } from './versioned.ts';

type Hosts = Pick<
  StoreFleet,
  'addHost' | 'host' | 'hostByCertificate' | 'saveHost' | 'perhapsAway' | 'hosts' | 'hostnames' | 'unheard'
>;

const hostRowsOn = versionedRows<HostRecord, 'host'>({
  table: 'host',
  key: 'host_id',
  columns: {
    host_id: ({ hostId }) => hostId,
    certificate_serial: ({ certificateSerial }) => certificateSerial,
    retired_at: ({ retiredAt }) => (retiredAt === null ? null : msOfInstant(retiredAt)),
    standing: ({ reportedMode, barred, contact, wantedMode, inventoryAwaitedSince }) =>
      JSON.stringify([
        reportedMode,
        barred?.code ?? null,
        contact?.stopped ?? null,
        contact?.agentVersion ?? null,
        wantedMode,
        (inventoryAwaitedSince ?? null) !== null,
      ]),
    seen_at: ({ contact }) => contact?.seenAt ?? '',
    of_note: (host) => Number(isOfNote(host)),
  },
});

export const hostsOn = (transaction: Transaction): Hosts => {
  const its = hostRowsOn(transaction);
  return {
    async addHost(host) {
      await its.add(host);
      await lookSoon(transaction.changing, host.hostId);
    },
    host: its.find,
    async hostByCertificate(serial) {
      const [row] = await hostBySerial(transaction.reading, serial);
      return row === undefined ? null : its.read(row);
    },
    async saveHost(host) {
      const queries = transaction.changing;
      const { hostId, retiredAt } = host.value;
      const leaving = retiredAt === null ? null : await numberWhileCounted(queries, hostId);
      const isSaved = await its.save(host);
      if (isSaved && leaving !== null) await countHosts(queries, await carriedIds(queries, leaving), -1);
      return isSaved;
    },
    async perhapsAway(silentSince) {
      const { rows } = await perhapsAway(silentSince).execute(transaction.reading);
      return rows.map((row) => its.read(row).value).toSorted((a, b) => (a.hostId < b.hostId ? -1 : 1));
    },
    async hosts(request) {
      const rows = transaction.reading.selectFrom('host').select(['host_id', 'revision', 'document']);
      return mapPage(await pageOver(rows, request, { by: 'host_id', order: 'by-text' }), (row) => its.read(row).value);
    },
    async hostnames(hostIds) {
      const rows = await transaction.reading
        .selectFrom('host')
        .select(['host_id', fieldOf('document', 'hostname').as('hostname')])
        .where(isIn('host_id', [...hostIds]))
        .execute();
      return new Map(rows.map(({ host_id: hostId, hostname }) => [hostId as HostId, hostname]));
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
      select ${fieldOf('document', 'hostname')} as hostname ${found} order by number limit ${namesMax}`.execute(
        transaction.reading,
      );
      return { hosts, hostnames: first.rows.map(({ hostname }) => hostname) };
    },
  };
};

/** By the partial indexes of migration 0005; the day finds them, the instant decides. */
const unheardHosts = (which: Unheard): RawBuilder<unknown> =>
  which.kind === 'never-reported'
    ? sql`from host ${byIndex('host_unreported')}
        where reported = 0 and retired_at is null and enrolled_at <= ${which.enrolledBy}`
    : sql`from host ${byIndex('host_seen_day')}
        where reported = 1 and retired_at is null and seen_day <= ${which.since.slice(0, 10)}
          and ${fieldOf('document', 'contact', 'seenAt')} < ${which.since}`;

/** By two indexes in SQLite, which takes neither for an `or`, nor by itself where it has to tell twins apart. */
const perhapsAway = (silentSince: Instant): RawBuilder<RevisionRow> => sql<RevisionRow>`
  select revision, document from host where number in (
    select number from host ${byIndex('host_seen_at')} where retired_at is null and seen_at < ${silentSince}
    union all select number from host ${byIndex('host_of_note')} where retired_at is null and of_note = 1
  )`;

const hostBySerial = readyQuery<RevisionRow>('select revision, document from host where certificate_serial = ?');

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
    const rows = transaction.reading
      .selectFrom('host_event')
      .innerJoin('host', 'host.number', 'host_event.host_number')
      .select(['host_event.id', 'host_event.document'])
      .where('host.host_id', '=', hostId);
    return mapPage(await pageOver(rows, request, { by: 'id', order: 'newest-first' }), ({ document }) =>
      readDocument<HostEvent>(document, 'host event'),
    );
  },
});
