// Parts of questions about carriers: which rows stood at a moment, and whose count.

import { type Instant, msOfInstant } from '@slipway/core/time';
import { type RawBuilder, sql } from 'kysely';
import type { LabelFilter, PackageId } from '../ports/index.ts';
import { fieldOf, oneOf } from './dialect.ts';

/** Whoever was retired is not asked about, unless the day before is. */
export const counted = (asOf: Instant | null, labels: LabelFilter = {}): RawBuilder<unknown> => {
  const wanted = Object.entries(labels).map(
    ([key, value]) => sql`${fieldOf('host.document', 'labels', key)} = ${value}`,
  );
  const there =
    asOf === null
      ? sql`host.retired_at is null`
      : sql`(host.retired_at is null or host.retired_at > ${msOfInstant(asOf)})`;
  return sql.join([there, ...wanted], sql` and `);
};

export const MARKS = sql.raw('host_number, package_version_id, state, automatic, held');

/**
 * Rows of `host_package` as of that moment. What changed later says by its first change how it was: added later was not
 * there, removed later was. Before its first inventory nothing is known of a host.
 */
export const carrying = (packageIds: readonly PackageId[], asOf: Instant | null): RawBuilder<unknown> => {
  if (asOf === null) return sql`(select ${MARKS} from host_package where package_version_id ${oneOf(packageIds)})`;
  const at = msOfInstant(asOf);
  return sql`(
    with later as (
      select *, row_number() over (partition by host_number, package_version_id order by id) as place
      from host_package_change where package_version_id ${oneOf(packageIds)} and at > ${at}
    ), carried as (
      select ${MARKS} from host_package as its where package_version_id ${oneOf(packageIds)} and not exists (
        select 1 from later
        where later.host_number = its.host_number and later.package_version_id = its.package_version_id
      )
      union all select ${MARKS} from later where place = 1 and change = -1
    )
    select carried.* from carried join inventory on inventory.host_number = carried.host_number
    where inventory.first_received_at <= ${at}
  )`;
};
