import type { PartEnd } from '../parts/index.ts';
import { MINUTES_WANTED, minutesByPart } from './budgets.ts';

export interface CiReport {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/** The table, what went wrong, and as the last line the count of tests and scenarios. */
export function report(ends: readonly PartEnd[]): CiReport {
  const minutes = ends.reduce((sum, end) => sum + end.seconds, 0) / 60;
  const broken = ends.filter(({ ok }) => !ok);
  // A part without tests of its own that failed counts as one: a reader of the last line alone must not see 0.
  const failed = ends.reduce((sum, end) => sum + (end.ok ? end.failed : Math.max(end.failed, 1)), 0);
  const passed = ends.reduce((sum, end) => sum + end.passed, 0);
  return {
    ok: broken.length === 0,
    lines: [
      ...table(ends),
      `${'in all'.padEnd(12)}${minutesText(minutes * 60)} of ${MINUTES_WANTED} min`,
      ...ends.filter(isOverBudget).map((end) => `warning: ${end.name} is over its budget`),
      ...(minutes > MINUTES_WANTED ? [`warning: CI took more than ${MINUTES_WANTED} minutes`] : []),
      ...ends.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`)),
      `${passed} passed, ${failed} failed`,
    ],
  };
}

function table(ends: readonly PartEnd[]): readonly string[] {
  return ends.map((end) => {
    const budget = minutesByPart[end.name];
    const of = budget === undefined ? '' : ` of ${String(budget).padStart(2)} min`;
    const counts = end.passed + end.failed === 0 ? '' : `  ${end.passed} passed, ${end.failed} failed`;
    return `${end.name.padEnd(12)}${minutesText(end.seconds)}${of}  ${end.ok ? 'ok' : 'FAILED'}${counts}`;
  });
}

function isOverBudget({ name, seconds }: PartEnd): boolean {
  const budget = minutesByPart[name];
  return budget !== undefined && seconds > budget * 60;
}

function minutesText(seconds: number): string {
  return `${(seconds / 60).toFixed(1).padStart(5)} min`;
}
