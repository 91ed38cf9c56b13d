// What became of the deadlines of a period, how long patching took in it, and the exposures behind these numbers.

import type { Severity } from '@slipway/core/advisory';
import {
  type DurationCount,
  durationFigures,
  type OutcomeCounts,
  type SlaOutcome,
  slaShareOf,
} from '@slipway/core/compliance';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addMs, type Instant } from '@slipway/core/time';
import type { ExposureRecordsAnswer, SlaAnswer, TimeToPatchAnswer } from '@slipway/protocol/api';
import {
  type CourseFilter,
  type PageRequest,
  type PatchClock,
  type PatchDuration,
  type Period,
  type StoreView,
  severityRank,
} from '../../ports/index.ts';
import type { App } from '../context.ts';
import { recordsKept } from './compliance.ts';

export interface PeriodQuery {
  readonly from?: Instant;
  readonly until?: Instant;
}

/** A month, as reports are asked for. */
const DAYS_DEFAULT = 30;
const DAY_MS = 86_400_000;

/** `at`: until when things are looked at; of a period that goes on, now. */
export type AskedPeriod = Period & { readonly at: Instant };

export const ofPeriod = async <T>(
  app: App,
  query: PeriodQuery,
  answer: (view: StoreView, period: AskedPeriod) => Promise<Outcome<T>>,
): Promise<Outcome<T>> => {
  const now = app.ports.clock.now();
  const until = query.until ?? now;
  const from = query.from ?? addMs(until, -DAYS_DEFAULT * DAY_MS);
  if (from >= until) return refuse('input-invalid', { what: 'from', detail: 'it does not lie before until' });
  if (from > now) return refuse('input-invalid', { what: 'from', detail: 'it is still to come' });
  return await app.ports.store.read(async (view) => await answer(view, { from, until, at: until < now ? until : now }));
};

export const reportDeadlines = async (app: App, query: PeriodQuery): Promise<Outcome<SlaAnswer>> =>
  await ofPeriod(app, query, async (view, { from, until, at }) => {
    // What is due after now has not been kept or missed yet.
    const counted = await view.reports.outcomes({ from, until: at, at });
    const total = none();
    const groups = new Map<
      string,
      { severity: Severity | null; rule: string | null; counts: Record<SlaOutcome, number> }
    >();
    for (const { severity, rule, outcome, courses } of counted) {
      const key = JSON.stringify([severity, rule]);
      const group = groups.get(key) ?? { severity, rule, counts: none() };
      groups.set(key, group);
      group.counts[outcome] += courses;
      total[outcome] += courses;
    }
    return ok({
      ...{ from, until, asOf: at },
      ...(await recordsKept(view)),
      groups: [...groups.values()]
        .sort((a, b) => bySeverity(a.severity, b.severity) || ((a.rule ?? '') < (b.rule ?? '') ? -1 : 1))
        .map(({ severity, rule, counts }) => ({ severity, rule, ...outcomesOf(counts) })),
      total: outcomesOf(total),
      withoutDeadline: await view.reports.countWithoutDeadline({ from, until }),
    });
  });

const none = (): Record<SlaOutcome, number> => ({
  'in-time': 0,
  late: 0,
  overdue: 0,
  excepted: 0,
  unknown: 0,
  otherwise: 0,
});

const outcomesOf = (counts: OutcomeCounts): SlaAnswer['total'] => {
  const { 'in-time': inTime, ...others } = counts;
  return { inTime, ...others, inTimePermille: slaShareOf(counts) };
};

/** The worst first; what nobody rated may be anything, and comes last. */
const bySeverity = (a: Severity | null, b: Severity | null): number =>
  (b === null ? -1 : severityRank(b)) - (a === null ? -1 : severityRank(a));

export const reportTimeToPatch = async (app: App, query: PeriodQuery): Promise<Outcome<TimeToPatchAnswer>> =>
  await ofPeriod(app, query, async (view, { from, until, at }) => {
    const durations = await view.reports.durations({ from, until });
    const severities = [...new Set(durations.map(({ severity }) => severity))].sort(bySeverity);
    return ok({
      ...{ from, until, asOf: at },
      ...(await recordsKept(view)),
      groups: severities.map((severity) => ({
        severity,
        ...clocksOf(durations.filter((one) => one.severity === severity)),
      })),
      total: clocksOf(durations),
      effectUnknown: await view.reports.countEffectUnknown({ from, until }),
    });
  });

const clocksOf = (durations: readonly PatchDuration[]): TimeToPatchAnswer['total'] => {
  const figures = (clock: PatchClock) => {
    const counts = durations
      .filter((one) => one.clock === clock)
      .map(({ hours, courses }): DurationCount => ({ hours, count: courses }));
    const { count, medianHours, p90Hours } = durationFigures(counts);
    return { exposures: count, medianHours, p90Hours };
  };
  return { fromFix: figures('fix'), fromLearned: figures('learned'), toDisk: figures('installed') };
};

export interface CourseQuery extends PeriodQuery, Pick<CourseFilter, 'which' | 'rule' | 'outcome'> {
  readonly severity?: Severity | 'unrated';
}

export const listCourses = async (
  app: App,
  query: CourseQuery,
  page: PageRequest,
): Promise<Outcome<ExposureRecordsAnswer>> =>
  await ofPeriod(app, query, async (view, { from, until, at }) => {
    const { which, severity, rule, outcome } = query;
    if (outcome !== undefined && which !== 'due') {
      return refuse('input-invalid', { what: 'outcome', detail: 'only deadlines have one: which=due' });
    }
    const filter: CourseFilter = {
      ...{ which, at, from, until: which === 'due' ? at : until },
      ...(severity === undefined ? {} : { severity: severity === 'unrated' ? null : severity }),
      ...(rule === undefined ? {} : { rule }),
      ...(outcome === undefined ? {} : { outcome }),
    };
    const { items, next } = await view.reports.courses(filter, page);
    return ok({
      ...{ from, until, asOf: at },
      ...(await recordsKept(view)),
      items: items.map((one) => {
        const { excepted, packages: _, ...course } = one;
        return { ...course, exception: excepted?.name ?? null };
      }),
      next,
    });
  });
