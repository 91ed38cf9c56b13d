// Questions about what feeds said, now or as of a day.

import type {
  AdvisoryRecord,
  FeedStatement,
  MakerRelease,
  Statement,
  SupportStatus,
  VulnerabilityFacts,
} from '@slipway/core/advisory';
import { type Instant, instantOfMs, msOfInstant } from '@slipway/core/time';
import { type RawBuilder, sql } from 'kysely';
import { type KnownRecord, mapPage, pageOf, readCursor, type StoreFeeds } from '../../ports/index.ts';
import { isIn, valuesOf } from './bulk.ts';
import { readDocument } from './documents.ts';
import type { Transaction } from './transaction.ts';

type Records = Pick<StoreFeeds, 'statementsFor' | 'support' | 'makerReleases' | 'facts' | 'advisories' | 'advisory'>;

type AdvisoryHead = Omit<AdvisoryRecord, 'statements'>;

export const recordsOn = (transaction: Transaction): Records => ({
  async statementsFor(subjects, asOf) {
    const asked = JSON.stringify(subjects.map(({ kind, name }) => [kind, name]));
    const { rows } = await sql<RecordRow & { readonly statement: string }>`
      select ${columns(asOf)}, statement.document as statement
      from json_each(${asked}) as asked
      cross join statement on statement.name = asked.value ->> 1 and statement.subject_kind = asked.value ->> 0
      cross join knowledge_record as its on its.number = statement.record_number
      join feed on feed.number = its.feed_number
      where ${known(asOf)}
      order by feed.name, its.record_key, statement.id`.execute(transaction.reading);
    return rows.map(feedStatement);
  },
  async support(asOf) {
    return await askedFor<SupportStatus>(transaction, sql`its.kind = 'support'`, asOf);
  },
  async makerReleases(product, asOf) {
    return await askedFor<MakerRelease>(
      transaction,
      sql`its.kind = 'maker-release' and its.record_key = ${product}`,
      asOf,
    );
  },
  async facts(vulnerabilities, asOf) {
    const which = sql`its.kind = 'vulnerability-facts' and its.record_key in ${valuesOf(vulnerabilities)}`;
    return await askedFor<VulnerabilityFacts>(transaction, which, asOf);
  },
  async advisories(request, asOf) {
    const [name, number] = readCursor(request, 'text', 'number') ?? ['', 0];
    const { rows } = await sql<RecordRow & { readonly name: string; readonly number: number }>`
      select ${columns(asOf)}, its.name, its.number
      from knowledge_record as its join feed on feed.number = its.feed_number
      where its.name is not null and (its.name, its.number) > (${name}, ${number}) and ${known(asOf)}
      order by its.name, its.number limit ${request.limit + 1}`.execute(transaction.reading);
    return mapPage(
      pageOf(rows, request, (row) => [row.name, row.number]),
      (row) => knownRecord<AdvisoryHead>(row),
    );
  },
  async advisory(name, asOf) {
    const which = sql`its.kind = 'advisory' and its.number in (
      select number from knowledge_record where name = ${name}
      union select record_number from record_vulnerability where vulnerability = ${name}
    )`;
    const found = await askedRows(transaction, which, asOf);
    const statements = await transaction.reading
      .selectFrom('statement')
      .select(['record_number', 'document'])
      .where(
        isIn(
          'record_number',
          found.map(({ number }) => number),
        ),
      )
      .orderBy('id')
      .execute();
    return found.map((row) => {
      const head = knownRecord<AdvisoryHead>(row);
      const its = statements.filter(({ record_number: number }) => number === row.number);
      return { ...head, record: { ...head.record, statements: its.map(({ document }) => statementOf(document)) } };
    });
  },
});

interface RecordRow {
  readonly number: number;
  readonly feed: string;
  readonly feed_date: number;
  readonly record_key: string;
  readonly known_from: number;
  readonly known_until: number | null;
  readonly document: string;
}

const columns = (asOf: Instant | null): RawBuilder<unknown> => sql`
  its.number, its.record_key, its.known_from, its.known_until, its.document, feed.name as feed, ${feedDate(asOf)} as feed_date`;

/** The date of what the feed was read as, then: a record that has not changed for a year is as fresh as its feed. */
export const feedDate = (asOf: Instant | null): RawBuilder<unknown> => sql`(
  select feed_date from feed_import where feed_number = feed.number
    and finished_at <= ${asOf === null ? Number.MAX_SAFE_INTEGER : msOfInstant(asOf)}
  order by finished_at desc, number desc limit 1
)`;

const known = (asOf: Instant | null): RawBuilder<unknown> => {
  if (asOf === null) return sql`its.known_from is not null and its.known_until is null`;
  const at = msOfInstant(asOf);
  return sql`its.known_from <= ${at} and (its.known_until is null or its.known_until > ${at})`;
};

const askedRows = async (
  transaction: Transaction,
  which: RawBuilder<unknown>,
  asOf: Instant | null,
): Promise<readonly RecordRow[]> => {
  const { rows } = await sql<RecordRow>`
    select ${columns(asOf)} from knowledge_record as its join feed on feed.number = its.feed_number
    where ${which} and ${known(asOf)} order by its.record_key, feed.name`.execute(transaction.reading);
  return rows;
};

const askedFor = async <T extends object>(
  transaction: Transaction,
  which: RawBuilder<unknown>,
  asOf: Instant | null,
): Promise<readonly KnownRecord<T>[]> => (await askedRows(transaction, which, asOf)).map((row) => knownRecord<T>(row));

const knownRecord = <T extends object>(row: RecordRow): KnownRecord<T> => ({
  feed: row.feed,
  feedDate: instantOfMs(row.feed_date),
  knownFrom: instantOfMs(row.known_from),
  knownUntil: row.known_until === null ? null : instantOfMs(row.known_until),
  record: readDocument<T>(row.document, 'record'),
});

const statementOf = (document: string): Statement => readDocument<Statement>(document, 'statement');

const feedStatement = (row: RecordRow & { readonly statement: string }): FeedStatement => {
  const { name, kind, withdrawnAt, security, severity, vulnerabilities } = readDocument<AdvisoryHead>(
    row.document,
    'record',
  );
  return {
    feed: row.feed,
    feedDate: instantOfMs(row.feed_date),
    recordId: row.record_key,
    advisory: name,
    kind,
    withdrawnAt,
    security,
    severity,
    vulnerabilities,
    statement: statementOf(row.statement),
  };
};
