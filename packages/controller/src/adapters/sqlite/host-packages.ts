// Which package versions a host carries, as ids of distinct versions. An inventory of 600 packages in which five
// changed touches about ten rows: what is there is read (one range of the primary key), compared, and only what
// differs is written.

import { type InstalledPackage, packageVersionKey } from '@slipway/core/inventory';
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** Rows of one statement: five values each, far from SQLite's 32,766, and a text that is not compiled for minutes. */
const ROWS_PER_STATEMENT = 100;

/** In no order. */
export const packagesOf = async (queries: Kysely<Database>, hostNumber: number): Promise<readonly InstalledPackage[]> =>
  (await carriedBy(queries, hostNumber)).map(installedPackage);

export const replacePackages = async (
  queries: Kysely<Database>,
  hostNumber: number,
  packages: readonly InstalledPackage[],
): Promise<void> => {
  if (new Set(packages.map(packageVersionKey)).size < packages.length) {
    throw new Error('a package version stands twice in an inventory');
  }
  const wanted = new Map(packages.map((found) => [versionKey(found), found]));
  const gone: number[] = [];
  for (const row of await carriedBy(queries, hostNumber)) {
    const carried = installedPackage(row);
    const key = versionKey(carried);
    const found = wanted.get(key);
    wanted.delete(key);
    if (found === undefined) gone.push(row.package_version_id);
    else if (!sameMarks(carried, found)) await remark(queries, { hostNumber, id: row.package_version_id, found });
  }
  for (const ids of inChunks(gone)) {
    await queries
      .deleteFrom('host_package')
      .where('host_number', '=', hostNumber)
      .where('package_version_id', 'in', ids)
      .execute();
  }
  for (const fresh of inChunks([...wanted.values()])) await addPackages(queries, hostNumber, fresh);
};

type CarriedRow = Awaited<ReturnType<typeof carriedBy>>[number];

const carriedBy = (queries: Kysely<Database>, hostNumber: number) =>
  queries
    .selectFrom('host_package as carried')
    .innerJoin('package_version as its', 'its.id', 'carried.package_version_id')
    .select(['carried.package_version_id', 'carried.state', 'carried.automatic', 'carried.held'])
    .select(['its.name', 'its.architecture', 'its.version', 'its.source_name', 'its.source_version'])
    .where('carried.host_number', '=', hostNumber)
    .execute();

/** Also for rows of other queries that carry the same columns. */
export const installedPackage = (row: Omit<CarriedRow, 'package_version_id'>): InstalledPackage => ({
  name: row.name,
  architecture: row.architecture,
  version: row.version,
  sourceName: row.source_name,
  sourceVersion: row.source_version,
  state: (row.state ?? 'installed') as InstalledPackage['state'],
  automatic: row.automatic === 1,
  held: row.held === 1,
});

type VersionFields = Pick<InstalledPackage, 'name' | 'architecture' | 'version' | 'sourceName' | 'sourceVersion'>;

const versionKey = (of: VersionFields): string =>
  JSON.stringify([of.name, of.architecture, of.version, of.sourceName, of.sourceVersion]);

const sameMarks = (a: InstalledPackage, b: InstalledPackage): boolean =>
  a.state === b.state && a.automatic === b.automatic && a.held === b.held;

const marksOf = ({ state, automatic, held }: InstalledPackage) => ({
  state: state === 'installed' ? null : state,
  automatic: automatic ? 1 : 0,
  held: held ? 1 : 0,
});

const remark = async (
  queries: Kysely<Database>,
  row: { readonly hostNumber: number; readonly id: number; readonly found: InstalledPackage },
): Promise<void> => {
  await queries
    .updateTable('host_package')
    .set(marksOf(row.found))
    .where('host_number', '=', row.hostNumber)
    .where('package_version_id', '=', row.id)
    .execute();
};

const addPackages = async (
  queries: Kysely<Database>,
  hostNumber: number,
  fresh: readonly InstalledPackage[],
): Promise<void> => {
  const known = await versionIds(queries, fresh);
  const unknown = fresh.filter((found) => !known.has(versionKey(found)));
  if (unknown.length > 0) {
    // Two controllers may meet the same new version at once: whoever is late takes the other's row.
    await queries
      .insertInto('package_version')
      .values(unknown.map(versionColumns))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    for (const [key, id] of await versionIds(queries, unknown)) known.set(key, id);
  }
  const rows = fresh.map((found) => ({
    host_number: hostNumber,
    package_version_id: known.get(versionKey(found)) ?? missing(found),
    ...marksOf(found),
  }));
  await queries.insertInto('host_package').values(rows).execute();
};

const versionColumns = (found: InstalledPackage) => ({
  name: found.name,
  architecture: found.architecture,
  version: found.version,
  source_name: found.sourceName,
  source_version: found.sourceVersion,
});

/** By name and version; whoever shares these in another architecture or from another source comes along. */
const versionIds = async (
  queries: Kysely<Database>,
  packages: readonly VersionFields[],
): Promise<Map<string, number>> => {
  const rows = await queries
    .selectFrom('package_version')
    .selectAll()
    .where((where) =>
      where(
        where.refTuple('name', 'architecture', 'version'),
        'in',
        packages.map(({ name, architecture, version }) => where.tuple(name, architecture, version)),
      ),
    )
    .execute();
  return new Map(
    rows.map(({ id, source_name: sourceName, source_version: sourceVersion, ...row }) => [
      versionKey({ ...row, sourceName, sourceVersion }),
      id,
    ]),
  );
};

const missing = (found: InstalledPackage): never => {
  throw new Error(`the package version ${packageVersionKey(found)} was added and is not there`);
};

const inChunks = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / ROWS_PER_STATEMENT) }, (_, at) =>
    list.slice(at * ROWS_PER_STATEMENT, (at + 1) * ROWS_PER_STATEMENT),
  );
