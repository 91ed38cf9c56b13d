// Which package versions a host carries, as ids of distinct versions. An inventory of 600 packages in which five
// changed touches about twenty rows: what is there is read (one range of the primary key), compared, and only what
// differs is written, with the count of hosts of each version and a line of what changed when.

import { canonicalise } from '@slipway/core/document';
import { type InstalledPackage, packageVersionKey, type SystemFacts } from '@slipway/core/inventory';
import { type Kysely, sql } from 'kysely';
import type { PackageWithOrigin, VersionFields } from '../ports/index.ts';
import { inChunks, insertRows, isIn } from './bulk.ts';
import { oneOf } from './dialect.ts';
import type { Cell } from './ready.ts';
import type { Database } from './schema.ts';

const NO_EXTRA = '{}';

/** Tuples of one statement: three values each, far from SQLite's 32,766. */
const TUPLES_PER_STATEMENT = 100;

/** Whose packages are replaced, and when it was heard of them. */
export interface CarryingHost {
  readonly number: number;
  readonly platform: Platform;
  readonly at: number;
  /** A first inventory is no change: nothing is known of before. */
  readonly inventory: 'first' | 'next';
  /** Retired hosts are not counted. */
  readonly counted: boolean;
}
export type Platform = Pick<SystemFacts, 'distribution' | 'release' | 'packageFormat'>;

/** In no order. */
export const packagesOf = async (
  queries: Kysely<Database>,
  hostNumber: number,
): Promise<readonly InstalledPackage[]> => {
  const rows = await carriedBy(queries, hostNumber);
  lastRead.set(queries, { hostNumber, rows });
  return rows.map(installedPackage);
};

/**
 * Of each transaction the host that it read last: an inventory is built from the one before it, and what was read for that
 * is what the new one replaces. A second reading of 600 packages was a tenth of what a changed host costs.
 */
const lastRead = new WeakMap<Kysely<Database>, { readonly hostNumber: number; readonly rows: readonly CarriedRow[] }>();

const carriedBefore = async (queries: Kysely<Database>, hostNumber: number): Promise<readonly CarriedRow[]> => {
  const read = lastRead.get(queries);
  lastRead.delete(queries);
  return read?.hostNumber === hostNumber ? read.rows : await carriedBy(queries, hostNumber);
};

export const replacePackages = async (
  queries: Kysely<Database>,
  host: CarryingHost,
  packages: readonly PackageWithOrigin[],
): Promise<void> => {
  if (new Set(packages.map((found) => packageVersionKey(found.package))).size < packages.length) {
    throw new Error('a package version stands twice in an inventory');
  }
  const wanted = Map.groupBy(packages, (found) => found.package.name);
  const kept = new Set<PackageWithOrigin>();
  const gone: CarriedRow[] = [];
  for (const row of await carriedBefore(queries, host.number)) {
    const same = wanted.get(row.name)?.find((found) => isOfVersion(found, row, host.platform));
    if (same === undefined) {
      gone.push(row);
      continue;
    }
    kept.add(same);
    const { package: found } = same;
    if (!hasMarks(row, found)) await remark(queries, { host, id: row.package_version_id, found });
  }
  await removePackages(queries, host, gone);
  await addPackages(
    queries,
    host,
    packages.filter((found) => !kept.has(found)),
  );
};

type CarriedRow = Awaited<ReturnType<typeof carriedBy>>[number];

const carriedBy = (queries: Kysely<Database>, hostNumber: number) =>
  queries
    .selectFrom('host_package as carried')
    .innerJoin('package_version as its', 'its.id', 'carried.package_version_id')
    .select(['carried.package_version_id', 'carried.state', 'carried.automatic', 'carried.held'])
    .select(['its.name', 'its.architecture', 'its.version', 'its.source_name', 'its.source_version', 'its.extra'])
    .select(['its.distribution', 'its.release', 'its.format', 'its.origin'])
    .where('carried.host_number', '=', hostNumber)
    .execute();

type VersionColumns = Pick<
  CarriedRow,
  'name' | 'architecture' | 'version' | 'source_name' | 'source_version' | 'extra'
>;

/** Also for rows of other queries that carry the same columns. */
export const installedPackage = (
  row: VersionColumns & Pick<CarriedRow, 'state' | 'automatic' | 'held'>,
): InstalledPackage => ({
  ...versionFields(row),
  state: (row.state ?? 'installed') as InstalledPackage['state'],
  automatic: row.automatic === 1,
  held: row.held === 1,
});

export const versionFields = (row: VersionColumns): VersionFields => ({
  name: row.name,
  architecture: row.architecture,
  version: row.version,
  sourceName: row.source_name,
  sourceVersion: row.source_version,
  ...(row.extra === NO_EXTRA ? {} : (JSON.parse(row.extra) as object)),
});

/** Fields that inventories have gained since version 1, whatever they are: versions that differ in them are distinct. */
const extraOf = (found: VersionFields): string => {
  // Hundreds of packages of every inventory, of which hardly any has more.
  if (Object.keys(found).every((field) => FIRST_FIELDS.has(field))) return NO_EXTRA;
  return canonicalise(Object.fromEntries(Object.entries(found).filter(([field]) => !FIRST_FIELDS.has(field))));
};

const FIRST_FIELDS: ReadonlySet<string> = new Set([
  ...['name', 'architecture', 'version', 'sourceName', 'sourceVersion'],
  ...['state', 'automatic', 'held'],
]);

const versionColumns = ({ package: found, origin }: PackageWithOrigin, platform: Platform) => ({
  name: found.name,
  architecture: found.architecture,
  version: found.version,
  source_name: found.sourceName,
  source_version: found.sourceVersion,
  distribution: platform.distribution,
  release: platform.release,
  format: platform.packageFormat as string,
  origin: origin as string,
  extra: extraOf(found),
});

const versionKey = (of: PackageWithOrigin, platform: Platform): string => keyOf(versionColumns(of, platform));

const keyOf = (row: ReturnType<typeof versionColumns>): string =>
  JSON.stringify([
    [row.name, row.architecture, row.version, row.source_name, row.source_version],
    [row.distribution, row.release, row.format, row.origin, row.extra],
  ]);

/** Field by field, as most of 600 are the same: a key of each as one text took longer than reading them. */
const isOfVersion = ({ package: found, origin }: PackageWithOrigin, row: CarriedRow, platform: Platform): boolean =>
  row.version === found.version &&
  row.architecture === found.architecture &&
  row.source_version === found.sourceVersion &&
  row.source_name === found.sourceName &&
  row.origin === origin &&
  row.extra === extraOf(found) &&
  row.distribution === platform.distribution &&
  row.release === platform.release &&
  row.format === platform.packageFormat;

const hasMarks = (row: CarriedRow, found: InstalledPackage): boolean => {
  const { state, automatic, held } = marksOf(found);
  return row.state === state && row.automatic === automatic && row.held === held;
};

const marksOf = ({ state, automatic, held }: InstalledPackage) => ({
  state: state === 'installed' ? null : state,
  automatic: automatic ? 1 : 0,
  held: held ? 1 : 0,
});

const remark = async (
  queries: Kysely<Database>,
  row: { readonly host: CarryingHost; readonly id: number; readonly found: InstalledPackage },
): Promise<void> => {
  await queries
    .updateTable('host_package')
    .set(marksOf(row.found))
    .where('host_number', '=', row.host.number)
    .where('package_version_id', '=', row.id)
    .execute();
};

const removePackages = async (
  queries: Kysely<Database>,
  host: CarryingHost,
  gone: readonly CarriedRow[],
): Promise<void> => {
  if (gone.length === 0) return;
  const ids = gone.map(({ package_version_id: id }) => id);
  await queries
    .deleteFrom('host_package')
    .where('host_number', '=', host.number)
    .where(isIn('package_version_id', ids))
    .execute();
  if (host.counted) await countHosts(queries, ids, -1);
  await noteChanges(
    queries,
    host,
    gone.map(({ package_version_id: id, state, automatic, held }) => [id, -1, state, automatic, held]),
  );
};

const addPackages = async (
  queries: Kysely<Database>,
  host: CarryingHost,
  fresh: readonly PackageWithOrigin[],
): Promise<void> => {
  if (fresh.length === 0) return;
  const known = await versionIds(queries, host, fresh);
  const unknown = fresh.filter((found) => !known.has(versionKey(found, host.platform)));
  if (unknown.length > 0) {
    const rows = unknown.map((found) => versionColumns(found, host.platform));
    const columns = Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[number])[];
    // Two controllers may meet the same new version at once: whoever is late takes the other's row.
    await insertRows(
      queries,
      { table: 'package_version', columns: [...columns, 'hosts', 'pending'], ignore: true },
      rows.map((row) => [...columns.map((column) => row[column]), 0, 'new']),
    );
    for (const [key, id] of await versionIds(queries, host, unknown)) known.set(key, id);
  }
  const rows = fresh.map((found): readonly [number, string | null, number, number] => {
    const { state, automatic, held } = marksOf(found.package);
    return [known.get(versionKey(found, host.platform)) ?? missing(found.package), state, automatic, held];
  });
  await insertRows(
    queries,
    { table: 'host_package', columns: ['host_number', 'package_version_id', 'state', 'automatic', 'held'] },
    rows.map((row) => [host.number, ...row]),
  );
  if (host.counted) {
    await countHosts(
      queries,
      rows.map(([id]) => id),
      1,
    );
  }
  await noteChanges(
    queries,
    host,
    rows.map(([id, ...marks]) => [id, 1, ...marks]),
  );
};

/** A version that nobody carried, or that nobody carries any more, is to be judged: it opens or closes its verdicts. */
export const countHosts = async (queries: Kysely<Database>, ids: readonly number[], by: 1 | -1): Promise<void> => {
  const edge = by === 1 ? 0 : 1;
  await sql`
    update package_version
    set hosts = hosts + ${by}, pending = case when hosts = ${edge} then 'new' else pending end
    where id ${oneOf(ids)}`.execute(queries);
};

const noteChanges = async (
  queries: Kysely<Database>,
  host: CarryingHost,
  rows: readonly (readonly Cell[])[],
): Promise<void> => {
  if (host.inventory === 'first') return;
  await insertRows(
    queries,
    {
      table: 'host_package_change',
      columns: ['host_number', 'at', 'package_version_id', 'change', 'state', 'automatic', 'held'],
    },
    rows.map((row) => [host.number, host.at, ...row]),
  );
};

/** By name and version; whoever shares these in another architecture, release or from another source comes along. */
const versionIds = async (
  queries: Kysely<Database>,
  { platform }: CarryingHost,
  packages: readonly PackageWithOrigin[],
): Promise<Map<string, number>> => {
  const ids = new Map<string, number>();
  for (const chunk of inChunks(packages, TUPLES_PER_STATEMENT)) {
    const rows = await queries
      .selectFrom('package_version')
      .selectAll()
      .where((where) =>
        where(
          where.refTuple('name', 'architecture', 'version'),
          'in',
          chunk.map(({ package: its }) => where.tuple(its.name, its.architecture, its.version)),
        ),
      )
      .where('distribution', '=', platform.distribution)
      .where('release', '=', platform.release)
      .where('format', '=', platform.packageFormat)
      .execute();
    for (const row of rows) ids.set(keyOf(row), row.id);
  }
  return ids;
};

const missing = (found: InstalledPackage): never => {
  throw new Error(`the package version ${packageVersionKey(found)} was added and is not there`);
};
