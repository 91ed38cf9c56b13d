// A window in which nothing can ever begin: shorter than the shortest plan that there can be under these rules.

import { shortestSpan } from '../../calendar/index.ts';
import { defaultSeconds, SECONDS_GRAIN, type StepKind } from '../../step/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import { warningSeconds } from '../reboot-warning.ts';
import type { Rules } from '../types.ts';
import { type Problems, pathOf } from './common.ts';

/**
 * For one package on a host whose steps call no hook, by the default times: what a planner that has observed nothing yet
 * takes, preflight to verify, with the way back where policy requires one.
 */
export function shortestPlanSeconds({ restart, reboot, rebootWarning, wayBackProof }: ShortestBy): number {
  const onTheWay: readonly StepKind[] = [
    'preflight',
    'manifest',
    'apply',
    ...(restart === 'none' ? [] : (['restart'] as const)),
    ...(reboot === 'never' ? [] : (['reboot'] as const)),
    'verify',
  ];
  const back: readonly StepKind[] = wayBackProof === 'required' ? ['way-back', 'restart', 'verify'] : [];
  const warned = reboot === 'never' ? 0 : warningSeconds(rebootWarning);
  return secondsOf(onTheWay) + secondsOf(back) + warned;
}

type ShortestBy = Pick<Rules, 'restart' | 'reboot' | 'rebootWarning' | 'wayBackProof'>;

const secondsOf = (kinds: readonly StepKind[]): number => {
  const seconds = kinds.reduce((sum, kind) => sum + defaultSeconds(kind, 1), 0);
  return Math.ceil(seconds / SECONDS_GRAIN) * SECONDS_GRAIN;
};

/** `window` must be sound by itself; `path` is its place. */
export function tooShortProblems(rules: ShortestBy & Pick<Rules, 'window'>, path: PolicyPath): Problems {
  const shortest = shortestSpan(rules.window);
  const needed = shortestPlanSeconds(rules);
  if (shortest === null || shortest.seconds >= needed) return NONE;
  const { restart, reboot, rebootWarning, wayBackProof } = rules;
  const warned = reboot === 'never' || rebootWarning === undefined ? '' : ', rebootWarning';
  const under = `restart: ${restart}, reboot: ${reboot}${warned}, wayBackProof: ${wayBackProof}`;
  const lacking = Math.ceil((needed - shortest.seconds) / 60);
  return problem(
    [...path, ...pathOf(shortest.at)],
    `lasts ${minutes(shortest.seconds)}, and no plan takes less than ${minutes(needed)} (${under}): ${lacking} too short`,
    `${Math.ceil(needed / 60)} minutes or more`,
  );
}

/** `6.7 minutes` */
const minutes = (seconds: number): string => `${Math.round(seconds / 6) / 10} minutes`;
