// Conditions of known time: what was known then, of rows that are closed and never changed.

import { type Instant, msOfInstant } from '@slipway/core/time';
import { type RawBuilder, sql } from 'kysely';

/** The date of what the feed was read as, then: a record that has not changed for a year is as fresh as its feed. */
export const feedDate = (asOf: Instant | null): RawBuilder<unknown> => sql`(
  select feed_date from feed_import where feed_number = feed.number
    and finished_at <= ${asOf === null ? Number.MAX_SAFE_INTEGER : msOfInstant(asOf)}
  order by finished_at desc, number desc limit 1
)`;

/** Rows of `knowledge_record`, under whichever name, that were known then. */
export const known = (asOf: Instant | null, its: RawBuilder<unknown> = sql.ref('its')): RawBuilder<unknown> => {
  if (asOf === null) return sql`${its}.known_from is not null and ${its}.known_until is null`;
  const at = msOfInstant(asOf);
  return sql`${its}.known_from <= ${at} and (${its}.known_until is null or ${its}.known_until > ${at})`;
};

/** Rows of `package_verdict`, under whichever name, that were known then. */
export const standing = (asOf: Instant | null, its: RawBuilder<unknown> = sql.ref('its')): RawBuilder<unknown> => {
  if (asOf === null) return sql`${its}.known_until is null`;
  const at = msOfInstant(asOf);
  return sql`(${its}.known_from <= ${at} and (${its}.known_until is null or ${its}.known_until > ${at}))`;
};
