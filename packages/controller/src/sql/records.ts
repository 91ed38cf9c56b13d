// Questions about what feeds said, now or as of a day.

import type {
  AdvisoryRecord,
  FeedStatement,
  KnowledgeRecord,
  MakerRelease,
  Severity,
  Statement,
  SupportStatus,
  VulnerabilityFacts,
} from '@slipway/core/advisory';
import { type Instant, instantOfMs } from '@slipway/core/time';
import { type RawBuilder, sql } from 'kysely';
import {
  type AdvisoryFilter,
  type KnownRecord,
  mapPage,
  pageOf,
  readCursor,
  type StoreFeeds,
  severityRank,
} from '../ports/index.ts';
import { isIn } from './bulk.ts';
import { fieldOf, oneOf, THEN_JOIN, theRows, withinPattern } from './dialect.ts';
import { readDocument } from './documents.ts';
import { feedDate, known, standing } from './known-time.ts';
import type { Transaction } from './transaction.ts';

type Records = Pick<
  StoreFeeds,
  'statementsFor' | 'support' | 'makerReleases' | 'facts' | 'advisories' | 'advisory' | 'feedRecords'
>;

type AdvisoryHead = Omit<AdvisoryRecord, 'statements'>;

export const recordsOn = (transaction: Transaction): Records => ({
  async statementsFor(subjects, asOf) {
    const asked = theRows(
      subjects.map(({ kind, name }) => [kind, name]),
      'asked',
    );
    const { rows } = await sql<StatementRow>`
      select its.number, its.record_key, its.document, feed.number as feed_number, feed.name as feed,
        statement.document as statement
      from ${asked}
      ${THEN_JOIN} statement on statement.name = asked.value ->> 1 and statement.subject_kind = asked.value ->> 0
      ${THEN_JOIN} knowledge_record as its on its.number = statement.record_number
      join feed on feed.number = its.feed_number
      where ${known(asOf)}
      order by feed.name, its.record_key, statement.id`.execute(transaction.reading);
    return feedStatements(rows, await feedDates(transaction, rows, asOf));
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
    const which = sql`its.kind = 'vulnerability-facts' and its.record_key ${oneOf(vulnerabilities)}`;
    return await askedFor<VulnerabilityFacts>(transaction, which, asOf);
  },
  async advisories(request, asOf, filter = {}) {
    const after = readCursor(request, 'text', 'number');
    const isNewest = filter.order === 'newest';
    const place = sql.raw(isNewest ? 'its.published' : 'its.name');
    const behind = sql`(${place}, its.number) ${sql.raw(isNewest ? '<' : '>')} (${after?.[0] ?? ''}, ${after?.[1] ?? 0})`;
    const direction = sql.raw(isNewest ? 'desc' : 'asc');
    const { rows } = await sql<RecordRow & { readonly place: string; readonly number: number }>`
      select ${columns(asOf)}, ${place} as place
      from knowledge_record as its join feed on feed.number = its.feed_number
      where its.name is not null and ${after === null ? sql`true` : behind} and ${known(asOf)}
        and ${advisoryFilter(filter, asOf)}
      order by ${place} ${direction}, its.number ${direction} limit ${request.limit + 1}`.execute(transaction.reading);
    return mapPage(
      pageOf(rows, request, (row) => [row.place, row.number]),
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
  async feedRecords(feed, request) {
    const after = readCursor(request, 'text', 'text');
    const behind = after === null ? sql`true` : sql`(its.kind, its.record_key) > (${after[0]}, ${after[1]})`;
    const { rows } = await sql<FeedRecordRow>`
      select its.kind, its.record_key, its.name, its.known_from
      from knowledge_record as its join feed on feed.number = its.feed_number
      where feed.name = ${feed} and ${known(null)} and ${behind}
      order by its.kind, its.record_key limit ${request.limit + 1}`.execute(transaction.reading);
    return mapPage(
      pageOf(rows, request, (row) => [row.kind, row.record_key]),
      (row) => ({ kind: row.kind, key: row.record_key, name: row.name, knownFrom: instantOfMs(row.known_from) }),
    );
  },
});

interface FeedRecordRow {
  readonly kind: KnowledgeRecord['kind'];
  readonly record_key: string;
  readonly name: string | null;
  readonly known_from: number;
}

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

const affecting = (asOf: Instant | null): RawBuilder<unknown> => sql`exists (
  select 1 from verdict ${THEN_JOIN} package_verdict as carried on carried.verdict_id = verdict.id
  where verdict.advisory = its.name and verdict.affected = 1 and ${standing(asOf, sql.ref('carried'))}
)`;

/** A vulnerability that is known to be exploited is among those that the record names. */
const exploited = (asOf: Instant | null): RawBuilder<unknown> => sql`exists (
  select 1 from record_vulnerability as named
  ${THEN_JOIN} knowledge_record as facts on facts.kind = 'vulnerability-facts' and facts.record_key = named.vulnerability
  where named.record_number = its.number and ${known(asOf, sql.ref('facts'))}
    and ${fieldOf('facts.document', 'kev')} is not null
)`;

const SEVERITIES: readonly Severity[] = ['negligible', 'low', 'medium', 'high', 'critical'];

const advisoryFilter = (filter: AdvisoryFilter, asOf: Instant | null): RawBuilder<unknown> => {
  const { text, severity } = filter;
  const conditions = [
    ...(filter.affecting === true ? [affecting(asOf)] : []),
    ...(filter.exploited === true ? [exploited(asOf)] : []),
    ...(text === undefined ? [] : [isAbout(text)]),
  ];
  if (severity !== undefined) {
    const its = fieldOf('its.document', 'severity');
    const least = SEVERITIES.filter((one) => severityRank(one) >= severityRank(severity));
    conditions.push(sql`(${its} is null or ${its} ${oneOf(least)})`);
  }
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
};

const isAbout = (text: string): RawBuilder<unknown> => {
  const within = (value: RawBuilder<unknown>) => sql`lower(${value}) like ${withinPattern(text)} escape '!'`;
  return sql`(${within(sql.ref('its.name'))} or ${within(fieldOf('its.document', 'summary'))}
    or its.number in (select record_number from record_vulnerability where vulnerability = ${text.toUpperCase()})
    or its.number in (select record_number from statement where name = ${text}))`;
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

type StatementRow = Pick<RecordRow, 'number' | 'feed' | 'record_key' | 'document'> & {
  readonly feed_number: number;
  readonly statement: string;
};

/** Once per feed: a package may have ten thousand statements. */
const feedDates = async (
  transaction: Transaction,
  rows: readonly StatementRow[],
  asOf: Instant | null,
): Promise<ReadonlyMap<number, Instant>> => {
  const numbers = [...new Set(rows.map((row) => row.feed_number))];
  if (numbers.length === 0) return new Map();
  const dates = await sql<{ readonly number: number; readonly feed_date: number }>`
    select feed.number, ${feedDate(asOf)} as feed_date from feed where feed.number ${oneOf(numbers)}`.execute(
    transaction.reading,
  );
  return new Map(dates.rows.map((row) => [row.number, instantOfMs(row.feed_date)]));
};

/** A record has a statement for each release, one row after the other: its head is read once. */
const feedStatements = (
  rows: readonly StatementRow[],
  dates: ReadonlyMap<number, Instant>,
): readonly FeedStatement[] => {
  let number: number | null = null;
  let head: Omit<FeedStatement, 'statement'> | null = null;
  return rows.map((row) => {
    if (head === null || number !== row.number) head = headOfStatements(row, dates);
    number = row.number;
    return { ...head, statement: statementOf(row.statement) };
  });
};

const headOfStatements = (row: StatementRow, dates: ReadonlyMap<number, Instant>): Omit<FeedStatement, 'statement'> => {
  const feedDate = dates.get(row.feed_number);
  if (feedDate === undefined) throw new Error(`the feed ${row.feed} says something and was never read`);
  const { name, kind, withdrawnAt, security, severity, vulnerabilities } = readDocument<AdvisoryHead>(
    row.document,
    'record',
  );
  return {
    feed: row.feed,
    feedDate,
    recordId: row.record_key,
    advisory: name,
    kind,
    withdrawnAt,
    security,
    severity,
    vulnerabilities,
  };
};
