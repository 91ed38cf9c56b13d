// Which hosts carry which package versions, now and as of an earlier day: today's rows with what came later undone.

import { asHostId, type HostId } from '@slipway/core/ids';
import type { KernelFacts } from '@slipway/core/inventory';
import { asInstant, type Instant, msOfInstant } from '@slipway/core/time';
import type { VersionFormat } from '@slipway/core/version';
import { type Kysely, type Selectable, sql } from 'kysely';
import {
  type CarriedVersion,
  type HostClass,
  mapPage,
  type PackageId,
  type PageRequest,
  pageOf,
  readCursor,
  type StoreVerdicts,
} from '../ports/index.ts';
import { isIn } from './bulk.ts';
import { carrierHostsOn } from './carrier-hosts.ts';
import { carrying, counted, MARKS } from './carrying.ts';
import { byIndex, fieldOf, jsonGroup, jsonList, oneOf, THEN_JOIN } from './dialect.ts';
import { installedPackage, versionFields } from './host-packages.ts';
import type { Database } from './schema.ts';
import type { Transaction } from './transaction.ts';

type Carriers = Pick<
  StoreVerdicts,
  | 'versionsOf'
  | 'platforms'
  | 'versions'
  | 'packagesOn'
  | 'carriers'
  | 'carrierHosts'
  | 'countCarrierHosts'
  | 'carrierClasses'
  | 'kernelClasses'
>;

export const carriersOn = (transaction: Transaction): Carriers => ({
  ...carrierHostsOn(transaction),
  async versionsOf(name, asOf) {
    const rows = await versionRows(transaction)
      .where('name', '=', name)
      .$if(asOf === null, (query) => query.where('hosts', '>', 0))
      .orderBy('id')
      .execute();
    return rows.map(carriedVersion);
  },
  async platforms() {
    const { rows } = await sql<{ readonly distribution: string; readonly release: string; readonly hosts: number }>`
      select distribution, release, max(hosts) as hosts from package_version where hosts > 0
      group by 1, 2 order by 1, 2`.execute(transaction.reading);
    return rows.map(({ distribution, release, hosts }) => ({ platform: { distribution, release }, hosts }));
  },
  async versions(packageIds) {
    const rows = await versionRows(transaction).where(isIn('id', packageIds)).execute();
    return rows.map(carriedVersion);
  },
  async packagesOn(hostId, asOf) {
    const rows = await packageRowsOn(transaction.reading, hostId, asOf);
    return rows.map((row) => ({ packageId: row.package_version_id, package: installedPackage(row) }));
  },
  async carriers(packageIds, request, asOf) {
    const page = pageOf(await carrierRows(transaction.reading, packageIds, request, asOf), request, (row) => [
      row.package_version_id,
      row.host_number,
    ]);
    return mapPage(page, (row) => ({
      hostId: asHostId(row.host_id),
      packageId: row.package_version_id,
      package: installedPackage(row),
    }));
  },
  async carrierClasses(packageIds, asOf, labels = {}) {
    const { rows } = await sql<ClassRow>`
      select ${CLASS}
      from (select distinct host_number from ${carrying(packageIds, asOf)} as its) as carried
      ${THEN_JOIN} host ${byIndex('host_class')} on host.number = carried.host_number
      left join deadline_start as changed on changed.kind = 'facing-changed' and changed.subject = host.host_id
      where ${counted(asOf, labels)} group by 1, 2, 3, 4, changed.at is null order by ${CLASS_ORDER}`.execute(
      transaction.reading,
    );
    return rows.map(hostClass);
  },
  async kernelClasses(packageIds, labels = {}, apart = []) {
    const values = jsonList(apart.map((label) => fieldOf('host.document', 'labels', label)));
    const { rows } = await sql<ClassRow & Readonly<Record<'ids' | 'kernel' | 'apart', string>>>`
      select ${CLASS}, carried.ids, inventory.kernel, ${values} as apart
      from (
        select host_number, ${jsonGroup('package_version_id')} as ids from (
          select host_number, package_version_id from host_package
          where package_version_id ${oneOf(packageIds)} order by 1, 2
        ) as its group by 1
      ) as carried
      ${THEN_JOIN} inventory on inventory.host_number = carried.host_number
      ${THEN_JOIN} host ${byIndex('host_class')} on host.number = carried.host_number
      left join deadline_start as changed on changed.kind = 'facing-changed' and changed.subject = host.host_id
      where ${counted(null, labels)}
      group by 1, 2, 3, 4, changed.at is null, 8, 9, 10 order by ${CLASS_ORDER}, 8, 9, 10`.execute(transaction.reading);
    return rows.map((row) => {
      const [kernel, virtualisation] = JSON.parse(row.kernel) as [KernelFacts, string | null];
      return {
        ...hostClass(row),
        packageIds: JSON.parse(row.ids) as PackageId[],
        kernel,
        virtualisation,
        apart: JSON.parse(row.apart) as (string | null)[],
      };
    });
  },
});

/** The first columns of a class: what it is told apart by, in this order, then what is counted. */
const CLASS = sql.raw(`host.environment, host.owner, host.facing, host.human_impact as impact, count(*) as hosts,
  min(host.enrolled_at) as enrolled_at, min(changed.at) as changed_at`);
/** PostgreSQL counts nothing as the greatest, SQLite as the least. */
const CLASS_ORDER = sql.raw('1 nulls first, 2 nulls first, 3 nulls first, 4 nulls first, 7 nulls first');

interface ClassRow {
  readonly environment: string | null;
  readonly owner: string | null;
  readonly facing: string | null;
  readonly impact: string | null;
  readonly hosts: number;
  readonly enrolled_at: string;
  readonly changed_at: string | null;
}

const hostClass = (row: ClassRow): HostClass => ({
  environment: row.environment,
  owner: row.owner,
  facing: row.facing,
  humanImpact: row.impact,
  hosts: row.hosts,
  enrolledAt: asInstant(row.enrolled_at),
  facingChangedAt: row.changed_at === null ? null : asInstant(row.changed_at),
});

const versionRows = (transaction: Transaction) => transaction.reading.selectFrom('package_version').selectAll();

export const carriedVersion = (row: Selectable<Database['package_version']>): CarriedVersion => ({
  packageId: row.id,
  platform: { distribution: row.distribution, release: row.release },
  format: row.format as VersionFormat,
  origin: row.origin as CarriedVersion['origin'],
  package: versionFields(row),
  hosts: row.hosts,
});

interface CarrierRow {
  readonly host_id: string;
  readonly host_number: number;
  readonly package_version_id: number;
  readonly state: string | null;
  readonly automatic: number;
  readonly held: number;
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly source_name: string;
  readonly source_version: string;
  readonly extra: string;
}

/** One version after the other along the index, until the page is full: no sorting of a hundred thousand rows. */
const carrierRows = async (
  queries: Kysely<Database>,
  packageIds: readonly PackageId[],
  request: PageRequest,
  asOf: Instant | null,
): Promise<readonly CarrierRow[]> => {
  const [afterId, afterHost] = readCursor(request, 'number', 'number') ?? [0, 0];
  const rows: CarrierRow[] = [];
  for (const id of packageIds.toSorted((a, b) => a - b)) {
    if (id < afterId) continue;
    const missing = request.limit + 1 - rows.length;
    if (missing <= 0) break;
    const found = await sql<CarrierRow>`
      select carried.*, host.host_id, its.name, its.architecture, its.version, its.source_name, its.source_version,
        its.extra
      from ${carrying([id], asOf)} as carried
      join host on host.number = carried.host_number
      join package_version as its on its.id = carried.package_version_id
      where carried.host_number > ${id === afterId ? afterHost : 0} and ${counted(asOf)}
      order by carried.host_number limit ${missing}`.execute(queries);
    rows.push(...found.rows);
  }
  return rows;
};

const packageRowsOn = async (
  queries: Kysely<Database>,
  hostId: HostId,
  asOf: Instant | null,
): Promise<readonly Omit<CarrierRow, 'host_id'>[]> => {
  const number = sql`(select number from host where host_id = ${hostId})`;
  const its = sql`its.name, its.architecture, its.version, its.source_name, its.source_version, its.extra`;
  if (asOf === null) {
    const now = await sql<CarrierRow>`
      select carried.*, ${its} from host_package as carried
      join package_version as its on its.id = carried.package_version_id
      where carried.host_number = ${number}`.execute(queries);
    return now.rows;
  }
  const at = msOfInstant(asOf);
  const then = await sql<CarrierRow>`
    with later as (
      select *, row_number() over (partition by package_version_id order by id) as place
      from host_package_change where host_number = ${number} and at > ${at}
    ), carried as (
      select ${MARKS} from host_package where host_number = ${number}
        and package_version_id not in (select package_version_id from later)
      union all select ${MARKS} from later where place = 1 and change = -1
    )
    select carried.*, ${its} from carried join package_version as its on its.id = carried.package_version_id
    where exists (select 1 from inventory where host_number = ${number} and first_received_at <= ${at})`.execute(
    queries,
  );
  return then.rows;
};
