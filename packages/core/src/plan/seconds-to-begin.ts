import type { Occurrence } from '../calendar/index.ts';
import { msBetween } from '../time/index.ts';
import type { HostPlan } from './types.ts';

/** What tells how much of an occurrence a host plan takes. */
export type PlannedTimes = Pick<HostPlan, 'expectedSeconds' | 'wayBackSeconds' | 'transaction' | 'parts'>;

/**
 * Seconds that must be left of an occurrence for the host to begin in it: all of the plan, and its way back. Where it may go in parts and the longest
 * of the plan's occurrences holds no more than some of it, as much as its first change needs: it would never begin otherwise. A plan that fits in
 * one of them waits for that: one run of the package manager is cheaper than two.
 */
export function secondsToBegin(
  { expectedSeconds, wayBackSeconds, transaction, parts }: PlannedTimes,
  occurrences: readonly Pick<Occurrence, 'startsAt' | 'endsAt'>[],
): number {
  const whole = expectedSeconds + wayBackSeconds;
  if (parts === undefined) return whole;
  const longest = Math.max(0, ...occurrences.map(({ startsAt, endsAt }) => msBetween(startsAt, endsAt) / 1000));
  if (whole <= longest) return whole;
  const { changeSeconds, afterSeconds } = parts;
  return Math.max(whole - (transaction.length - 1) * changeSeconds, changeSeconds + afterSeconds);
}
