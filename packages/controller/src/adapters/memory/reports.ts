import {
  type ExposureCourse,
  type HostSpan,
  type HostStanding,
  LOOK_GAP_MS_MAX,
  type SlaOutcome,
} from '@slipway/core/compliance';
import { canonicalise } from '@slipway/core/document';
import type { HostId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import { type Instant, instantOfMs, msBetween, msOfInstant } from '@slipway/core/time';
import {
  type CourseFilter,
  type HostCourse,
  type HostRecord,
  type PackagesChanged,
  type PatchClock,
  type Period,
  pageOf,
  readCursor,
  type StandingHost,
  type StandingQuery,
  type StoreReports,
} from '../../ports/index.ts';
import { copyOf } from './copies.ts';
import { type HostCourseRow, type HostLooks, ONLY, type Tables, type Transaction } from './transaction.ts';

export const reportsOn = (transaction: Transaction): StoreReports => ({
  ...looksOn(transaction),
  ...standingsOn(transaction),
  ...figuresOn(transaction),
});

type Looks = Pick<
  StoreReports,
  'hostsToLookAt' | 'lookAgain' | 'lookAtAllAgain' | 'coursesOf' | 'noteLook' | 'forgetCourses' | 'recordsKept'
>;

const looksOn = (transaction: Transaction): Looks => ({
  async hostsToLookAt(now, limit) {
    const { hosts, looks } = transaction.reading;
    const nowMs = msOfInstant(now);
    const due: { readonly hostId: HostId; readonly wantedAt: number; readonly lookedAt: Instant | null }[] = [];
    for (const { value } of hosts.values()) {
      const { wantedAt = null, lookedAt = null } = looks.get(value.hostId) ?? {};
      if (wantedAt !== null && wantedAt <= nowMs) due.push({ hostId: value.hostId, wantedAt, lookedAt });
    }
    return due
      .sort((a, b) => a.wantedAt - b.wantedAt || compareNullsFirst(a.lookedAt, b.lookedAt))
      .slice(0, limit)
      .map(({ hostId }) => hostId);
  },
  async lookAgain(hostId) {
    lookSoon(transaction.changing, hostId);
  },
  async lookAtAllAgain() {
    const { hosts, looks } = transaction.changing;
    for (const { value } of hosts.values()) {
      const look = looks.get(value.hostId);
      if (typeof look?.wantedAt === 'number')
        looks.set(value.hostId, { ...look, wantedAt: Math.min(look.wantedAt, 1) });
    }
  },
  async coursesOf(hostId) {
    const { looks, courses } = transaction.reading;
    const look = looks.get(hostId);
    return {
      lookedAt: look?.lookedAt ?? null,
      wantedAt: look === undefined || look.wantedAt === null ? null : instantOfMs(look.wantedAt),
      span: look?.spans.at(-1) ?? null,
      open: (courses.get(hostId) ?? [])
        .filter((row) => row.course.endedAt === null)
        .map(({ course }) => course)
        .sort((a, b) => (updateKey(a) < updateKey(b) ? -1 : 1)),
    };
  },
  async noteLook(hostId, { at, nextAt, spans, courses: changed }) {
    const { hosts, looks } = transaction.changing;
    if (hosts.get(hostId) === undefined) throw new Error(`there is no host ${hostId}`);
    const kept = new Map((looks.get(hostId)?.spans ?? []).map((span) => [span.from, span]));
    for (const span of spans) kept.set(span.from, copyOf(span));
    const sorted = [...kept.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
    const next = nextAt === null ? { wantedAt: null, lookedAt: null } : { wantedAt: msOfInstant(nextAt), lookedAt: at };
    looks.set(hostId, { ...next, spans: sorted });
    for (const course of changed) putCourse(transaction.changing, hostId, course);
  },
  async forgetCourses(endedBefore, limit) {
    const { courses } = transaction.changing;
    const over = everyCourse(transaction.changing)
      .filter(({ course: { endedAt } }) => endedAt !== null && endedAt < endedBefore)
      .slice(0, limit);
    for (const [hostId, its] of Map.groupBy(over, (row) => row.hostId)) {
      const numbers = new Set(its.map(({ number }) => number));
      courses.set(
        hostId,
        (courses.get(hostId) ?? []).filter(({ number }) => !numbers.has(number)),
      );
    }
    forgetSpans(transaction.changing, endedBefore);
    return over.length;
  },
  async recordsKept() {
    const { hosts, looks } = transaction.reading;
    const kept = hosts.values().flatMap(({ value }) => looks.get(value.hostId) ?? []);
    const [since = null] = kept.flatMap(({ spans }) => spans[0]?.from ?? []).sort();
    const [oldestLook = null] = kept.flatMap(({ lookedAt }) => lookedAt ?? []).sort();
    return { since, oldestLook };
  },
});

const forgetSpans = ({ hosts, looks }: Tables, endedBefore: Instant): void => {
  for (const { value } of hosts.values()) {
    const look = looks.get(value.hostId);
    if (look === undefined) continue;
    const spans = look.spans.filter(({ until }) => until === null || until >= endedBefore);
    looks.set(value.hostId, { ...look, spans });
  }
};

/** As the stores that compute it: at once, before any whom nothing happened to. */
export const lookSoon = ({ hosts, looks }: Tables, hostId: string): void => {
  if (hosts.get(hostId)?.value.retiredAt !== null) return;
  const { lookedAt = null, spans = [] } = looks.get(hostId) ?? ({} as Partial<HostLooks>);
  looks.set(hostId, { wantedAt: 0, lookedAt, spans });
};

const putCourse = ({ courses, courseCount }: Tables, hostId: HostId, course: ExposureCourse): void => {
  const rows = courses.get(hostId) ?? [];
  const same = rows.find((row) => row.course.beganAt === course.beganAt && updateKey(row.course) === updateKey(course));
  const number = same?.number ?? (courseCount.get(ONLY) ?? 0) + 1;
  if (same === undefined) courseCount.set(ONLY, number);
  const others = rows.filter((row) => row !== same);
  courses.set(hostId, [...others, { hostId, number, course: copyOf(course) }]);
};

/** In the order in which they were recorded. */
const everyCourse = ({ courses }: Tables): readonly HostCourseRow[] =>
  courses
    .values()
    .flat()
    .sort((a, b) => a.number - b.number);

const updateKey = ({ sourcePackage, fixedVersion }: Pick<ExposureCourse, 'sourcePackage' | 'fixedVersion'>): string =>
  `${sourcePackage}\0${fixedVersion}`;

const standingsOn = (transaction: Transaction): Pick<StoreReports, 'standings' | 'standingHosts'> => ({
  async standings(query) {
    const groups = Map.groupBy(hostsAt(transaction.reading, query), ({ value, standing }) =>
      JSON.stringify([value, standing]),
    );
    return [...groups]
      .map(([key, hosts]) => {
        const [value, standing] = JSON.parse(key) as [string | null, HostStanding];
        return { value, standing, hosts: hosts.length };
      })
      .sort((a, b) => compareNullsFirst(a.value, b.value) || (a.standing < b.standing ? -1 : 1));
  },
  async standingHosts(filter, request) {
    const after = readCursor(request, 'number')?.[0] ?? -1;
    const rows = hostsAt(transaction.reading, filter)
      .map((host, number) => ({ host, number }))
      .filter(({ number }) => number > after)
      .filter(({ host }) => filter.standing === undefined || host.standing === filter.standing)
      .filter(({ host }) => filter.values === undefined || filter.values.includes(host.value));
    const page = pageOf(rows, request, ({ number }) => [number]);
    return { ...page, items: page.items.map(({ host }) => host) };
  },
});

const compareNullsFirst = (a: string | null, b: string | null): number => {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
};

const hostsAt = (tables: Tables, query: StandingQuery): readonly StandingHost[] =>
  tables.hosts
    .values()
    .map(({ value }) => value)
    .filter(({ enrolledAt, retiredAt }) => enrolledAt <= query.at && (retiredAt === null || retiredAt > query.at))
    .map((host) => standingHost(tables, host, query));

const standingHost = (tables: Tables, host: HostRecord, { at, label }: StandingQuery): StandingHost => {
  const span = spanAt(tables, host.hostId, at);
  const needed = coursesOn(tables, host.hostId).filter(
    ({ beganAt, endedAt }) => beganAt <= at && (endedAt === null || endedAt > at),
  );
  const overdue = needed.filter(({ dueAt }) => dueAt !== null && dueAt <= at);
  const isAlone = isLeftAlone(tables, host.hostId, at);
  const standing = isAlone ? 'unknown' : standingOf(span, needed, overdue, at);
  const dues = needed.flatMap(({ dueAt }) => dueAt ?? []).sort();
  const why = reason(isAlone ? 'host-not-looked-at' : overdue.length > 0 ? 'effect-not-known' : 'records-not-begun');
  return {
    hostId: host.hostId,
    hostname: host.hostname,
    value: label === null ? canonicalise(host.labels) : (host.labels[label] ?? null),
    standing,
    reason: standing === 'unknown' ? (span?.reason ?? why) : null,
    open: needed.length,
    overdue: overdue.length,
    dueFirst: dues[0] ?? null,
  };
};

const standingOf = (
  span: HostSpan | undefined,
  needed: readonly ExposureCourse[],
  overdue: readonly ExposureCourse[],
  at: Instant,
): HostStanding => {
  if (span === undefined || span.reason !== null) return 'unknown';
  const unanswered = overdue.filter((course) => !wasExcepted(course, at));
  if (unanswered.some((course) => !isOnDiskAlone(course, at))) return 'overdue';
  if (unanswered.length > 0) return 'unknown';
  if (overdue.length > 0) return 'excepted';
  return needed.length > 0 ? 'due-later' : 'clear';
};

const spanAt = ({ looks }: Tables, hostId: string, at: Instant): HostSpan | undefined =>
  looks.get(hostId)?.spans.find(({ from, until }) => from <= at && (until === null || until > at));

const isLeftAlone = ({ looks }: Tables, hostId: string, at: Instant): boolean => {
  const lookedAt = looks.get(hostId)?.lookedAt ?? null;
  return lookedAt !== null && msBetween(lookedAt, at) >= LOOK_GAP_MS_MAX;
};

const coursesOn = ({ courses }: Tables, hostId: string): readonly ExposureCourse[] =>
  (courses.get(hostId) ?? []).map(({ course }) => course);

const wasExcepted = ({ excepted }: ExposureCourse, at: Instant): boolean =>
  excepted !== null && excepted.from <= at && (excepted.until === null || excepted.until > at);

const isOnDiskAlone = ({ effect, installedAt }: ExposureCourse, at: Instant): boolean =>
  effect === 'unknown' && installedAt !== null && installedAt <= at;

type Figures = Pick<
  StoreReports,
  'outcomes' | 'countWithoutDeadline' | 'durations' | 'countEffectUnknown' | 'courses' | 'changes'
>;

const figuresOn = (transaction: Transaction): Figures => ({
  async outcomes({ at, ...period }) {
    const tables = transaction.reading;
    const due = everyCourse(tables).filter(({ course }) => isIn(course.dueAt, period));
    return grouped(due, (row) => {
      const { severity, rule } = row.course;
      return { severity, rule, outcome: outcomeAt(tables, row, at) };
    });
  },
  async countWithoutDeadline(period) {
    return everyCourse(transaction.reading).filter(
      ({ course }) => course.dueAt === null && isIn(course.beganAt, period),
    ).length;
  },
  async durations(period) {
    const patched = everyCourse(transaction.reading).filter(({ course }) => isPatchedIn(course, period));
    return [
      ...grouped(patched, ({ course }) => durationOf(course, 'fix', course.fixAt, course.endedAt)),
      ...grouped(patched, ({ course }) => durationOf(course, 'learned', course.learnedAt, course.endedAt)),
      ...grouped(patched, ({ course }) => durationOf(course, 'installed', course.fixAt, course.installedAt)),
    ];
  },
  async countEffectUnknown(period) {
    return everyCourse(transaction.reading).filter(
      ({ course }) => course.effect === 'unknown' && isIn(course.installedAt, period),
    ).length;
  },
  async courses(filter, request) {
    const tables = transaction.reading;
    const after = readCursor(request, 'number')?.[0] ?? Number.MAX_SAFE_INTEGER;
    const rows = everyCourse(tables)
      .filter(({ number, course }) => number < after && isMeant(course, filter))
      .toReversed()
      .map((row) => ({
        number: row.number,
        item: {
          ...row.course,
          hostId: row.hostId,
          hostname: tables.hosts.get(row.hostId)?.value.hostname ?? '',
          outcome: filter.which === 'due' ? outcomeAt(tables, row, filter.at) : null,
        } satisfies HostCourse,
      }))
      .filter(({ item }) => filter.outcome === undefined || item.outcome === filter.outcome);
    const page = pageOf(rows, request, ({ number }) => [number]);
    return { ...page, items: page.items.map(({ item }) => item) };
  },
  async changes({ hostId, by, ...period }, request) {
    const { hosts, hostEvents } = transaction.reading;
    const after = readCursor(request, 'text', 'number');
    const all = hosts
      .values()
      .flatMap(({ value }) => hostEvents.of(value.hostId))
      .filter((one): one is PackagesChanged => one.event.kind === 'packages-changed')
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .map((event, number) => ({ event, number }))
      .toReversed()
      .filter(({ event }) => isIn(event.at, period))
      .filter(({ event }) => hostId === undefined || event.hostId === hostId)
      .filter(({ event }) => by === undefined || event.event.by === by)
      .filter(({ number }) => after === null || number < after[1]);
    const page = pageOf(all, request, ({ event, number }) => [event.at, number]);
    return { ...page, items: page.items.map(({ event }) => event) };
  },
});

const isIn = (at: Instant | null, { from, until }: Period): boolean => at !== null && at >= from && at < until;

const isPatchedIn = ({ end, endedAt }: ExposureCourse, period: Period): boolean =>
  end === 'patched' && isIn(endedAt, period);

const HOUR_MS = 3_600_000;

const durationOf = <Clock extends PatchClock>(
  { severity }: ExposureCourse,
  clock: Clock,
  from: Instant,
  to: Instant | null,
) => {
  const ms = to === null ? 0 : msBetween(from, to);
  return { severity, clock, hours: Math.max(0, Math.floor(ms / HOUR_MS)) };
};

const grouped = <Key extends object>(
  rows: readonly HostCourseRow[],
  keyOf: (row: HostCourseRow) => Key,
): readonly (Key & { readonly courses: number })[] =>
  [...Map.groupBy(rows, (row) => JSON.stringify(keyOf(row)))].map(([key, its]) => ({
    ...(JSON.parse(key) as Key),
    courses: its.length,
  }));

const outcomeAt = (tables: Tables, { hostId, course }: HostCourseRow, at: Instant): SlaOutcome => {
  const { dueAt, endedAt, end } = course;
  const due = dueAt ?? at;
  if (endedAt !== null && endedAt <= due) return end === 'patched' ? 'in-time' : 'otherwise';
  if (wasExcepted(course, due)) return 'excepted';
  if (endedAt !== null && endedAt <= at) return end === 'patched' ? 'late' : 'otherwise';
  const retiredAt = tables.hosts.get(hostId)?.value.retiredAt ?? null;
  if (retiredAt !== null && retiredAt <= at) return 'otherwise';
  if (wasExcepted(course, at)) return 'excepted';
  if (isOnDiskAlone(course, at)) return 'unknown';
  const span = spanAt(tables, hostId, at);
  return span === undefined || span.reason !== null || isLeftAlone(tables, hostId, at) ? 'unknown' : 'overdue';
};

const isMeant = (course: ExposureCourse, filter: CourseFilter): boolean => {
  if (filter.severity !== undefined && course.severity !== filter.severity) return false;
  if (filter.rule !== undefined && course.rule !== filter.rule) return false;
  switch (filter.which) {
    case 'due':
      return isIn(course.dueAt, filter);
    case 'patched':
      return isPatchedIn(course, filter);
    case 'no-deadline':
      return course.dueAt === null && isIn(course.beganAt, filter);
    case 'effect-unknown':
      return course.effect === 'unknown' && isIn(course.installedAt, filter);
    default:
      return filter.which satisfies never;
  }
};
