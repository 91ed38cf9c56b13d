// How exposures of hosts went: courses with every end and outcome, spans of knowing, and what reports count of them.

import type { StoreView } from '@slipway/controller/ports';
import type { CourseEnd, ExposureCourse, HostSpan } from '@slipway/core/compliance';
import { reason } from '@slipway/core/reasons';
import { addMs } from '@slipway/core/time';
import { THE_MORNING } from '../../../builders/index.ts';
import { aCourse, hostIdOf } from '../../../store-rows/index.ts';
import type { Whole } from '../../whole.ts';
import { everyPage } from '../pages.ts';

const day = (days: number) => addMs(THE_MORNING, days * 86_400_000);
const HOST = hostIdOf('host-1');

const ENDS: { readonly [End in CourseEnd]: Whole<ExposureCourse> } = {
  patched: whole('patched'),
  removed: whole('removed'),
  revised: whole('revised'),
};

function whole(end: CourseEnd): Whole<ExposureCourse> {
  return {
    ...aCourse({ sourcePackage: end, end, dueAt: day(-4), installedAt: day(-6), endedAt: day(-5) }),
    excepted: { name: 'frozen', from: day(-9), until: day(-8) },
  } as Whole<ExposureCourse>;
}

const OPEN = aCourse({ dueAt: day(-3), effect: 'unknown', installedAt: day(-4) });
const UNDUE = aCourse({ sourcePackage: 'bash', dueAt: null, rule: null, severity: null });
const SPANS: readonly HostSpan[] = [
  { from: day(-20), until: day(-2), reason: null },
  { from: day(-2), until: null, reason: reason('host-long-silent', { hours: 48 }) },
];

export const fillReports = async ({ reports }: StoreView): Promise<void> => {
  const courses = [...Object.values(ENDS), OPEN, UNDUE];
  await reports.noteLook(HOST, { at: THE_MORNING, nextAt: day(1), spans: SPANS, courses });
};

const PERIOD = { from: day(-30), until: day(30) };

export const readReports = async ({ reports }: StoreView): Promise<object> => ({
  courses: await reports.coursesOf(HOST),
  kept: await reports.recordsKept(),
  due: await reports.hostsToLookAt(day(2), 10),
  standings: await reports.standings({ at: THE_MORNING, label: 'environment' }),
  hosts: await everyPage((page) => reports.standingHosts({ at: THE_MORNING, label: 'environment' }, page)),
  outcomes: sorted(await reports.outcomes({ ...PERIOD, at: THE_MORNING })),
  withoutDeadline: await reports.countWithoutDeadline(PERIOD),
  durations: sorted(await reports.durations(PERIOD)),
  effectUnknown: await reports.countEffectUnknown(PERIOD),
  list: await everyPage((page) => reports.courses({ ...PERIOD, which: 'due', at: THE_MORNING }, page)),
  changes: (await everyPage((page) => reports.changes(PERIOD, page))).map(({ at }) => at),
});

/** A database gives groups in no order. */
const sorted = (rows: readonly object[]): readonly object[] =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
