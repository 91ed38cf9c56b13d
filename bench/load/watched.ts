// A stretch of the controller's life, measured from outside: what it takes, how long agents and people wait for it.

import { setTimeout as delay } from 'node:timers/promises';
import { endpoints } from '@slipway/protocol/api';
import { type LineLook, monotonicMs } from '@slipway/sim/wire';
import type { Setting } from './setting.ts';

export interface Watched {
  readonly seconds: number;
  /** Of the controller, all its threads. */
  readonly processorMs: number;
  /** At most, as seen twice a second. */
  readonly residentBytes: number;
  readonly line: LineLook;
  /** Of one person with a console open, refused and asked again included. */
  readonly readMs: readonly number[];
}

const SAMPLE_MS = 500;
/** A page or its counts, several times a second. */
const READ_EVERY_MS = 250;

/** From now until `over`; `onLook` is told how many hosts were heard since. */
export async function watched(
  setting: Setting,
  over: Promise<unknown>,
  onLook: (heard: number) => void = () => undefined,
): Promise<Watched> {
  const { controller, fleet, story } = setting;
  const began = monotonicMs();
  await fleet.look(began);
  const line = { heard: 0, checkInMs: [] as number[], turnedAway: 0, unanswered: 0 };
  const look = async (): Promise<void> => {
    const { heard, checkInMs, turnedAway, unanswered } = await fleet.look(began);
    line.heard = heard;
    for (const ms of checkInMs) line.checkInMs.push(ms);
    line.turnedAway += turnedAway;
    line.unanswered += unanswered;
    onLook(heard);
  };
  const before = controller.processorMs();
  const readMs: number[] = [];
  let most = 0;
  let isOver = false;
  const ended = over.finally(() => {
    isOver = true;
  });
  const reading = async (): Promise<void> => {
    for (let at = 0; !isOver; at += 1) {
      const asked = monotonicMs();
      await READS[at % READS.length]?.(setting);
      readMs.push(monotonicMs() - asked);
      await delay(READ_EVERY_MS);
    }
  };
  const sampling = async (): Promise<void> => {
    while (!isOver) {
      story.goesOn();
      most = Math.max(most, controller.residentBytes());
      await look();
      await Promise.race([ended, delay(SAMPLE_MS)]);
    }
  };
  await Promise.all([ended, reading(), sampling()]);
  const processorMs = controller.processorMs() - before;
  const seconds = (monotonicMs() - began) / 1000;
  await look();
  return { seconds, processorMs, residentBytes: most, line, readMs };
}

const READS: readonly ((setting: Setting) => Promise<unknown>)[] = [
  async ({ people }) => await people.ask(endpoints.hosts.list, { query: { limit: 100 } }),
  async ({ people }) => await people.ask(endpoints.fleet.counts),
  async ({ people }) => await people.ask(endpoints.rollouts.list, { query: { limit: 20 } }),
  async ({ people }) => await people.ask(endpoints.exposures.list, { query: { limit: 100 } }),
];
