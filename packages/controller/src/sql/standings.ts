// How hosts stood at an instant: for each one that was there then, whether it was known, and what it needed that was due.

import type { HostStanding } from '@slipway/core/compliance';
import { asHostId } from '@slipway/core/ids';
import { type Reason, reason } from '@slipway/core/reasons';
import { msOfInstant } from '@slipway/core/time';
import { type RawBuilder, sql } from 'kysely';
import {
  mapPage,
  pageOf,
  readCursor,
  type StandingFilter,
  type StandingHost,
  type StandingQuery,
  type StoreReports,
} from '../ports/index.ts';
import { instantOrNull, wasExcepted } from './courses.ts';
import { fieldOf, oneOf } from './dialect.ts';
import { readDocument } from './documents.ts';
import { isLeftAlone } from './looks.ts';
import type { Transaction } from './transaction.ts';

export const standingsOn = (transaction: Transaction): Pick<StoreReports, 'standings' | 'standingHosts'> => ({
  async standings(query) {
    const { rows } = await sql<{
      readonly value: string | null;
      readonly standing: HostStanding;
      readonly hosts: number;
    }>`
      select value, standing, count(*) as hosts from (
        select ${labelValue(query)} as value, ${standingAt(query)} as standing from host where ${wasThere(query)}
      ) as its group by 1, 2 order by 1 nulls first, 2`.execute(transaction.reading);
    return rows.map(({ value, standing, hosts }) => ({ value, standing, hosts }));
  },
  async standingHosts(filter, request) {
    const after = readCursor(request, 'number')?.[0] ?? 0;
    const { standing } = filter;
    const { rows } = await sql<HostRow>`
      select its.*, host.document, ${needs(sql`count(*)`, filter)} as open,
        ${needs(sql`coalesce(sum(case when course.due_at <= ${msOfInstant(filter.at)} then 1 else 0 end), 0)`, filter)} as overdue,
        ${needs(sql`min(course.due_at)`, filter)} as due_first,
        (select span.reason from host_span as span where ${standsAt(filter)}) as reason,
        case when ${isLeftAlone(sql`host.number`, msOfInstant(filter.at))} then 1 else 0 end as left_alone
      from (
        select * from (
          select host.number, host.host_id, host.hostname, ${labelValue(filter)} as value, ${standingAt(filter)} as standing
          from host where host.number > ${after} and ${wasThere(filter)}
        ) as every where ${standing === undefined ? sql`true` : sql`standing = ${standing}`} and ${isOfValues(filter)}
        order by number limit ${request.limit + 1}
      ) as its join host on host.number = its.number order by its.number`.execute(transaction.reading);
    return mapPage(
      pageOf(rows, request, (row) => [row.number]),
      hostOf,
    );
  },
});

interface HostRow {
  readonly number: number;
  readonly host_id: string;
  readonly hostname: string;
  readonly value: string | null;
  readonly standing: HostStanding;
  readonly open: number;
  readonly overdue: number;
  readonly due_first: number | null;
  readonly reason: string | null;
  readonly left_alone: 0 | 1;
}

const hostOf = (row: HostRow): StandingHost => ({
  hostId: asHostId(row.host_id),
  hostname: row.hostname,
  value: row.value,
  standing: row.standing,
  reason: row.standing === 'unknown' ? whyUnknown(row) : null,
  open: row.open,
  overdue: Number(row.overdue),
  dueFirst: instantOrNull(row.due_first),
});

/** Without a reason it was known but for what is on disk and perhaps not in effect. */
const whyUnknown = (row: HostRow): Reason => {
  if (row.reason !== null) return readDocument<Reason>(row.reason, 'reason');
  if (row.left_alone === 1) return reason('host-not-looked-at');
  return row.overdue > 0 ? reason('effect-not-known') : reason('records-not-begun');
};

const labelValue = ({ label }: StandingQuery): RawBuilder<string | null> =>
  label === null ? sql`host.labels` : fieldOf('host.labels', label);

const isOfValues = ({ values }: StandingFilter): RawBuilder<unknown> => {
  if (values === undefined) return sql`true`;
  const texts = values.filter((value) => value !== null);
  return values.includes(null) ? sql`(value is null or value ${oneOf(texts)})` : sql`value ${oneOf(texts)}`;
};

const wasThere = ({ at }: StandingQuery): RawBuilder<unknown> =>
  sql`host.enrolled_at <= ${at} and (host.retired_at is null or host.retired_at > ${msOfInstant(at)})`;

const standsAt = ({ at }: StandingQuery): RawBuilder<unknown> => {
  const ms = msOfInstant(at);
  return sql`span.host_number = host.number and span.since <= ${ms} and span.until > ${ms}`;
};

const neededAt = ({ at }: StandingQuery): RawBuilder<unknown> => {
  const ms = msOfInstant(at);
  return sql`course.host_number = host.number and course.ended_at > ${ms} and course.began_at <= ${ms}`;
};

/** Something of what it needed then, over all of it. */
const needs = (what: RawBuilder<unknown>, query: StandingQuery): RawBuilder<unknown> =>
  sql`(select ${what} from exposure_course as course where ${neededAt(query)})`;

const standingAt = (query: StandingQuery): RawBuilder<HostStanding> => {
  const ms = sql`${msOfInstant(query.at)}`;
  const some = (which: RawBuilder<unknown>) =>
    sql`exists (select 1 from exposure_course as course where ${neededAt(query)} and ${which})`;
  const overdue = sql`course.due_at <= ${ms}`;
  const isExcepted = sql`coalesce(${wasExcepted(ms)}, false)`;
  const isOnDisk = sql`(course.effect = 'unknown' and course.installed_at <= ${ms})`;
  return sql<HostStanding>`case
    when not exists (select 1 from host_span as span where ${standsAt(query)} and span.reason is null) then 'unknown'
    when ${isLeftAlone(sql`host.number`, msOfInstant(query.at))} then 'unknown'
    when ${some(sql`${overdue} and not ${isExcepted} and not coalesce(${isOnDisk}, false)`)} then 'overdue'
    when ${some(sql`${overdue} and not ${isExcepted}`)} then 'unknown'
    when ${some(overdue)} then 'excepted'
    when ${some(sql`true`)} then 'due-later'
    else 'clear' end`;
};
