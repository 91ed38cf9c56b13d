// The controller dies while transactions run, and when it is back every agent comes at the same moment.

import { setTimeout as delay } from 'node:timers/promises';
import type { Digest } from '@slipway/core/ids';
import { carriedOut, eventually, monotonicMs } from '@slipway/sim/wire';
import { endsOf } from './busy.ts';
import type { Setting } from './setting.ts';
import { type Watched, watched } from './watched.ts';

export interface Storm {
  /** From SIGKILL's end to the first answer. */
  readonly startSeconds: number;
  /** From then until every agent was answered. */
  readonly drainSeconds: number;
  readonly watched: Watched;
  /** Transactions that had ended when it died. */
  readonly endedAtDeath: number;
  readonly ends: Readonly<Record<string, number>>;
}

/** Long enough for everybody at work to notice, and for transactions to end without a controller. */
const AWAY_SECONDS_MAX = 30;
/** Share of the transactions that have ended when it dies. */
const DIES_AT = 0.2;

export async function stormPart(setting: Setting, planDigest: Digest): Promise<Storm> {
  const { options, story } = setting;
  const [{ rolloutId }, storm] = await Promise.all([carriedOut(story, planDigest), killedUnder(setting)]);
  const ends = await endsOf(story, rolloutId);
  options.say(`the rollout that it died under is over: ${JSON.stringify(ends)}`);
  return { ...storm, ends };
}

const killedUnder = async (setting: Setting): Promise<Omit<Storm, 'ends'>> => {
  const { controller, fleet, options, story } = setting;
  const before = fleet.changed();
  const isHalfway = (): true | null => (fleet.changed() - before >= options.transactions * DIES_AT ? true : null);
  await eventually(story, async () => isHalfway());
  await controller.kill();
  const endedAtDeath = fleet.changed() - before;
  options.say(`the controller is killed; ${endedAtDeath} of ${options.transactions} transactions have ended`);
  await delay(Math.min(AWAY_SECONDS_MAX, options.seconds) * 1000);
  const starting = monotonicMs();
  await controller.startAgain();
  const back = monotonicMs();
  options.say(`it is back after ${((back - starting) / 1000).toFixed(1)} s, and everybody comes at once`);
  const { promise: drained, resolve: drain } = Promise.withResolvers<number>();
  fleet.comeTogether(null);
  const seen = await watched(setting, drained, (heard) => {
    if (heard === options.agents) drain(monotonicMs());
  });
  const drainSeconds = ((await drained) - back) / 1000;
  options.say(`everybody was answered after ${drainSeconds.toFixed(1)} s`);
  return { startSeconds: (back - starting) / 1000, drainSeconds, watched: seen, endedAtDeath };
};
