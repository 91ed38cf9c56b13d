// Feeds, their imports, and what they said.

import {
  type AdvisoryRecord,
  type FeedStatement,
  type KnowledgeRecord,
  type MakerRelease,
  releaseKey,
  type Severity,
  type SupportStatus,
  subjectKey,
  type VulnerabilityFacts,
} from '@slipway/core/advisory';
import { canonicalise } from '@slipway/core/document';
import type { Instant } from '@slipway/core/time';
import {
  type AdvisoryFilter,
  type FeedRecord,
  type KnownRecord,
  mapPage,
  namedRecord,
  pageOf,
  readCursor,
  type StoreFeeds,
  severityRank,
} from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import type { ImportRow, KnowledgeTables, RecordRow, Transaction } from './transaction.ts';
import { versionedRows } from './versioned.ts';

export const feedsOn = (transaction: Transaction): StoreFeeds => ({
  ...settingsOn(transaction),
  ...importsOn(transaction),
  ...recordsOn(transaction),
});

const settingsOn = (
  transaction: Transaction,
): Pick<StoreFeeds, 'addFeed' | 'feed' | 'saveFeed' | 'feeds' | 'feedsThen'> => {
  const its = versionedRows(
    transaction,
    ({ knowledge }) => knowledge.feeds,
    ({ spec }) => spec.name,
  );
  return {
    addFeed: its.add,
    feed: its.find,
    saveFeed: its.save,
    async feeds() {
      return transaction.reading.knowledge.feeds.byKey().filter(({ value }) => value.removedAt === null);
    },
    async feedsThen(asOf) {
      const { feeds, imports } = transaction.reading.knowledge;
      return feeds.byKey().flatMap(({ value: { spec, removedAt } }) => {
        if (removedAt !== null && removedAt <= asOf) return [];
        const finished = imports.values().flatMap(({ feed, finished }) => (feed === spec.name ? (finished ?? []) : []));
        const last = finished.findLast(({ at }) => at <= asOf);
        return last === undefined ? [] : [{ feed: spec.name, feedDate: last.feedDate, readAt: last.at }];
      });
    },
  };
};

type Imports = Pick<StoreFeeds, 'beginImport' | 'addPortion' | 'finishImport' | 'forgetClosedBefore'>;

const importsOn = (transaction: Transaction): Imports => ({
  async beginImport(feed, _at) {
    const { feeds, imports, records } = transaction.changing.knowledge;
    if (feeds.get(feed) === undefined) throw new Error(`there is no feed ${feed}`);
    const rows = imports.values();
    for (const { number } of rows.filter((row) => row.feed === feed && row.finished === null)) {
      for (const row of allRecords(records)) if (row.importNumber === number) records.delete(String(row.number));
      imports.delete(String(number));
    }
    const number = (rows.at(-1)?.number ?? 0) + 1;
    imports.add(String(number), { number, feed, seen: [], finished: null });
    return number;
  },
  async addPortion(importNumber, given) {
    return addPortion(transaction.changing.knowledge, importNumber, given);
  },
  async finishImport(importNumber, { at, feedDate, unread = [] }) {
    const { knowledge } = transaction.changing;
    const import_ = unfinished(knowledge, importNumber);
    const its = allRecords(knowledge.records).filter(({ feed }) => feed === import_.feed);
    const seen = new Set(import_.seen);
    const opened = its.filter((row) => row.importNumber === importNumber);
    const isUnread = ({ kind, key }: (typeof its)[number]): boolean =>
      unread.includes(key) && !opened.some((newer) => newer.kind === kind && newer.key === key);
    const closed = its.filter((row) => isOpen(row) && !seen.has(row.number) && !isUnread(row));
    for (const row of closed) set(knowledge, { ...row, knownUntil: at });
    for (const row of opened) set(knowledge, { ...row, knownFrom: at });
    judgeTouchedAgain(knowledge, [...closed, ...opened]);
    knowledge.imports.set(String(importNumber), { ...import_, seen: [], finished: { at, feedDate } });
    const exposed = exposedTo(knowledge);
    for (const row of closed) {
      if (row.kind === 'vulnerability-facts' && !exposed.has(row.key)) knowledge.records.delete(String(row.number));
    }
    return { records: seen.size, opened: opened.length, closed: closed.length };
  },
  async forgetClosedBefore(at, limit) {
    const { records, verdicts } = transaction.changing.knowledge;
    const isGone = (row: { readonly knownUntil: Instant | null }) => row.knownUntil !== null && row.knownUntil < at;
    const gone = allRecords(records).filter(isGone).slice(0, limit);
    for (const { number } of gone) records.delete(String(number));
    for (const [packageId, rows] of entriesOf(transaction.changing.knowledge)) {
      if (rows.some(isGone))
        verdicts.set(
          packageId,
          rows.filter((row) => !isGone(row)),
        );
    }
    return gone.length;
  },
});

const addPortion = (
  knowledge: KnowledgeTables,
  importNumber: number,
  given: readonly KnowledgeRecord[],
): readonly string[] => {
  const import_ = unfinished(knowledge, importNumber);
  const arrivals = given.map((record) => ({ kind: record.kind, ...namedRecord(record) }));
  const open = allRecords(knowledge.records).filter((row) => row.feed === import_.feed && row.knownUntil === null);
  const seen = new Set(import_.seen);
  const fresh = new Map<string, (typeof arrivals)[number]>();
  const doubled: string[] = [];
  for (const one of arrivals) {
    const rows = open.filter((row) => row.kind === one.kind && row.key === one.key);
    const again = fresh.get(placeOf(one)) ?? rows.find(({ number }) => seen.has(number));
    const same = rows.find((row) => sameContent(row, one));
    if (again !== undefined) {
      if (!sameContent(again, one)) doubled.push(one.key);
    } else if (same === undefined) fresh.set(placeOf(one), one);
    else seen.add(same.number);
  }
  if (doubled.length > 0) return doubled;
  let number = Math.max(0, ...allRecords(knowledge.records).map((row) => row.number));
  for (const one of fresh.values()) {
    number += 1;
    seen.add(number);
    const row = { number, feed: import_.feed, importNumber, ...one, knownFrom: null, knownUntil: null };
    knowledge.records.add(String(number), copyOf(row));
  }
  knowledge.imports.set(String(importNumber), { ...import_, seen: [...seen] });
  return [];
};

const placeOf = ({ kind, key }: Pick<RecordRow, 'kind' | 'key'>): string => `${kind} ${key}`;
const sameContent = (a: { readonly content: object }, b: { readonly content: object }): boolean =>
  canonicalise(a.content) === canonicalise(b.content);
const isOpen = (row: RecordRow): boolean => row.knownFrom !== null && row.knownUntil === null;
const set = ({ records }: KnowledgeTables, row: RecordRow): void => records.set(String(row.number), row);
const allRecords = (records: KnowledgeTables['records']): readonly RecordRow[] => records.values();

const unfinished = ({ imports }: KnowledgeTables, importNumber: number): ImportRow => {
  const row = imports.get(String(importNumber));
  if (row === undefined || row.finished !== null) throw new Error(`import ${importNumber} was finished or dropped`);
  return row;
};

const entriesOf = ({ versions, verdicts }: KnowledgeTables) =>
  versions.values().map(({ packageId }) => {
    const key = String(packageId);
    return [key, verdicts.get(key) ?? []] as const;
  });

const exposedTo = (knowledge: KnowledgeTables): ReadonlySet<string> =>
  new Set(entriesOf(knowledge).flatMap(([, rows]) => rows.map(({ verdict }) => verdict.vulnerability)));

const judgeTouchedAgain = (knowledge: KnowledgeTables, rows: readonly RecordRow[]): void => {
  const touched = new Set<string>();
  for (const { kind, content } of rows) {
    if (kind === 'advisory') {
      for (const { subject } of (content as AdvisoryRecord).statements) touched.add(subjectKey(subject));
    } else if (kind === 'support') {
      const { release } = content as SupportStatus;
      touched.add(releaseKey(release));
    }
  }
  for (const row of knowledge.versions.values()) {
    if (row.pending !== null || row.hosts === 0) continue;
    const its = knowledge.subjects.get(String(row.packageId));
    if (its === undefined) continue;
    const { release, subjects } = its;
    const keys = [releaseKey(release), ...subjects.map(subjectKey)];
    if (keys.some((key) => touched.has(key))) {
      knowledge.versions.set(String(row.packageId), copyOf({ ...row, pending: 'again' }));
    }
  }
};

type Records = Pick<
  StoreFeeds,
  'statementsFor' | 'support' | 'makerReleases' | 'facts' | 'advisories' | 'advisory' | 'feedRecords'
>;

const recordsOn = (transaction: Transaction): Records => {
  const known = <T>(kind: KnowledgeRecord['kind'], asOf: Instant | null): readonly Row<T>[] => {
    const { knowledge } = transaction.reading;
    return allRecords(knowledge.records)
      .filter((row) => row.kind === kind && wasKnown(row, asOf))
      .map((row) => ({ row, known: knownRecord<T>(knowledge, row, asOf) }))
      .sort((a, b) => compare(a.row.key, b.row.key) || compare(a.row.feed, b.row.feed));
  };
  return {
    async statementsFor(subjects, asOf) {
      const wanted = new Set(subjects.map(subjectKey));
      return known<AdvisoryRecord>('advisory', asOf)
        .toSorted((a, b) => compare(a.row.feed, b.row.feed) || compare(a.row.key, b.row.key))
        .flatMap(({ known: { feed, feedDate, record } }) =>
          record.statements
            .filter((statement) => wanted.has(subjectKey(statement.subject)))
            .map((statement) => feedStatement({ feed, feedDate }, record, statement)),
        );
    },
    async support(asOf) {
      return known<SupportStatus>('support', asOf).map((row) => row.known);
    },
    async makerReleases(product, asOf) {
      return known<MakerRelease>('maker-release', asOf).flatMap((row) => (row.row.key === product ? row.known : []));
    },
    async facts(vulnerabilities, asOf) {
      const wanted = new Set(vulnerabilities);
      return known<VulnerabilityFacts>('vulnerability-facts', asOf).flatMap((row) =>
        wanted.has(row.row.key) ? row.known : [],
      );
    },
    async advisories(request, asOf, filter = {}) {
      const after = readCursor(request, 'text', 'number');
      const affecting = filter.affecting === true ? affectingNames(transaction.reading.knowledge, asOf) : null;
      const facts = known<VulnerabilityFacts>('vulnerability-facts', asOf);
      const exploited = new Set(facts.flatMap(({ row, known: { record } }) => (record.kev === null ? [] : row.key)));
      const placeOf = ({ row, known: { record } }: Row<AdvisoryRecord>): readonly [string, number] => [
        (filter.order === 'newest' ? record.publishedAt : row.name) ?? '',
        row.number,
      ];
      const direction = filter.order === 'newest' ? -1 : 1;
      const inOrder = (a: readonly [string, number], b: readonly [string, number]): number =>
        direction * (compare(a[0], b[0]) || a[1] - b[1]);
      const rows = known<AdvisoryRecord>('advisory', asOf)
        .filter(({ row }) => affecting === null || affecting.has(row.name ?? ''))
        .filter(({ known: { record } }) => isAbout(record, filter, exploited))
        .toSorted((a, b) => inOrder(placeOf(a), placeOf(b)))
        .filter((row) => after === null || inOrder(placeOf(row), after) > 0);
      return mapPage(pageOf(rows, request, placeOf), ({ known: { record, ...rest } }) => {
        const { statements: _, ...head } = record;
        return { ...rest, record: head };
      });
    },
    async advisory(name, asOf) {
      return known<AdvisoryRecord>('advisory', asOf)
        .map((row) => row.known)
        .filter(({ record }) => record.name === name || record.vulnerabilities.includes(name));
    },
    async feedRecords(feed, request) {
      const after = readCursor(request, 'text', 'text');
      const rows = allRecords(transaction.reading.knowledge.records)
        .flatMap((row) => (row.feed === feed && isOpen(row) ? feedRecord(row) : []))
        .toSorted((a, b) => compare(a.kind, b.kind) || compare(a.key, b.key))
        .filter(
          ({ kind, key }) => after === null || compare(kind, after[0]) > 0 || (kind === after[0] && key > after[1]),
        );
      return pageOf(rows, request, ({ kind, key }) => [kind, key]);
    },
  };
};

const feedRecord = ({ kind, key, name, knownFrom }: RecordRow): readonly FeedRecord[] =>
  knownFrom === null ? [] : [{ kind, key, name, knownFrom }];

const isAbout = (
  { name, summary, severity: its, vulnerabilities, statements }: AdvisoryRecord,
  { text, severity, exploited: isExploited }: AdvisoryFilter,
  exploited: ReadonlySet<string>,
): boolean => {
  if (severity !== undefined && its !== null && severityRank(its) < severityRank(severity)) return false;
  if (isExploited === true && !vulnerabilities.some((one) => exploited.has(one))) return false;
  if (text === undefined) return true;
  const [lower, upper] = [text.toLowerCase(), text.toUpperCase()];
  return (
    name.toLowerCase().includes(lower) ||
    summary.toLowerCase().includes(lower) ||
    vulnerabilities.includes(upper) ||
    statements.some(({ subject }) => subject.name === text)
  );
};

const affectingNames = (knowledge: KnowledgeTables, asOf: Instant | null): ReadonlySet<string> =>
  new Set(
    entriesOf(knowledge).flatMap(([, rows]) =>
      rows.flatMap((row) =>
        row.verdict.verdict === 'affected' && wasKnown(row, asOf) ? (row.verdict.advisory ?? []) : [],
      ),
    ),
  );

interface Row<T> {
  readonly row: RecordRow;
  readonly known: KnownRecord<T>;
}

const wasKnown = (
  { knownFrom, knownUntil }: Pick<RecordRow, 'knownFrom' | 'knownUntil'>,
  asOf: Instant | null,
): boolean => {
  if (knownFrom === null) return false;
  if (asOf === null) return knownUntil === null;
  return knownFrom <= asOf && (knownUntil === null || knownUntil > asOf);
};

/** The vendors' words in advisories of these names. */
export const severitiesNamed = (
  { records }: KnowledgeTables,
  names: ReadonlySet<string>,
  asOf: Instant | null,
): readonly Severity[] => {
  const found = allRecords(records)
    .filter((row) => row.kind === 'advisory' && names.has(row.name ?? '') && wasKnown(row, asOf))
    .flatMap(({ content }) => (content as AdvisoryRecord).severity ?? []);
  return [...new Set(found)].sort();
};

/** The date of what the feed was read as, then. */
export const feedDateOf = ({ imports }: KnowledgeTables, feed: string, asOf: Instant | null): Instant | null => {
  const finished = imports.values().flatMap((its) => (its.feed === feed ? (its.finished ?? []) : []));
  return finished.findLast(({ at }) => asOf === null || at <= asOf)?.feedDate ?? null;
};

const knownRecord = <T>(knowledge: KnowledgeTables, row: RecordRow, asOf: Instant | null): KnownRecord<T> => ({
  feed: row.feed,
  feedDate: feedDateOf(knowledge, row.feed, asOf) as Instant,
  knownFrom: row.knownFrom as Instant,
  knownUntil: row.knownUntil,
  record: row.content as T,
});

const feedStatement = (
  { feed, feedDate }: { readonly feed: string; readonly feedDate: Instant },
  record: AdvisoryRecord,
  statement: FeedStatement['statement'],
): FeedStatement => {
  const { recordId, name: advisory, kind, withdrawnAt, security, severity, vulnerabilities } = record;
  return { feed, feedDate, recordId, advisory, kind, withdrawnAt, security, severity, vulnerabilities, statement };
};

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
