// What a part of the bench hands back, and how it is printed. See main.ts.

/**
 * How a figure stands to its target:
 * - `met`, `missed`: a speed or size; a miss is shown and fails nothing, since the machine has its say in it;
 * - `broken`: a matter of right and wrong, and wrong: the run fails;
 * - `beside`: no target of ours, measured in the same run for comparison.
 */
export type Verdict = 'met' | 'missed' | 'broken' | 'beside';

export interface Figure {
  readonly what: string;
  readonly measured: string;
  /** Empty where the figure stands beside ours for comparison. */
  readonly target: string;
  readonly verdict: Verdict;
}

/** Figures, or what must be done on this machine before there can be any. */
export type BenchResult =
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] }
  | { readonly kind: 'unable'; readonly text: string };

export interface BenchPart {
  readonly name: string;
  /** Loads what it measures only when asked to run. */
  readonly run: () => Promise<BenchResult>;
}

/** A speed that should be at least `target`. */
export function speedFigure(what: string, perSecond: number, target: number): Figure {
  const verdict = perSecond >= target ? 'met' : 'missed';
  return { what, measured: perSecondText(perSecond), target: `at least ${perSecondText(target)}`, verdict };
}

/** A size or time that should be under `limit`. */
export const atMostFigure = (what: string, measured: number, limit: number, unit: string, digits = 2): Figure => ({
  what,
  measured: `${measured.toFixed(digits)} ${unit}`,
  target: `under ${limit} ${unit}`,
  verdict: measured < limit ? 'met' : 'missed',
});

/** What has no target, and stands there for comparison. */
export const besideFigure = (what: string, measured: string): Figure => ({
  what,
  measured,
  target: '',
  verdict: 'beside',
});

/** A count of errors that must be zero. */
export function errorsFigure(what: string, errors: number): Figure {
  return { what, measured: countText(errors), target: '0', verdict: errors === 0 ? 'met' : 'broken' };
}

export const countText = (count: number): string => Math.round(count).toLocaleString('en');

export const perSecondText = (perSecond: number): string => `${countText(perSecond)} /s`;

/** A plain table: columns padded with blanks, verdict last. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [
    ['what', 'measured', 'target', 'verdict'],
    ...figures.map(({ what, measured, target, verdict }) => [what, measured, target, verdict]),
  ];
  const widths = rows.reduce<number[]>((wide, row) => row.map((cell, at) => Math.max(cell.length, wide[at] ?? 0)), []);
  return rows
    .map((row) => row.map((cell, at) => (at === 1 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))))
    .map((row) => `  ${row.join('   ').trimEnd()}`)
    .join('\n');
}
