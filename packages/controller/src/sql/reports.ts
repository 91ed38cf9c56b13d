// What reports read, from indexes over courses and spans: no document of a host is read but those of a page.

import type { Severity } from '@slipway/core/advisory';
import type { SlaOutcome } from '@slipway/core/compliance';
import { asHostId, type HostId } from '@slipway/core/ids';
import { msOfInstant } from '@slipway/core/time';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import {
  type CourseFilter,
  type HostCourse,
  type HostEvent,
  mapPage,
  type PackagesChanged,
  type PatchClock,
  type Period,
  pageOf,
  readCursor,
  type StoreReports,
} from '../ports/index.ts';
import { courseOf, instantOrNull, msOrNull, OPEN, saveCourse, saveSpan, spanOf, wasExcepted } from './courses.ts';
import { fieldOf } from './dialect.ts';
import { readDocument } from './documents.ts';
import { hostNumberOf } from './hosts.ts';
import { isLeftAlone, lookAtAll, lookSoon, saveLook } from './looks.ts';
import type { Database } from './schema.ts';
import { standingsOn } from './standings.ts';
import type { Transaction } from './transaction.ts';

export const reportsOn = (transaction: Transaction): StoreReports => ({
  ...looksOn(transaction),
  ...standingsOn(transaction),
  ...figuresOn(transaction),
  ...listsOn(transaction),
});

type Looks = Pick<
  StoreReports,
  'hostsToLookAt' | 'lookAgain' | 'lookAtAllAgain' | 'coursesOf' | 'noteLook' | 'forgetCourses' | 'recordsKept'
>;

const looksOn = (transaction: Transaction): Looks => ({
  async hostsToLookAt(now, limit) {
    const { rows } = await sql<{ readonly host_id: string }>`
      select host.host_id from host_look join host on host.number = host_look.host_number
      where host_look.wanted_at <= ${msOfInstant(now)}
      order by host_look.wanted_at, host_look.looked_at nulls first, host_look.host_number limit ${limit}`.execute(
      transaction.reading,
    );
    return rows.map((row) => asHostId(row.host_id));
  },
  async lookAgain(hostId) {
    await lookSoon(transaction.changing, hostId);
  },
  async lookAtAllAgain() {
    await lookAtAll(transaction.changing);
  },
  async coursesOf(hostId) {
    const queries = transaction.reading;
    const number = sql<number>`(select number from host where host_id = ${hostId})`;
    const look = await queries
      .selectFrom('host_look')
      .select(['looked_at', 'wanted_at'])
      .where('host_number', '=', number)
      .executeTakeFirst();
    const span = await queries
      .selectFrom('host_span')
      .select(['since', 'until', 'reason'])
      .where('host_number', '=', number)
      .orderBy('since', 'desc')
      .limit(1)
      .executeTakeFirst();
    const open = await queries
      .selectFrom('exposure_course')
      .selectAll()
      .where('host_number', '=', number)
      .where('ended_at', '=', OPEN)
      .orderBy('source_package')
      .orderBy('fixed_version')
      .execute();
    return {
      lookedAt: instantOrNull(look?.looked_at ?? null),
      wantedAt: instantOrNull(look?.wanted_at ?? null),
      span: span === undefined ? null : spanOf(span),
      open: open.map(courseOf),
    };
  },
  async noteLook(hostId, { at, nextAt, spans, courses }) {
    const queries = transaction.changing;
    const number = await hostNumberOf(queries, hostId);
    if (nextAt === null) await queries.deleteFrom('host_look').where('host_number', '=', number).execute();
    else await saveLook(queries, number, { wanted_at: msOfInstant(nextAt), looked_at: msOrNull(at) });
    for (const span of spans) await saveSpan(queries, number, span);
    for (const course of courses) await saveCourse(queries, number, course);
  },
  async forgetCourses(endedBefore, limit) {
    const before = msOfInstant(endedBefore);
    const forgotten = await sql`delete from exposure_course where number in (
      select number from exposure_course where ended_at < ${before} and ended is not null order by ended_at limit ${limit}
    )`.execute(transaction.changing);
    await sql`delete from host_span where (host_number, since) in (
      select host_number, since from host_span where until < ${before} and until < ${OPEN} order by until limit ${limit}
    )`.execute(transaction.changing);
    return Number(forgotten.numAffectedRows ?? 0n);
  },
  async recordsKept() {
    const { rows } = await sql<Readonly<Record<'since' | 'oldest', number | null>>>`
      select (select min(since) from host_span) as since,
        (select looked_at from host_look where looked_at is not null order by looked_at limit 1) as oldest`.execute(
      transaction.reading,
    );
    return { since: instantOrNull(rows[0]?.since ?? null), oldestLook: instantOrNull(rows[0]?.oldest ?? null) };
  },
});

type Figures = Pick<StoreReports, 'outcomes' | 'countWithoutDeadline' | 'durations' | 'countEffectUnknown'>;

const figuresOn = (transaction: Transaction): Figures => ({
  async outcomes({ at, ...period }) {
    const { rows } = await sql<OutcomeRow>`
      select severity, rule, outcome, count(*) as courses from (
        select course.severity, course.rule, ${outcomeAt(msOfInstant(at))} as outcome
        from exposure_course as course where ${inPeriod('due_at', period)}
      ) as its group by 1, 2, 3`.execute(transaction.reading);
    return rows.map(({ severity, rule, outcome, courses }) => ({ severity, rule, outcome, courses }));
  },
  async countWithoutDeadline(period) {
    return await countOf(transaction, sql`due_at is null and ${inPeriod('began_at', period)}`);
  },
  async durations(period) {
    const { rows } = await sql<DurationRow>`
      select severity, clock, hours, count(*) as courses from (
        ${sql.join(
          CLOCKS.map(
            ([clock, from, to]) => sql`
        select course.severity, ${sql.lit(clock)} as clock, ${wholeHours(from, to)} as hours
        from exposure_course as course where ended = 'patched' and ${inPeriod('ended_at', period)}`,
          ),
          sql` union all `,
        )}
      ) as its group by 1, 2, 3`.execute(transaction.reading);
    return rows.map(({ severity, clock, hours, courses }) => ({ severity, clock, hours: Number(hours), courses }));
  },
  async countEffectUnknown(period) {
    return await countOf(transaction, sql`effect = 'unknown' and ${inPeriod('installed_at', period)}`);
  },
});

interface OutcomeRow {
  readonly severity: Severity | null;
  readonly rule: string | null;
  readonly outcome: SlaOutcome;
  readonly courses: number;
}

interface DurationRow {
  readonly severity: Severity | null;
  readonly clock: PatchClock;
  readonly hours: number | string;
  readonly courses: number;
}

type InstantColumn = 'due_at' | 'began_at' | 'ended_at' | 'installed_at' | 'fix_at' | 'learned_at';

const CLOCKS = [
  ['fix', 'fix_at', 'ended_at'],
  ['learned', 'learned_at', 'ended_at'],
  ['installed', 'fix_at', 'installed_at'],
] as const satisfies readonly (readonly [PatchClock, InstantColumn, InstantColumn])[];

const HOUR_MS = 3_600_000;

/** Never less than none: a host may have had the fix before anybody told of it. */
const wholeHours = (from: InstantColumn, to: InstantColumn): RawBuilder<number> => {
  const ms = sql`${sql.ref(`course.${to}`)} - ${sql.ref(`course.${from}`)}`;
  return sql<number>`case when ${ms} > 0 then (${ms}) / ${sql.lit(HOUR_MS)} else 0 end`;
};

const inPeriod = (column: InstantColumn, { from, until }: Period): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(column)} >= ${msOfInstant(from)} and ${sql.ref(column)} < ${msOfInstant(until)})`;

const countOf = async (transaction: Transaction, where: RawBuilder<unknown>): Promise<number> => {
  const { rows } = await sql<{ readonly courses: number }>`
    select count(*) as courses from exposure_course where ${where}`.execute(transaction.reading);
  return rows[0]?.courses ?? 0;
};

/** What became of a deadline, as it was at an instant behind it. */
const outcomeAt = (at: number): RawBuilder<SlaOutcome> => {
  const open = sql`course.ended_at > ${at}`;
  const ungone = sql`exists (select 1 from host where number = course.host_number and (retired_at is null or retired_at > ${at}))`;
  const known = sql`exists (select 1 from host_span as span where span.host_number = course.host_number
    and span.since <= ${at} and span.until > ${at} and span.reason is null)`;
  return sql<SlaOutcome>`case
    when course.ended_at <= course.due_at then case when course.ended = 'patched' then 'in-time' else 'otherwise' end
    when ${wasExcepted(sql`course.due_at`)} then 'excepted'
    when not (${open}) then case when course.ended = 'patched' then 'late' else 'otherwise' end
    when not ${ungone} then 'otherwise'
    when ${wasExcepted(sql`${at}`)} then 'excepted'
    when course.effect = 'unknown' and course.installed_at <= ${at} then 'unknown'
    when not ${known} or ${isLeftAlone(sql`course.host_number`, at)} then 'unknown'
    else 'overdue' end`;
};

type Lists = Pick<StoreReports, 'courses' | 'changes'>;

const listsOn = (transaction: Transaction): Lists => ({
  async courses(filter, request) {
    const after = readCursor(request, 'number')?.[0] ?? Number.MAX_SAFE_INTEGER;
    const outcome = filter.which === 'due' ? outcomeAt(msOfInstant(filter.at)) : sql`null`;
    // Which ones is decided in the index that the counts are read from; whole rows are read of one page.
    const { rows } = await sql<HostCourseRow>`
      select course.*, host.host_id, ${fieldOf('host.document', 'hostname')} as its_hostname, page.outcome
      from (
        select number, outcome from (
          select course.number, ${outcome} as outcome from exposure_course as course
          where course.number < ${after} and ${isMeant(filter)}
        ) as its where ${filter.outcome === undefined ? sql`true` : sql`outcome = ${filter.outcome}`}
        order by number desc limit ${request.limit + 1}
      ) as page
      join exposure_course as course on course.number = page.number
      join host on host.number = course.host_number
      order by course.number desc`.execute(transaction.reading);
    return mapPage(
      pageOf(rows, request, (row) => [row.number]),
      (row): HostCourse => ({
        ...courseOf(row),
        hostId: asHostId(row.host_id),
        hostname: row.its_hostname,
        outcome: row.outcome,
      }),
    );
  },
  async changes({ hostId, by, from, until }, request) {
    const after = readCursor(request, 'text', 'number');
    const author = fieldOf('host_event.document', 'event', 'by');
    const wanted = [
      sql`host_event.kind = 'packages-changed' and host_event.at >= ${from} and host_event.at < ${until}`,
      ...(after === null ? [] : [sql`(host_event.at, host_event.id) < (${after[0]}, ${after[1]})`]),
      ...(hostId === undefined ? [] : [sql`host_event.host_number = ${numberOf(hostId)}`]),
      ...(by === undefined ? [] : [sql`${author} = ${by}`]),
    ];
    const { rows } = await sql<{ readonly id: number; readonly at: string; readonly document: string }>`
      select id, at, document from host_event where ${sql.join(wanted, sql` and `)}
      order by at desc, id desc limit ${request.limit + 1}`.execute(transaction.reading);
    return mapPage(
      pageOf(rows, request, (row) => [row.at, row.id]),
      ({ document }) => readDocument<HostEvent>(document, 'host event') as PackagesChanged,
    );
  },
});

const numberOf = (hostId: HostId): RawBuilder<number> =>
  sql<number>`(select number from host where host_id = ${hostId})`;

type HostCourseRow = Selectable<Database['exposure_course']> & {
  readonly host_id: string;
  readonly its_hostname: string;
  readonly outcome: SlaOutcome | null;
};

const isMeant = (filter: CourseFilter): RawBuilder<unknown> => {
  const { severity, rule } = filter;
  return sql.join(
    [
      whichOf(filter),
      ...(severity === undefined
        ? []
        : [severity === null ? sql`course.severity is null` : sql`course.severity = ${severity}`]),
      ...(rule === undefined ? [] : [sql`course.rule = ${rule}`]),
    ],
    sql` and `,
  );
};

const whichOf = (filter: CourseFilter): RawBuilder<unknown> => {
  const { which } = filter;
  switch (which) {
    case 'due':
      return inPeriod('due_at', filter);
    case 'patched':
      return sql`course.ended = 'patched' and ${inPeriod('ended_at', filter)}`;
    case 'no-deadline':
      return sql`course.due_at is null and ${inPeriod('began_at', filter)}`;
    case 'effect-unknown':
      return sql`course.effect = 'unknown' and ${inPeriod('installed_at', filter)}`;
    default:
      return which satisfies never;
  }
};
