// Readings that the controller asks for: one after the other, and never so many or so often that a host notices.

import type { Digest } from '@slipway/core/ids';
import { type Reading, readingOfFile, readingOfPlugIn, readingOfUnit } from '@slipway/core/reading';
import { PROTOCOL_VERSION, type ReadingWish } from '@slipway/protocol/agent';
import { askRoot, type PassedOn } from './ask-root.ts';
import type { ReporterPorts } from './reporter-ports.ts';

/** Begun in one round: what the controller still wants comes with the next, and a grant waits no longer than this. */
const ROUND_MS_MAX = 10_000;
/** Whoever asks again sooner gets what was read before: a controller gone wild must not keep a host busy. */
const SAME_READING_MS = 10_000;
/** Whatever is asked: a grant waits behind a plug-in, and those of distributions give up by themselves after 10 seconds. */
const TIMEOUT_SECONDS_MAX = 60;

/** Root's answer is given up after this, and asked for anew: of a plan's checks, each at its longest. */
const CHECKS_MS_MAX = 15 * 60_000;
/** Every file of a host with many, read while nothing else wants the disk. */
const WHOLE_HOST_MS_MAX = 6 * 3_600_000;

/** What was read a moment ago, by what was asked: under which id, the controller may make up anew each time. */
export interface RecentReadings {
  readonly taken: Map<string, { readonly atMs: number; readonly reading: Reading }>;
  readonly passedOn: PassedOn;
}

export const noReadings = (): RecentReadings => ({ taken: new Map(), passedOn: new Map() });

type ReadingPorts = Pick<ReporterPorts, 'checksQuestion' | 'clock' | 'link' | 'readings' | 'wholeHostQuestion'>;

/** All but what a running transaction prints, which is told beside an attempt; see output.ts. */
type Wish = Exclude<ReadingWish, { readonly kind: 'output' }>;

export const answerReadings = async (
  ports: ReadingPorts,
  wishes: readonly ReadingWish[],
  recent: RecentReadings,
): Promise<void> => {
  const { clock, link } = ports;
  forget(recent.taken, clock.monotonicMs());
  if (wishes.length === 0) return;
  const roundMs = clock.monotonicMs();
  const taken: (Reading & { readonly readingId: Digest })[] = [];
  for (const wish of wishes) {
    if (wish.kind === 'output') continue;
    const { readingId } = wish;
    const asked = askedIn(wish);
    const known = recent.taken.get(asked);
    if (known === undefined && clock.monotonicMs() - roundMs >= ROUND_MS_MAX) continue;
    const reading = known?.reading ?? (await take(ports, wish, recent.passedOn));
    // Root has not answered yet: the wish comes again with the next answer to a check-in.
    if (reading === null) continue;
    if (known === undefined) recent.taken.set(asked, { atMs: clock.monotonicMs(), reading });
    taken.push({ readingId, ...reading });
  }
  if (taken.length > 0) await link.sendReadings({ protocol: PROTOCOL_VERSION, readings: taken });
};

const askedIn = (wish: Wish): string => {
  switch (wish.kind) {
    case 'plug-in':
      return JSON.stringify([wish.plugIn, wish.parameters]);
    case 'file-age':
      return JSON.stringify(wish.path);
    case 'unit-active':
      return JSON.stringify({ unit: wish.unit });
    case 'checks':
      return JSON.stringify({ hostPlan: wish.hostPlanDigest });
    case 'whole-host':
      return JSON.stringify({ askedAt: wish.askedAt });
    default:
      return wish satisfies never;
  }
};

/** Whoever believes in the versions that are there is not told all of them. */
const asWanted = (reading: Reading | null, believes: Digest | null): Reading | null => {
  if (reading?.wholeHost?.versionsDigest !== believes || reading === null) return reading;
  const { versions: _, ...wholeHost } = reading.wholeHost;
  return { ...reading, wholeHost };
};

const forget = (recent: RecentReadings['taken'], nowMs: number): void => {
  for (const [asked, { atMs }] of recent) if (nowMs - atMs >= SAME_READING_MS) recent.delete(asked);
};

const take = async (ports: ReadingPorts, wish: Wish, passedOn: PassedOn): Promise<Reading | null> => {
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
    case 'checks': {
      const asked = { kind: wish.kind, question: ports.checksQuestion, what: wish.hostPlanDigest };
      return await askRoot(clock, passedOn, { ...asked, givenUpMs: CHECKS_MS_MAX });
    }
    case 'whole-host': {
      const asked = { kind: wish.kind, question: ports.wholeHostQuestion, what: wish.askedAt };
      const reading = await askRoot(clock, passedOn, { ...asked, givenUpMs: WHOLE_HOST_MS_MAX });
      return asWanted(reading, wish.believes);
    }
    default:
      return wish satisfies never;
  }
};
