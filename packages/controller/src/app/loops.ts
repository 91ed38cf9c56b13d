// The loops: each looks, decides, and waits for a hint or its poll interval. They take no input but "look again"; what
// they decide on is in the store, so that any number of controllers may run them and a crash loses nothing.

import { msBetween } from '@slipway/core/time';
import type { LoopSubject } from '../ports/index.ts';
import { announceWindows } from './announcement/index.ts';
import { lookAtReminders } from './approval/index.ts';
import { lookAtChecklists } from './checklist/index.ts';
import type { App } from './context.ts';
import { warnOfExceptions } from './exception/index.ts';
import { keepCounts } from './exposure/index.ts';
import { lookAtSeen } from './fleet/index.ts';
import { lookAtGates } from './gates/index.ts';
import { lookAtFeeds, lookAtKnowledge } from './knowledge/index.ts';
import { lookAtNotices } from './notify/index.ts';
import { cutOnce } from './patch-set/index.ts';
import { planOnce } from './planning/index.ts';
import { lookAtPromotions } from './promotion/index.ts';
import { lookAtHosts } from './reports/index.ts';
import { lookAtReturning } from './returning/index.ts';
import { lookAtRollouts } from './rollout/index.ts';
import { lookAtTimetable } from './timetable/index.ts';

/** Looked at without any hint: a lost hint costs at most this. */
const POLL_MS = 5000;
/** After a failure of the outside world (store, signing): not at once again. */
const FAILED_MS = 2000;

/** A decision that wants to be taken again "now" must not turn the loop into a circle. */
const LOOK_AGAIN_MS_MIN = 200;

/**
 * A look over a large fleet is a second of work in which nobody else is answered, and while hundreds of hosts are at work
 * the next hint is there before it has ended. Agents and people get as long a turn as it took; at most so long, since a look
 * that takes minutes waits for others most of the time.
 */
const REST_MS_MAX = 2000;

interface Loop {
  readonly subject: LoopSubject;
  /** Milliseconds until it wants to look again by itself; 0 for at once. */
  look(app: App): Promise<number>;
}

export const LOOPS: readonly Loop[] = [
  { subject: 'cut', look: async (app) => ((await cutOnce(app)) ? 0 : POLL_MS) },
  { subject: 'planning', look: async (app) => ((await planOnce(app)) ? 0 : POLL_MS) },
  { subject: 'rollout', look: async (app) => await rolloutWait(app) },
  { subject: 'promotion', look: lookAtPromotions },
  { subject: 'gates', look: lookAtGates },
  { subject: 'readings', look: lookAtChecklists },
  { subject: 'timetable', look: lookAtTimetable },
  { subject: 'returning', look: lookAtReturning },
  { subject: 'seen', look: lookAtSeen },
  { subject: 'feeds', look: lookAtFeeds },
  { subject: 'knowledge', look: async (app) => await lookAtKnowledgeAndCount(app) },
  { subject: 'records', look: async (app) => (await lookAtHosts(app)) ?? POLL_MS },
  { subject: 'notify', look: lookAtNotices },
  { subject: 'reminders', look: async (app) => await lookAhead(app) },
];

/** What people hear of before it comes: none of the three keeps the others waiting, nor by failing. */
const lookAhead = async (app: App): Promise<number> => {
  const looked = await Promise.allSettled([lookAtReminders(app), announceWindows(app), warnOfExceptions(app)]);
  const failed = looked.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return Math.min(...looked.map((one) => (one.status === 'fulfilled' ? one.value : FAILED_MS)));
};

/** Who newly needs what is told before lists are brought up: people wait for the first. */
const lookAtKnowledgeAndCount = async (app: App): Promise<number> => {
  const waitMs = await lookAtKnowledge(app);
  return waitMs === 0 ? 0 : ((await keepCounts(app)) ?? waitMs);
};

const rolloutWait = async (app: App): Promise<number> => {
  const { changed, lookAgainAt } = await lookAtRollouts(app);
  if (changed) return 0;
  if (lookAgainAt === null) return POLL_MS;
  const untilMs = msBetween(app.ports.clock.now(), lookAgainAt);
  return Math.min(POLL_MS, Math.max(LOOK_AGAIN_MS_MIN, untilMs));
};

/** Around each look, for whoever measures or traces it; it gives back, or throws, what the look does. */
export type WatchLook = (subject: LoopSubject, look: () => Promise<number>) => Promise<number>;

/** Runs one loop until the signal. A look that throws is logged and tried again: one bad moment must not end a controller. */
export const runLoop = async (
  app: App,
  loop: Loop,
  signal: AbortSignal,
  watch: WatchLook = unwatched,
): Promise<void> => {
  const { clock } = app.ports;
  while (!signal.aborted) {
    const began = clock.now();
    const waitMs = await lookSafely(app, loop, watch);
    const restMs = Math.min(REST_MS_MAX, msBetween(began, clock.now()));
    if (restMs > 0 && !signal.aborted) await clock.sleep(restMs);
    if (waitMs > 0 && !signal.aborted) await app.ports.nudge.wait(loop.subject, waitMs);
  }
};

const unwatched: WatchLook = async (_subject, look) => await look();

const lookSafely = async (app: App, loop: Loop, watch: WatchLook): Promise<number> => {
  const logged = new Set<unknown>();
  const note = (error: unknown): void => {
    if (logged.has(error)) return;
    logged.add(error);
    app.ports.log.error('loop failed', { loop: loop.subject, error });
  };
  const look = async (): Promise<number> => {
    try {
      return await loop.look(app);
    } catch (error) {
      // Within what is watched: the line belongs to the trace of this look.
      note(error);
      throw error;
    }
  };
  try {
    return await watch(loop.subject, look);
  } catch (error) {
    // Of whoever watches; the look's own stands there already.
    note(error);
    return FAILED_MS;
  }
};
