// Beside the check-ins of the whole fleet: as many transactions at once as wanted, somebody looking on at each of them, and
// the import of a feed as large as Debian's.

import { setTimeout as delay } from 'node:timers/promises';
import type { Digest, HostId, RolloutId } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import { carriedOut, eventually, type Story, summaryOf } from '@slipway/sim/wire';
import type { Setting } from './setting.ts';
import { type Watched, watched } from './watched.ts';

export interface Busy {
  readonly watched: Watched;
  /** Until the feed's content was stored. */
  readonly importSeconds: number;
  /** Hosts of the rollout by how they ended. */
  readonly ends: Readonly<Record<string, number>>;
  /** At the most at once. */
  readonly awayMost: number;
  readonly live: LiveLogs;
}

interface LiveLogs {
  /** Looks at a running transaction's output. */
  readonly looks: number;
  /** Those that showed what it prints. */
  readonly told: number;
}

const FEED = 'load';
/** As often the page of a host asks that runs a transaction. */
const LIVE_EVERY_MS = 5000;
const AWAY_LOOK_MS = 1000;

export async function busyPart(setting: Setting, planDigest: Digest): Promise<Busy> {
  const { options } = setting;
  const work = async () => {
    const rolling = carriedOut(setting.story, planDigest);
    const looking = lookOn(setting, planDigest, rolling);
    const [rollout, importSeconds, seen] = await Promise.all([rolling, importFeed(setting), looking]);
    return { rolloutId: rollout.rolloutId, importSeconds, ...seen };
  };
  const working = work();
  const seen = await watched(setting, working);
  const { rolloutId, ...came } = await working;
  const ends = await endsOf(setting.story, rolloutId);
  options.say(`${options.transactions} transactions are over: ${JSON.stringify(ends)}`);
  return { watched: seen, ends, ...came };
}

const importFeed = async ({ people, story, feed }: Setting): Promise<number> => {
  const began = performance.now();
  await people.ask(endpoints.feeds.add, { body: { name: FEED, kind: 'osv', location: feed } });
  await eventually(story, async () => {
    const { importedAt } = await people.ask(endpoints.feeds.show, { params: { name: FEED } });
    return importedAt === null ? null : true;
  });
  return (performance.now() - began) / 1000;
};

/** At every transaction that is under way, for as long as the rollout is open. */
const lookOn = async (
  { people, story, options }: Setting,
  planDigest: Digest,
  rolling: Promise<unknown>,
): Promise<Pick<Busy, 'live' | 'awayMost'>> => {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  // Why it ended otherwise is for who waits for it.
  rolling.then(over, over);
  const { rolloutId } = await eventually(story, async () => await summaryOf(people, planDigest));
  const live = { looks: 0, told: 0 };
  let under: readonly HostId[] = [];
  let awayMost = 0;
  const counting = async (): Promise<void> => {
    while (!isOver) {
      const { rollout } = await people.ask(endpoints.rollouts.show, { params: { rolloutId } });
      under = rollout.hosts.filter(({ phase }) => phase === 'away').map(({ hostId }) => hostId);
      awayMost = Math.max(awayMost, under.length);
      await delay(AWAY_LOOK_MS);
    }
  };
  const looking = async (): Promise<void> => {
    for (let at = 0; !isOver; at += 1) {
      const hostId = under[at % Math.max(1, under.length)];
      if (hostId !== undefined) {
        live.looks += 1;
        const { state } = await people.ask(endpoints.rollouts.output, { params: { rolloutId, hostId } });
        if (state === 'told') live.told += 1;
      }
      await delay(LIVE_EVERY_MS / options.transactions);
    }
  };
  await Promise.all([counting(), looking()]);
  return { live, awayMost };
};

export const endsOf = async ({ people }: Story, rolloutId: RolloutId): Promise<Readonly<Record<string, number>>> => {
  const { rollout } = await people.ask(endpoints.rollouts.show, { params: { rolloutId } });
  const ends: Record<string, number> = {};
  for (const { phase } of rollout.hosts) ends[phase] = (ends[phase] ?? 0) + 1;
  return ends;
};
