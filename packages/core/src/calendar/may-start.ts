// May a host begin now? Asked by the rollout, and again by the host's own agent.

import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { type Instant, msBetween } from '../time/index.ts';
import type { Occurrence } from './types.ts';

/** Yes only between start and cut-off, and only if `neededSeconds` (the plan and its fastest way back) fit before the end. */
export function mayStart(options: {
  readonly occurrence: Occurrence;
  readonly now: Instant;
  readonly neededSeconds: number;
}): Outcome<Occurrence> {
  const { occurrence, now, neededSeconds } = options;
  const { startsAt, cutOffAt, endsAt } = occurrence;
  if (now < startsAt || now >= cutOffAt) {
    return refuse('outside-occurrence', { now, starts: startsAt, cutOff: cutOffAt });
  }
  const left = Math.floor(msBetween(now, endsAt) / 1000);
  return neededSeconds <= left ? ok(occurrence) : refuse('window-too-short', { needed: neededSeconds, left });
}
