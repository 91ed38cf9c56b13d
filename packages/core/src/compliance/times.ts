// How long it took: medians and 90th percentiles over counted durations, so that a fleet of any size is a few thousand rows.

/** So many took so many whole hours, rounded down. */
export interface DurationCount {
  readonly hours: number;
  readonly count: number;
}

/** `null`: of none of them. */
export interface DurationFigures {
  readonly count: number;
  readonly medianHours: number | null;
  readonly p90Hours: number | null;
}

/** The nearest-rank percentile: a duration that somebody really took, of three the second and the third. */
export function durationFigures(counts: readonly DurationCount[]): DurationFigures {
  const sorted = counts.toSorted((a, b) => a.hours - b.hours);
  const count = sorted.reduce((sum, one) => sum + one.count, 0);
  const at = (percent: number): number | null => {
    let left = Math.max(1, Math.ceil((count * percent) / 100));
    for (const one of sorted) {
      left -= one.count;
      if (left <= 0) return one.hours;
    }
    return null;
  };
  return { count, medianHours: at(50), p90Hours: at(90) };
}
