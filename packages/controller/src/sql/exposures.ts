// Exposures as they were last counted. What marks them for counting again are triggers, see migration 4.

import type { Severity } from '@slipway/core/advisory';
import { asInstant } from '@slipway/core/time';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import {
  type CountedHosts,
  type CountedUpdate,
  type CountFilter,
  dueKey,
  dueKeyUntil,
  mapPage,
  pageOf,
  readCursor,
  type StoreExposures,
  severityRank,
  UNKNOWN_URGENCY_KEY,
  type UpdateCount,
  type UpdateKey,
} from '../ports/index.ts';
import { insertRows } from './bulk.ts';
import { byIndex, fieldOf, ofAnyRow, ofTheFirst, THEN_JOIN, theRows } from './dialect.ts';
import { readDocument, writeDocument } from './documents.ts';
import type { Database } from './schema.ts';
import type { Transaction } from './transaction.ts';

export const exposuresOn = (transaction: Transaction): StoreExposures => ({
  async uncounted(limit) {
    const { rows } = await sql<KeyRow>`select ${KEY} from exposure_uncounted order by id limit ${limit}`.execute(
      transaction.reading,
    );
    return rows.map(keyOf);
  },
  async countUncounted() {
    const { rows } = await sql<{ readonly updates: number }>`
      select count(*) as updates from exposure_uncounted`.execute(transaction.reading);
    return rows[0]?.updates ?? 0;
  },
  async countEverythingAgain() {
    await sql`
      insert into exposure_uncounted (${KEY})
      select ${KEY} from package_update union select ${KEY} from exposure order by 1, 2, 3, 4
      on conflict do nothing`.execute(transaction.changing);
  },
  async countAgain(updates) {
    await insertRows(
      transaction.changing,
      {
        table: 'exposure_uncounted',
        columns: ['source_package', 'distribution', 'release', 'fixed_version'],
        ignore: true,
      },
      updates.map((update) => keyText(update)),
    );
  },
  async saveCount(count, at) {
    const queries = transaction.changing;
    const here = isUpdate(count);
    await sql`delete from exposure_hosts
      where exposure_number in (select number from exposure where ${here})`.execute(queries);
    await sql`delete from exposure where ${here}`.execute(queries);
    await sql`delete from exposure_uncounted where ${here}`.execute(queries);
    if (count.hosts.length > 0) await addCount(queries, count, at);
  },
  async counted(request, filter) {
    const after = readCursor(request, 'text', 'text', 'text', 'text', 'text') ?? ['', '', '', '', ''];
    const { rows } = await sql<CountRow>`
      select * from ${filtered(filter)} as counted
      where (due, ${KEY}) > (${sql.join(after)}) order by due, ${KEY} limit ${request.limit + 1}`.execute(
      transaction.reading,
    );
    const page = pageOf(rows, request, (row) => [
      row.due,
      row.source_package,
      row.distribution,
      row.release,
      row.fixed_version,
    ]);
    return mapPage(page, countedUpdate);
  },
  async countsOf(updates) {
    const asked = theRows(updates.map(keyText), 'asked');
    const { rows } = await sql<KeyRow & Record<'hosts' | 'unknown' | 'excepted', number>>`
      select ${KEY}, sum(its.hosts) as hosts, sum(its.unknown) as unknown, sum(its.excepted) as excepted
      from ${asked} ${THEN_JOIN} exposure on source_package = asked.value ->> 0 and distribution = asked.value ->> 1
        and release = asked.value ->> 2 and fixed_version = asked.value ->> 3
      ${THEN_JOIN} exposure_hosts as its on its.exposure_number = exposure.number
      group by ${KEY} order by ${KEY}`.execute(transaction.reading);
    return rows.map((row) => ({ ...keyOf(row), hosts: row.hosts, unknown: row.unknown, excepted: row.excepted }));
  },
  async totals(filter, now) {
    const { rows } = await sql<Record<'updates' | 'overdue' | 'unknown', number | null>>`
      select count(*) as updates, count(*) filter (where due < ${now}) as overdue,
        count(*) filter (where due = ${UNKNOWN_URGENCY_KEY}) as unknown
      from ${filtered(filter)} as counted`.execute(transaction.reading);
    const excepted = await sql<{ readonly updates: number }>`
      select count(*) as updates from ${filtered({ ...filter, excepted: 'only' })} as counted`.execute(
      transaction.reading,
    );
    const [row] = rows;
    return {
      updates: row?.updates ?? 0,
      overdue: row?.overdue ?? 0,
      unknownUrgency: row?.unknown ?? 0,
      excepted: excepted.rows[0]?.updates ?? 0,
    };
  },
});

const KEY = sql.raw('source_package, distribution, release, fixed_version');

interface KeyRow {
  readonly source_package: string;
  readonly distribution: string;
  readonly release: string;
  readonly fixed_version: string;
}

interface CountRow extends KeyRow {
  readonly severity: number | null;
  readonly counted_at: string;
  readonly document: string;
  readonly hosts: number;
  readonly unknown: number;
  readonly reboot_pending: number;
  readonly excepted: number;
  readonly due: string;
  readonly first: string;
}

const keyOf = (row: KeyRow): UpdateKey => ({
  release: { distribution: row.distribution, release: row.release },
  sourcePackage: row.source_package,
  fixedVersion: row.fixed_version === '' ? null : row.fixed_version,
});

const keyText = ({ release, sourcePackage, fixedVersion }: UpdateKey): readonly string[] => [
  sourcePackage,
  release.distribution,
  release.release,
  fixedVersion ?? '',
];

const isUpdate = ({ release, sourcePackage, fixedVersion }: UpdateKey): RawBuilder<unknown> =>
  sql`source_package = ${sourcePackage} and distribution = ${release.distribution} and release = ${release.release}
    and fixed_version = ${fixedVersion ?? ''}`;

type Kept = Pick<UpdateCount, 'vulnerabilities' | 'worstTenths' | 'exploited' | 'epssPpm'> & {
  readonly severity: Severity | null;
};

const countedUpdate = (row: CountRow): CountedUpdate => ({
  ...keyOf(row),
  ...readDocument<Kept>(row.document, 'exposure'),
  hosts: row.hosts,
  unknown: row.unknown,
  rebootPending: row.reboot_pending,
  excepted: row.excepted,
  dueFirst: readDocument<CountedHosts['dueFirst']>(row.first, 'exposure'),
  countedAt: asInstant(row.counted_at),
});

/** Which rows of hosts a filter takes. */
const isOf = ({ environment, owner }: CountFilter): RawBuilder<unknown> =>
  sql.join(
    [
      sql`true`,
      ...(environment === undefined ? [] : [sql`its.environment = ${environment}`]),
      ...(owner === undefined ? [] : [sql`its.owner = ${owner}`]),
    ],
    sql` and `,
  );

/** Which updates. */
const isAbout = ({ severity, fix, sourcePackage, exploited }: CountFilter): RawBuilder<unknown> =>
  sql.join(
    [
      sql`true`,
      ...(severity === undefined
        ? []
        : [sql`(exposure.severity is null or exposure.severity >= ${severityRank(severity)})`]),
      ...(sourcePackage === undefined ? [] : [sql`source_package = ${sourcePackage}`]),
      ...(exploited === undefined ? [] : [sql`cast(${fieldOf('exposure.document', 'exploited')} as integer) > 0`]),
      ...(fix === undefined ? [] : [fix === 'some' ? sql`fixed_version <> ''` : sql`fixed_version = ''`]),
    ],
    sql` and `,
  );

/**
 * One row per update, over the hosts of the filter that are asked about: a deadline that only excepted ones have is nobody's.
 */
const filtered = (filter: CountFilter): RawBuilder<unknown> => {
  const isDue = sql.join(
    [
      sql`true`,
      ...(filter.dueBy === undefined ? [] : [sql`min(its.due) <= ${dueKeyUntil(filter.dueBy)}`]),
      ...(filter.urgency === undefined ? [] : [sql`min(its.due) = ${UNKNOWN_URGENCY_KEY}`]),
    ],
    sql` and `,
  );
  const columns = sql`${KEY}, exposure.severity, counted_at, exposure.document, min(its.due) as due,
    ${ofTheFirst('its.document', 'its.due')} as first`;
  if (filter.excepted === 'only') {
    const standing = (column: string) => sql`(
      select sum(${sql.ref(`its.${column}`)}) from exposure_hosts as its
      where its.exposure_number = exposure.number and ${isOf(filter)}
    ) as ${sql.ref(column)}`;
    return sql`(
      select ${columns}, sum(its.excepted) as excepted,
        ${sql.join(['hosts', 'unknown', 'reboot_pending'].map(standing))}
      from exposure_hosts as its ${byIndex('exposure_hosts_excepted')}
      join exposure on exposure.number = its.exposure_number
      where its.excepted > 0 and ${isOf(filter)} and ${isAbout(filter)} group by exposure.number having ${isDue}
    )`;
  }
  return sql`(
    select ${columns}, sum(its.hosts) as hosts, sum(its.unknown) as unknown,
      sum(its.reboot_pending) as reboot_pending, coalesce(${ofAnyRow('apart.excepted')}, 0) as excepted
    from exposure join exposure_hosts as its on its.exposure_number = exposure.number
    left join (
      select exposure_number, sum(its.excepted) as excepted
      from exposure_hosts as its ${byIndex('exposure_hosts_excepted')}
      where its.excepted > 0 and ${isOf(filter)} group by 1
    ) as apart on apart.exposure_number = exposure.number
    where its.hosts + its.unknown > 0 and ${isOf(filter)} and ${isAbout(filter)}
    group by exposure.number having ${isDue}
  )`;
};

const addCount = async (queries: Kysely<Database>, count: UpdateCount, at: string): Promise<void> => {
  const { release, sourcePackage, fixedVersion, hosts, ...kept } = count;
  const { number } = await queries
    .insertInto('exposure')
    .values({
      source_package: sourcePackage,
      distribution: release.distribution,
      release: release.release,
      fixed_version: fixedVersion ?? '',
      severity: kept.severity === null ? null : severityRank(kept.severity),
      counted_at: at,
      document: writeDocument(kept),
    })
    .returning('number')
    .executeTakeFirstOrThrow();
  await insertRows(
    queries,
    {
      table: 'exposure_hosts',
      columns: [
        'exposure_number',
        'environment',
        'owner',
        'hosts',
        'unknown',
        'reboot_pending',
        'excepted',
        'due',
        'document',
      ],
    },
    hosts.map(({ environment, owner, hosts, unknown, rebootPending, excepted, dueFirst }) => [
      ...[number, environment, owner, hosts, unknown, rebootPending, excepted],
      ...[dueKey(dueFirst.urgency), writeDocument(dueFirst)],
    ]),
  );
};
