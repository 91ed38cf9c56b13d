// Verdicts of distinct package versions, with the interval in which each was known.

import { createHash } from 'node:crypto';
import type { Release } from '@slipway/core/advisory';
import { canonicalise } from '@slipway/core/document';
import { instantOfMs, msOfInstant } from '@slipway/core/time';
import { type Kysely, sql } from 'kysely';
import type { PendingPackage, StoredVerdict, StoreVerdicts } from '../ports/index.ts';
import { insertRows, isIn } from './bulk.ts';
import { carriedVersion } from './carriers.ts';
import { fieldOf, oneOf, THEN_JOIN } from './dialect.ts';
import { readDocument, writeDocument } from './documents.ts';
import { feedDate, standing } from './known-time.ts';
import type { Database } from './schema.ts';
import type { Transaction } from './transaction.ts';

type Verdicts = Pick<
  StoreVerdicts,
  'pendingPackages' | 'judgeEverythingAgain' | 'saveAssessment' | 'verdictsOf' | 'packagesWith'
>;

export const verdictsOn = (transaction: Transaction): Verdicts => ({
  async pendingPackages(limit) {
    const rows = await transaction.reading
      .selectFrom('package_version')
      .selectAll()
      .where('pending', 'is not', null)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...carriedVersion(row), pending: row.pending as PendingPackage['pending'] }));
  },
  async judgeEverythingAgain() {
    await sql`update package_version set pending = 'again' where pending is null and hosts > 0`.execute(
      transaction.changing,
    );
  },
  async saveAssessment({ packageId, release, subjects, verdicts }, at) {
    const queries = transaction.changing;
    const when = msOfInstant(at);
    await queries.deleteFrom('package_subject').where('package_version_id', '=', packageId).execute();
    await insertRows(
      queries,
      {
        table: 'package_subject',
        columns: ['name', 'subject_kind', 'distribution', 'release', 'package_version_id'],
        ignore: true,
      },
      subjects.map(({ kind, name }) => [name, kind, release.distribution, release.release, packageId]),
    );
    const wanted = new Map(verdicts.map((verdict) => [digestOf(release, verdict), verdict]));
    const open = await openVerdicts(queries, packageId);
    const gone = open.filter(({ digest }) => !wanted.has(digest)).map(({ id }) => id);
    const kept = new Set(open.map(({ digest }) => digest));
    const fresh = [...wanted].filter(([digest]) => !kept.has(digest));
    await closeVerdicts(queries, packageId, gone, when);
    await openFresh(queries, { packageId, release, when }, fresh);
    if (gone.length + fresh.length > 0) await noteUpdates(queries, packageId, release, verdicts);
    await queries.updateTable('package_version').set({ pending: null }).where('id', '=', packageId).execute();
    return fresh.map(([, verdict]) => verdict);
  },
  async verdictsOf(packageIds, asOf) {
    const { rows } = await sql<{
      readonly package_version_id: number;
      readonly known_from: number;
      readonly feed_date: number | null;
      readonly document: string;
    }>`
      select its.package_version_id, its.known_from, verdict.document, ${feedDate(asOf)} as feed_date
      from package_verdict as its join verdict on verdict.id = its.verdict_id
      left join feed on feed.name = ${fieldOf('verdict.document', 'feed')}
      where its.package_version_id ${oneOf(packageIds)} and ${standing(asOf)}
      order by its.package_version_id, verdict.vulnerability, verdict.id`.execute(transaction.reading);
    return rows.map((row) => ({
      packageId: row.package_version_id,
      knownFrom: instantOfMs(row.known_from),
      feedDate: row.feed_date === null ? null : instantOfMs(row.feed_date),
      verdict: readDocument<StoredVerdict>(row.document, 'verdict'),
    }));
  },
  async packagesWith(name, asOf) {
    const { rows } = await sql<{ readonly id: number }>`
      select distinct its.package_version_id as id
      from (
        select id from verdict where vulnerability = ${name} union select id from verdict where advisory = ${name}
      ) as verdict
      ${THEN_JOIN} package_verdict as its on its.verdict_id = verdict.id
      where ${standing(asOf)} order by 1`.execute(transaction.reading);
    return rows.map(({ id }) => id);
  },
});

const digestOf = (release: Release, verdict: StoredVerdict): string =>
  createHash('sha256')
    .update(canonicalise([release, verdict]))
    .digest('base64url');

const openVerdicts = (queries: Kysely<Database>, packageId: number) =>
  queries
    .selectFrom('package_verdict as its')
    .innerJoin('verdict', 'verdict.id', 'its.verdict_id')
    .select(['verdict.id', 'verdict.digest'])
    .where('its.package_version_id', '=', packageId)
    .where('its.known_until', 'is', null)
    .execute();

const closeVerdicts = async (
  queries: Kysely<Database>,
  packageId: number,
  ids: readonly number[],
  when: number,
): Promise<void> => {
  if (ids.length === 0) return;
  await queries
    .updateTable('package_verdict')
    .set({ known_until: when })
    .where('package_version_id', '=', packageId)
    .where('known_until', 'is', null)
    .where(isIn('verdict_id', ids))
    .execute();
};

const openFresh = async (
  queries: Kysely<Database>,
  of: { readonly packageId: number; readonly release: Release; readonly when: number },
  fresh: readonly (readonly [digest: string, verdict: StoredVerdict])[],
): Promise<void> => {
  if (fresh.length === 0) return;
  const { distribution, release } = of.release;
  await insertRows(
    queries,
    {
      table: 'verdict',
      columns: [
        'digest',
        'distribution',
        'release',
        'source_package',
        'fixed_version',
        'vulnerability',
        'advisory',
        'affected',
        'document',
      ],
      ignore: true,
    },
    fresh.map(([digest, verdict]) => [
      digest,
      distribution,
      release,
      verdict.sourcePackage,
      verdict.fixedVersion ?? '',
      verdict.vulnerability,
      verdict.advisory,
      verdict.verdict === 'affected' ? 1 : 0,
      writeDocument(verdict),
    ]),
  );
  // Closed and opened again within one millisecond is one interval that did not end.
  await sql`
    insert into package_verdict (package_version_id, verdict_id, known_from)
    select cast(${of.packageId} as bigint), id, cast(${of.when} as bigint) from verdict
    where digest ${oneOf(fresh.map(([digest]) => digest))}
    on conflict (package_version_id, verdict_id, known_from) do update set known_until = null`.execute(queries);
};

const noteUpdates = async (
  queries: Kysely<Database>,
  packageId: number,
  { distribution, release }: Release,
  verdicts: readonly StoredVerdict[],
): Promise<void> => {
  await queries.deleteFrom('package_update').where('package_version_id', '=', packageId).execute();
  await insertRows(
    queries,
    {
      table: 'package_update',
      columns: ['source_package', 'distribution', 'release', 'fixed_version', 'package_version_id'],
      ignore: true,
    },
    verdicts
      .filter(({ verdict }) => verdict === 'affected')
      .map(({ sourcePackage, fixedVersion }) => [sourcePackage, distribution, release, fixedVersion ?? '', packageId]),
  );
};
