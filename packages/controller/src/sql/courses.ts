// Courses of exposures and spans of knowing as rows. Instants are milliseconds, since they are compared and subtracted; what
// goes on ends at `OPEN`, so that one comparison says whether it stood at an instant.

import type { Severity } from '@slipway/core/advisory';
import type { CourseEnd, ExposureCourse, HostSpan } from '@slipway/core/compliance';
import type { Reason } from '@slipway/core/reasons';
import { type Instant, instantOfMs, msOfInstant } from '@slipway/core/time';
import { type Kysely, type Selectable, sql } from 'kysely';
import { readDocument, writeDocument } from './documents.ts';
import type { Database } from './schema.ts';

/** The last instant that a date can name. */
export const OPEN = 8_640_000_000_000_000;

export const msOrNull = (at: Instant | null): number | null => (at === null ? null : msOfInstant(at));
export const instantOrNull = (ms: number | null): Instant | null => (ms === null ? null : instantOfMs(ms));
const untilMs = (at: Instant | null): number => (at === null ? OPEN : msOfInstant(at));
const untilOf = (ms: number): Instant | null => (ms === OPEN ? null : instantOfMs(ms));

type CourseRow = Omit<Selectable<Database['exposure_course']>, 'number' | 'host_number'>;

/** What nothing is looked up by. */
interface CourseDocument extends Pick<ExposureCourse, 'vulnerability' | 'packages'> {
  readonly exception: string | null;
}

const courseRow = (course: ExposureCourse): CourseRow => {
  const { vulnerability, packages, excepted } = course;
  const document: CourseDocument = { vulnerability, packages, exception: excepted?.name ?? null };
  return {
    source_package: course.sourcePackage,
    fixed_version: course.fixedVersion,
    began_at: msOfInstant(course.beganAt),
    learned_at: msOfInstant(course.learnedAt),
    fix_at: msOfInstant(course.fixAt),
    due_at: msOrNull(course.dueAt),
    rule: course.rule,
    severity: course.severity,
    excepted_from: msOrNull(excepted?.from ?? null),
    excepted_until: excepted === null ? null : untilMs(excepted.until),
    installed_at: msOrNull(course.installedAt),
    effect: course.effect,
    ended_at: untilMs(course.endedAt),
    ended: course.end,
    document: writeDocument(document),
  };
};

export const courseOf = (row: CourseRow): ExposureCourse => {
  const { exception, vulnerability, packages } = readDocument<CourseDocument>(row.document, 'exposure course');
  const { excepted_from: from, excepted_until: until } = row;
  return {
    sourcePackage: row.source_package,
    fixedVersion: row.fixed_version,
    beganAt: instantOfMs(row.began_at),
    learnedAt: instantOfMs(row.learned_at),
    fixAt: instantOfMs(row.fix_at),
    dueAt: instantOrNull(row.due_at),
    rule: row.rule,
    severity: row.severity as Severity | null,
    vulnerability,
    packages,
    excepted:
      exception === null || from === null || until === null
        ? null
        : { name: exception, from: instantOfMs(from), until: untilOf(until) },
    installedAt: instantOrNull(row.installed_at),
    effect: row.effect as ExposureCourse['effect'],
    endedAt: untilOf(row.ended_at),
    end: row.ended as CourseEnd | null,
  };
};

export const saveCourse = async (
  queries: Kysely<Database>,
  hostNumber: number,
  course: ExposureCourse,
): Promise<void> => {
  const { source_package, fixed_version, began_at, ...rest } = courseRow(course);
  await queries
    .insertInto('exposure_course')
    .values({ host_number: hostNumber, source_package, fixed_version, began_at, ...rest })
    .onConflict((conflict) =>
      conflict.columns(['host_number', 'source_package', 'fixed_version', 'began_at']).doUpdateSet(rest),
    )
    .execute();
};

export const spanOf = (row: Pick<Selectable<Database['host_span']>, 'since' | 'until' | 'reason'>): HostSpan => ({
  from: instantOfMs(row.since),
  until: untilOf(row.until),
  reason: row.reason === null ? null : readDocument<Reason>(row.reason, 'reason'),
});

export const saveSpan = async (queries: Kysely<Database>, hostNumber: number, span: HostSpan): Promise<void> => {
  const row = { until: untilMs(span.until), reason: span.reason === null ? null : writeDocument(span.reason) };
  await queries
    .insertInto('host_span')
    .values({ host_number: hostNumber, since: msOfInstant(span.from), ...row })
    .onConflict((conflict) => conflict.columns(['host_number', 'since']).doUpdateSet(row))
    .execute();
};

/** An exception answered for it at that instant, which may be a column. */
export const wasExcepted = (at: ReturnType<typeof sql>) =>
  sql`(course.excepted_from <= ${at} and course.excepted_until > ${at})`;
