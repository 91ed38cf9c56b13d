// Which hosts carry any of some package versions, each once: the first page without looking at all of them, and their
// number without their documents. An advisory may be about the whole fleet.

import { asHostId } from '@slipway/core/ids';
import type { Instant } from '@slipway/core/time';
import { sql } from 'kysely';
import { type LabelFilter, mapPage, type PackageId, pageOf, readCursor, type StoreVerdicts } from '../ports/index.ts';
import { carrying, counted } from './carrying.ts';
import { byIndex, oneOf, THEN_JOIN } from './dialect.ts';
import type { Transaction } from './transaction.ts';

/**
 * Host numbers that are looked through for a page at first, along the index of each version; then so many times as many,
 * again and again: what the whole fleet carries fills a page at once, what three hosts carry is found in four steps.
 */
const SPAN = 1000;
const SPAN_GROWS = 8;

export const carrierHostsOn = (
  transaction: Transaction,
): Pick<StoreVerdicts, 'carrierHosts' | 'countCarrierHosts'> => ({
  async carrierHosts(packageIds, request, asOf, labels = {}) {
    const after = readCursor(request, 'number')?.[0] ?? 0;
    const asked = { packageIds, asOf, labels, wanted: request.limit + 1 };
    const rows = await (asOf === null ? firstNow(transaction, after, asked) : firstThen(transaction, after, asked));
    return mapPage(
      pageOf(rows, request, (row) => [row.number]),
      (row) => asHostId(row.host_id),
    );
  },
  async countCarrierHosts(packageIds, asOf, labels = {}) {
    const [only] = packageIds;
    if (packageIds.length === 1 && only !== undefined && asOf === null && Object.keys(labels).length === 0) {
      return await keptCount(transaction, only);
    }
    const { rows } = await sql<{ readonly hosts: number }>`
      select count(*) as hosts from (select distinct host_number from ${carrying(packageIds, asOf)} as its) as carried
      ${THEN_JOIN} host ${byIndex('host_class')} on host.number = carried.host_number
      where ${counted(asOf, labels)}`.execute(transaction.reading);
    return rows[0]?.hosts ?? 0;
  },
});

const keptCount = async (transaction: Transaction, packageId: PackageId): Promise<number> => {
  const { rows } = await sql<{ readonly hosts: number }>`
    select hosts from package_version where id = ${packageId}`.execute(transaction.reading);
  return rows[0]?.hosts ?? 0;
};

interface Asked {
  readonly packageIds: readonly PackageId[];
  readonly asOf: Instant | null;
  readonly labels: LabelFilter;
  readonly wanted: number;
}

interface HostRow {
  readonly host_id: string;
  readonly number: number;
}

const firstNow = async (transaction: Transaction, after: number, asked: Asked): Promise<readonly HostRow[]> => {
  const { packageIds, labels, wanted } = asked;
  const newest = await sql<{ readonly number: number | null }>`select max(number) as number from host`.execute(
    transaction.reading,
  );
  const last = newest.rows[0]?.number ?? 0;
  const rows: HostRow[] = [];
  for (let from = after, span = SPAN; from < last && rows.length < wanted; from += span, span *= SPAN_GROWS) {
    const found = await sql<HostRow>`
      select host.host_id, host.number from (
        select distinct host_number from host_package ${byIndex('host_package_by_version')}
        where package_version_id ${oneOf(packageIds)} and host_number > ${from} and host_number <= ${from + span}
      ) as carried ${THEN_JOIN} host ${byIndex('host_class')} on host.number = carried.host_number
      where ${counted(null, labels)} order by host.number limit ${wanted - rows.length}`.execute(transaction.reading);
    rows.push(...found.rows);
  }
  return rows;
};

const firstThen = async (transaction: Transaction, after: number, asked: Asked): Promise<readonly HostRow[]> => {
  const { packageIds, asOf, labels, wanted } = asked;
  const { rows } = await sql<HostRow>`
    select host.host_id, host.number from (
      select distinct host_number from ${carrying(packageIds, asOf)} as its where host_number > ${after}
    ) as carried ${THEN_JOIN} host ${byIndex('host_class')} on host.number = carried.host_number
    where ${counted(asOf, labels)} order by host.number limit ${wanted}`.execute(transaction.reading);
  return rows;
};
