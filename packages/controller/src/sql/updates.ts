// Exposures by update: one row for a source package and the version to reach, whatever number of vulnerabilities it ends.

import type { Severity } from '@slipway/core/advisory';
import type { Instant } from '@slipway/core/time';
import { type RawBuilder, sql } from 'kysely';
import { type ExposedUpdate, mapPage, pageOf, readCursor, type StoreVerdicts, type UpdateKey } from '../ports/index.ts';
import { fieldOf, oneOf, THEN_JOIN } from './dialect.ts';
import { known, standing } from './known-time.ts';
import type { Transaction } from './transaction.ts';

type Updates = Pick<
  StoreVerdicts,
  'exposedUpdates' | 'exposedUpdate' | 'updatesOfAdvisories' | 'neededBy' | 'severitiesOf'
>;

export const updatesOn = (transaction: Transaction): Updates => ({
  async exposedUpdates(request, asOf, which = 'affected') {
    const after = readCursor(request, 'text', 'text', 'text', 'text') ?? ['', '', '', ''];
    const { rows } = await sql<UpdateRow>`
      select source_package, distribution, release, fixed_version from ${updates({ asOf, which })} as asked
      where (source_package, distribution, release, fixed_version) > (${sql.join(after)})
      group by 1, 2, 3, 4 order by 1, 2, 3, 4 limit ${request.limit + 1}`.execute(transaction.reading);
    const page = pageOf(rows, request, (row) => [row.source_package, row.distribution, row.release, row.fixed_version]);
    const items: ExposedUpdate[] = [];
    for (const row of page.items) items.push(await whole(transaction, row, { asOf, which }));
    return mapPage({ ...page, items }, (item) => item);
  },
  async exposedUpdate({ release, sourcePackage, fixedVersion }, asOf, which = 'affected') {
    const { distribution } = release;
    const row = {
      source_package: sourcePackage,
      distribution,
      release: release.release,
      fixed_version: fixedVersion ?? '',
    };
    const found = await whole(transaction, row, { asOf, which });
    return found.packageIds.length === 0 ? null : found;
  },
  async updatesOfAdvisories(names) {
    const { rows } = await sql<UpdateRow & { readonly advisory: string }>`
      select distinct verdict.advisory, verdict.source_package, verdict.distribution, verdict.release,
        verdict.fixed_version
      from verdict where verdict.advisory ${oneOf(names)} and verdict.affected = 1 and exists (
        select 1 from package_verdict as carried
        where carried.verdict_id = verdict.id and ${standing(null, sql.ref('carried'))}
      ) order by 1, 2, 3, 4, 5`.execute(transaction.reading);
    return rows.map((row) => ({ advisory: row.advisory, update: keyOf(row) }));
  },
  async neededBy(packageIds) {
    const { rows } = await sql<{ readonly id: number; readonly pending: string | null }>`
      select id, pending from package_version where id ${oneOf(packageIds)} order by id`.execute(transaction.reading);
    const updates = await sql<UpdateRow & { readonly id: number }>`
      select package_version_id as id, source_package, distribution, release, fixed_version from package_update
      where package_version_id ${oneOf(packageIds)} order by 1, 2, 5`.execute(transaction.reading);
    const needed = Map.groupBy(updates.rows, ({ id }) => id);
    return rows.map(({ id, pending }) => ({
      packageId: id,
      judged: pending === null,
      updates: (needed.get(id) ?? [])
        .map(keyOf)
        .map(({ sourcePackage, fixedVersion }) => ({ sourcePackage, fixedVersion })),
    }));
  },
  async severitiesOf({ release: { distribution, release }, sourcePackage, fixedVersions }, asOf) {
    const { rows } = await sql<{ readonly severity: Severity }>`
      select distinct ${SEVERITY} as severity
      from verdict ${THEN_JOIN} knowledge_record as its on its.name = verdict.advisory
      where verdict.source_package = ${sourcePackage} and verdict.distribution = ${distribution}
        and verdict.release = ${release} and verdict.affected = 1
        and verdict.fixed_version ${oneOf(fixedVersions.map((version) => version ?? ''))}
        and its.kind = 'advisory' and ${SEVERITY} is not null and ${known(asOf)} and exists (
          select 1 from package_verdict as carried
          where carried.verdict_id = verdict.id and ${standing(asOf, sql.ref('carried'))}
        ) order by 1`.execute(transaction.reading);
    return rows.map(({ severity }) => severity);
  },
});

const SEVERITY = fieldOf('its.document', 'severity');

interface UpdateRow {
  readonly source_package: string;
  readonly distribution: string;
  readonly release: string;
  readonly fixed_version: string;
}

const keyOf = (row: UpdateRow): UpdateKey => ({
  release: { distribution: row.distribution, release: row.release },
  sourcePackage: row.source_package,
  fixedVersion: row.fixed_version === '' ? null : row.fixed_version,
});

interface Asked {
  readonly asOf: Instant | null;
  readonly which: 'affected' | 'unknown';
}

/** Verdicts of the other kinds take no rows. */
const affected = (which: Asked['which']): RawBuilder<unknown> => (which === 'affected' ? sql`1` : sql`0`);

/** Today from the rows that are kept for it; another day from the verdicts that stood then. */
const updates = ({ asOf, which }: Asked): RawBuilder<unknown> =>
  asOf === null && which === 'affected'
    ? sql`package_update`
    : sql`(
        select verdict.source_package, verdict.distribution, verdict.release, verdict.fixed_version,
          its.package_version_id
        from package_verdict as its join verdict on verdict.id = its.verdict_id
        where verdict.affected = ${affected(which)} and ${standing(asOf)}
      )`;

const whole = async (transaction: Transaction, row: UpdateRow, asked: Asked): Promise<ExposedUpdate> => {
  const { asOf, which } = asked;
  const here = sql`source_package = ${row.source_package} and distribution = ${row.distribution}
    and release = ${row.release} and fixed_version = ${row.fixed_version}`;
  const packages = await sql<{ readonly id: number }>`
    select distinct package_version_id as id from ${updates(asked)} as asked where ${here} order by 1`.execute(
    transaction.reading,
  );
  const packageIds = packages.rows.map(({ id }) => id);
  const vulnerabilities = await sql<{ readonly vulnerability: string }>`
    select distinct vulnerability from verdict
    where ${here} and affected = ${affected(which)} and exists (
      select 1 from package_verdict as its where its.verdict_id = verdict.id
        and its.package_version_id ${oneOf(packageIds)} and ${standing(asOf)}
    ) order by 1`.execute(transaction.reading);
  return {
    ...keyOf(row),
    vulnerabilities: vulnerabilities.rows.map(({ vulnerability }) => vulnerability),
    packageIds,
  };
};
