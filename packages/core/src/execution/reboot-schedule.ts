// When people are told of a reboot and when it happens, from when its step was begun: whoever is killed meanwhile and asks
// again gets the same answer.

import type { RebootWarning } from '../policy/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';

export interface RebootSchedule {
  /** Nobody is told before this: until then it is put off. */
  readonly warnAt: Instant;
  /** Whoever is logged in. */
  readonly rebootAt: Instant;
}

/**
 * A window that closes shortens how long it is put off, never the warning itself: what was begun goes to its end, and
 * `neededAfterSeconds` is what the host still has to do then, in its worst case. `windowEndsAt` null: there is no window any more.
 */
export const rebootSchedule = (options: {
  readonly warning: RebootWarning;
  readonly begunAt: Instant;
  readonly windowEndsAt: Instant | null;
  readonly neededAfterSeconds: number;
}): RebootSchedule => {
  const { warning, begunAt, windowEndsAt, neededAfterSeconds } = options;
  const warningSeconds = warning.minutes * 60;
  const warned = addSeconds(begunAt, warningSeconds);
  const putOff = addSeconds(begunAt, (warning.postponeMinutes ?? 0) * 60);
  const latest = windowEndsAt === null ? warned : addSeconds(windowEndsAt, -neededAfterSeconds);
  const wanted = putOff < latest ? putOff : latest;
  const rebootAt = wanted < warned ? warned : wanted;
  return { warnAt: addSeconds(rebootAt, -warningSeconds), rebootAt };
};
