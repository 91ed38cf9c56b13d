import type { Obstacle, RefusedTarget } from '@slipway/core/patch-set';
import { type Outcome, ok } from '@slipway/core/reasons';
import type { HookReport } from './hook-report.ts';

/** What to ask apt for, exactly. */
export interface WishedTarget {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
}

export type Solved =
  | { readonly solvable: true; readonly report: HookReport }
  /** `against`: apt would do it, and what stands in the way of that. */
  | { readonly solvable: false; readonly against?: Obstacle };

/** Each costs 0.1 to 1 s. With halving, one bad target among 500 costs about 20. */
const SIMULATIONS_MAX = 120;

/**
 * The targets that apt can install together, found by halving whatever it cannot; what fails beside those taken before it
 * is refused. Not the largest set in every case: with two targets that exclude each other the first one wins.
 */
export const largestSolvable = async (
  targets: readonly WishedTarget[],
  trySolve: (targets: readonly WishedTarget[]) => Promise<Outcome<Solved>>,
): Promise<Outcome<{ readonly report: HookReport | null; readonly refused: readonly RefusedTarget[] }>> => {
  let taken: readonly WishedTarget[] = [];
  let report: HookReport | null = null;
  let simulations = 0;
  const refused: RefusedTarget[] = [];
  /** In order; the first part is looked at first. */
  const waiting: (readonly WishedTarget[])[] = [targets];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (next.length === 0) continue;
    if (simulations === SIMULATIONS_MAX) {
      refused.push(...next.map((target) => ({ ...target, cause: 'unknown' as const })));
      continue;
    }
    simulations += 1;
    const solved = await trySolve([...taken, ...next]);
    if (!solved.ok) return solved;
    if (solved.value.solvable) {
      taken = [...taken, ...next];
      report = solved.value.report;
    } else if (next.length === 1) {
      const against = solved.value.against === undefined ? {} : { against: solved.value.against };
      refused.push(...next.map((target) => ({ ...target, cause: 'dependency' as const, ...against })));
    } else {
      const half = Math.ceil(next.length / 2);
      waiting.unshift(next.slice(0, half), next.slice(half));
    }
  }
  return ok({ report, refused });
};
