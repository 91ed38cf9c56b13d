// One import of one feed: portions that nobody sees, and the moment from which they are what the feed says.

import { createHash } from 'node:crypto';
import type { KnowledgeRecord } from '@slipway/core/advisory';
import { canonicalise } from '@slipway/core/document';
import { msOfInstant } from '@slipway/core/time';
import { type Kysely, sql } from 'kysely';
import { type NamedRecord, namedRecord, type StoreFeeds } from '../ports/index.ts';
import { insertRows, isIn } from './bulk.ts';
import { elementOf, oneOf, THEN_JOIN, theNumbers, theRows } from './dialect.ts';
import { writeDocument } from './documents.ts';
import type { Database } from './schema.ts';
import type { Transaction } from './transaction.ts';

type Imports = Pick<StoreFeeds, 'beginImport' | 'addPortion' | 'finishImport' | 'forgetClosedBefore'>;

export const importsOn = (transaction: Transaction): Imports => ({
  async beginImport(feed, at) {
    const queries = transaction.changing;
    const { number } = await queries
      .selectFrom('feed')
      .select('number')
      .where('name', '=', feed)
      .executeTakeFirstOrThrow();
    await dropUnfinished(queries, number);
    const row = { feed_number: number, began_at: msOfInstant(at), finished_at: null, feed_date: null };
    return (await queries.insertInto('feed_import').values(row).returning('number').executeTakeFirstOrThrow()).number;
  },
  async addPortion(importNumber, records) {
    return await addPortion(transaction.changing, importNumber, records);
  },
  async finishImport(importNumber, { at, feedDate, unread = [] }) {
    const queries = transaction.changing;
    const feedNumber = await feedOf(queries, importNumber);
    const when = msOfInstant(at);
    const closed = await closeUnseen(queries, { feedNumber, importNumber, when, unread });
    const opened = await queries
      .updateTable('knowledge_record')
      .set({ known_from: when })
      .where('import_number', '=', importNumber)
      .where('known_from', 'is', null)
      .executeTakeFirst();
    await judgeTouchedAgain(queries, importNumber, closed);
    const seen = await queries.deleteFrom('import_seen').where('import_number', '=', importNumber).executeTakeFirst();
    await queries
      .updateTable('feed_import')
      .set({ finished_at: when, feed_date: msOfInstant(feedDate) })
      .where('number', '=', importNumber)
      .execute();
    await forgetUnneededFacts(queries, closed);
    return {
      records: Number(seen.numDeletedRows),
      opened: Number(opened.numUpdatedRows),
      closed: closed.length,
    };
  },
  async forgetClosedBefore(at, limit) {
    const queries = transaction.changing;
    const when = msOfInstant(at);
    const rows = await queries
      .selectFrom('knowledge_record')
      .select('number')
      .where('known_until', '<', when)
      .limit(limit)
      .execute();
    await dropRecords(
      queries,
      rows.map(({ number }) => number),
    );
    await sql`delete from package_verdict where known_until < ${when}`.execute(queries);
    return rows.length;
  },
});

const feedOf = async (queries: Kysely<Database>, importNumber: number): Promise<number> => {
  const row = await queries
    .selectFrom('feed_import')
    .select('feed_number')
    .where('number', '=', importNumber)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`import ${importNumber} was finished or dropped`);
  return row.feed_number;
};

const dropUnfinished = async (queries: Kysely<Database>, feedNumber: number): Promise<void> => {
  const open = await queries
    .selectFrom('feed_import')
    .select('number')
    .where('feed_number', '=', feedNumber)
    .where('finished_at', 'is', null)
    .execute();
  for (const { number } of open) {
    const left = await queries
      .selectFrom('knowledge_record')
      .select('number')
      .where('import_number', '=', number)
      .execute();
    await queries.deleteFrom('import_seen').where('import_number', '=', number).execute();
    await dropRecords(
      queries,
      left.map((row) => row.number),
    );
    await queries.deleteFrom('feed_import').where('number', '=', number).execute();
  }
};

const dropRecords = async (queries: Kysely<Database>, numbers: readonly number[]): Promise<void> => {
  if (numbers.length === 0) return;
  await queries.deleteFrom('statement').where(isIn('record_number', numbers)).execute();
  await queries.deleteFrom('record_vulnerability').where(isIn('record_number', numbers)).execute();
  await queries.deleteFrom('knowledge_record').where(isIn('number', numbers)).execute();
};

interface Arriving extends NamedRecord {
  readonly kind: KnowledgeRecord['kind'];
  readonly record: KnowledgeRecord;
  readonly digest: string;
}

const arriving = (record: KnowledgeRecord): Arriving => {
  const named = namedRecord(record);
  const digest = createHash('sha256').update(canonicalise(named.content)).digest('base64url');
  return { ...named, kind: record.kind, record, digest };
};

const placeOf = (kind: string, key: string): string => `${kind} ${key}`;

const addPortion = async (
  queries: Kysely<Database>,
  importNumber: number,
  records: readonly KnowledgeRecord[],
): Promise<readonly string[]> => {
  const feedNumber = await feedOf(queries, importNumber);
  const given = new Map<string, Arriving>();
  const doubled: string[] = [];
  for (const one of records.map(arriving)) {
    const place = placeOf(one.kind, one.key);
    if ((given.get(place)?.digest ?? one.digest) !== one.digest) doubled.push(one.key);
    given.set(place, one);
  }
  const seen: number[] = [];
  // What this import itself has brought stands first: the same name with another content is told whatever was there before.
  for (const row of await openRows(queries, feedNumber, [...given.values()])) {
    const place = placeOf(row.kind, row.record_key);
    const one = given.get(place);
    if (one === undefined) continue;
    if (row.digest === one.digest) {
      if (row.import_number !== importNumber) seen.push(row.number);
      given.delete(place);
    } else if (row.import_number === importNumber || row.seen !== null) {
      doubled.push(one.key);
    }
  }
  if (doubled.length > 0) return doubled;
  const fresh = await addRecords(queries, { feedNumber, importNumber }, [...given.values()]);
  await insertRows(
    queries,
    { table: 'import_seen', columns: ['import_number', 'record_number'], ignore: true },
    [...seen, ...fresh].map((number) => [importNumber, number]),
  );
  return [];
};

interface OpenRow {
  readonly number: number;
  readonly kind: string;
  readonly record_key: string;
  readonly digest: string;
  readonly import_number: number;
  readonly seen: number | null;
}

const openRows = async (
  queries: Kysely<Database>,
  feedNumber: number,
  given: readonly Arriving[],
): Promise<readonly OpenRow[]> => {
  const asked = theRows(
    given.map(({ kind, key }) => [kind, key]),
    'asked',
  );
  const { rows } = await sql<OpenRow>`
    select its.number, its.kind, its.record_key, its.digest, its.import_number, seen.record_number as seen
    from ${asked}
    ${THEN_JOIN} knowledge_record as its on its.feed_number = ${feedNumber} and its.kind = asked.value ->> 0
      and its.record_key = asked.value ->> 1 and its.known_until is null
    left join import_seen as seen on seen.record_number = its.number
    order by its.number desc`.execute(queries);
  return rows;
};

const addRecords = async (
  queries: Kysely<Database>,
  where: { readonly feedNumber: number; readonly importNumber: number },
  fresh: readonly Arriving[],
): Promise<readonly number[]> => {
  const last = await sql<{ readonly number: number }>`
    select coalesce(max(number), 0) as number from knowledge_record`.execute(queries);
  const first = (last.rows[0]?.number ?? 0) + 1;
  const numbered = fresh.map((one, at) => ({ ...one, number: first + at }));
  await insertRows(
    queries,
    {
      table: 'knowledge_record',
      columns: ['number', 'feed_number', 'import_number', 'kind', 'record_key', 'name', 'digest', 'document'],
    },
    numbered.map(({ number, kind, key, name, digest, record }) => [
      number,
      where.feedNumber,
      where.importNumber,
      kind,
      key,
      name,
      digest,
      documentOf(record),
    ]),
  );
  const advisories = numbered.flatMap(({ number, record }) =>
    record.kind === 'advisory' ? [{ number, advisory: record.record }] : [],
  );
  await insertRows(
    queries,
    { table: 'record_vulnerability', columns: ['vulnerability', 'record_number'], ignore: true },
    advisories.flatMap(({ number, advisory }) => advisory.vulnerabilities.map((one) => [one, number])),
  );
  await insertRows(
    queries,
    { table: 'statement', columns: ['record_number', 'subject_kind', 'name', 'document'] },
    advisories.flatMap(({ number, advisory }) =>
      advisory.statements.map((statement) => [
        number,
        statement.subject.kind,
        statement.subject.name,
        writeDocument(statement),
      ]),
    ),
  );
  return numbered.map(({ number }) => number);
};

const documentOf = (record: KnowledgeRecord): string => {
  if (record.kind !== 'advisory') return writeDocument(namedRecord(record).content);
  const { statements: _, ...rest } = record.record;
  return writeDocument(rest);
};

const closeUnseen = async (
  queries: Kysely<Database>,
  import_: {
    readonly feedNumber: number;
    readonly importNumber: number;
    readonly when: number;
    readonly unread: readonly string[];
  },
): Promise<readonly number[]> => {
  const { feedNumber, importNumber, when, unread } = import_;
  const { rows } = await sql<{ readonly number: number }>`
    update knowledge_record set known_until = ${when}
    where feed_number = ${feedNumber} and known_until is null and known_from is not null
      and number not in (select record_number from import_seen where import_number = ${importNumber})
      and not (record_key ${oneOf(unread)} and not exists (
        select 1 from knowledge_record as newer
        where newer.feed_number = ${feedNumber} and newer.kind = knowledge_record.kind
          and newer.record_key = knowledge_record.record_key and newer.import_number = ${importNumber}
      ))
    returning number`.execute(queries);
  return rows.map(({ number }) => number);
};

/** The packages of which something is said that was not said before, or no longer is. */
const judgeTouchedAgain = async (
  queries: Kysely<Database>,
  importNumber: number,
  closed: readonly number[],
): Promise<void> => {
  const isSupport = sql`record.kind = 'support'`;
  const touched = sql`(
    select number from knowledge_record where import_number = ${importNumber}
    union all ${theNumbers(closed)}
  )`;
  await sql`
    update package_version set pending = 'again' where pending is null and hosts > 0 and id in (
      select its.package_version_id
      from ${touched} as touched
      ${THEN_JOIN} statement on statement.record_number = touched.number
      ${THEN_JOIN} package_subject as its on its.name = statement.name and its.subject_kind = statement.subject_kind
    )`.execute(queries);
  await sql`
    update package_version set pending = 'again' where pending is null and hosts > 0 and id in (
      select its.package_version_id
      from ${touched} as touched
      join knowledge_record as record on record.number = touched.number and ${isSupport}
      join package_subject as its on its.distribution = ${elementOf('record.record_key', 0, isSupport)}
        and its.release = ${elementOf('record.record_key', 1, isSupport)}
    )`.execute(queries);
};

/** Scores of 270,000 vulnerabilities change every day: how they were is kept for those that somebody was exposed to. */
const forgetUnneededFacts = async (queries: Kysely<Database>, closed: readonly number[]): Promise<void> => {
  await sql`
    delete from knowledge_record where number ${oneOf(closed)} and kind = 'vulnerability-facts'
      and not exists (select 1 from verdict where verdict.vulnerability = knowledge_record.record_key)`.execute(
    queries,
  );
};
