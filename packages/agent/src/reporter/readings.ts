// Readings that the controller asks for: one after the other, and never so many or so often that a host notices.

import type { Digest } from '@slipway/core/ids';
import { type Reading, readingOfFile, readingOfPlugIn, readingOfUnit } from '@slipway/core/reading';
import { PROTOCOL_VERSION, type ReadingWish } from '@slipway/protocol/agent';
import { askRoot } from './ask-root.ts';
import type { ReporterPorts } from './reporter-ports.ts';

/** Begun in one round: what the controller still wants comes with the next, and a grant waits no longer than this. */
const ROUND_MS_MAX = 10_000;
/** Whoever asks again sooner gets what was read before: a controller gone wild must not keep a host busy. */
const SAME_READING_MS = 10_000;
/** Whatever is asked: a grant waits behind a plug-in, and those of distributions give up by themselves after 10 seconds. */
const TIMEOUT_SECONDS_MAX = 60;

/** What was read a moment ago, by what was asked: under which id, the controller may make up anew each time. */
export type RecentReadings = Map<string, { readonly atMs: number; readonly reading: Reading }>;

type ReadingPorts = Pick<ReporterPorts, 'checksQuestion' | 'clock' | 'link' | 'readings'>;

export const answerReadings = async (
  ports: ReadingPorts,
  wishes: readonly ReadingWish[],
  recent: RecentReadings,
): Promise<void> => {
  const { clock, link } = ports;
  forget(recent, clock.monotonicMs());
  if (wishes.length === 0) return;
  const roundMs = clock.monotonicMs();
  const taken: (Reading & { readonly readingId: Digest })[] = [];
  for (const wish of wishes) {
    const { readingId } = wish;
    const asked = askedIn(wish);
    const known = recent.get(asked);
    if (known === undefined && clock.monotonicMs() - roundMs >= ROUND_MS_MAX) continue;
    const reading = known?.reading ?? (await take(ports, wish));
    // Root has not answered yet: the wish comes again with the next answer to a check-in.
    if (reading === null) continue;
    if (known === undefined) recent.set(asked, { atMs: clock.monotonicMs(), reading });
    taken.push({ readingId, ...reading });
  }
  if (taken.length > 0) await link.sendReadings({ protocol: PROTOCOL_VERSION, readings: taken });
};

const askedIn = (wish: ReadingWish): string => {
  switch (wish.kind) {
    case 'plug-in':
      return JSON.stringify([wish.plugIn, wish.parameters]);
    case 'file-age':
      return JSON.stringify(wish.path);
    case 'unit-active':
      return JSON.stringify({ unit: wish.unit });
    case 'checks':
      return JSON.stringify({ hostPlan: wish.hostPlanDigest });
    default:
      return wish satisfies never;
  }
};

const forget = (recent: RecentReadings, nowMs: number): void => {
  for (const [asked, { atMs }] of recent) if (nowMs - atMs >= SAME_READING_MS) recent.delete(asked);
};

const take = async (ports: ReadingPorts, wish: ReadingWish): Promise<Reading | null> => {
  const { clock, readings } = ports;
  switch (wish.kind) {
    case 'plug-in': {
      const { plugIn, parameters, timeoutSeconds } = wish;
      const answer = await readings.plugIn({ plugIn, parameters }, Math.min(timeoutSeconds, TIMEOUT_SECONDS_MAX));
      return readingOfPlugIn(answer, clock.now());
    }
    case 'file-age':
      return readingOfFile(await readings.fileModifiedAt(wish.path), clock.now());
    case 'unit-active':
      return readingOfUnit(wish.unit, await readings.unitState(wish.unit), clock.now());
    case 'checks':
      return await askRoot(clock, ports.checksQuestion, wish.hostPlanDigest);
    default:
      return wish satisfies never;
  }
};
