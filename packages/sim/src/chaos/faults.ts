// What befalls a run, by its seed and by how far its fleet has come: controllers die every few seconds from the first
// enrolment on, one stands still, the database is restarted, fails over, and crashes.

import type { Random } from '../random/index.ts';
import { sleepAsLong, type WireFleet } from '../wire/index.ts';
import type { Controllers } from './controllers.ts';
import type { Database } from './database.ts';

export interface Faults {
  /** Resolves when all that was due has happened. */
  readonly over: Promise<void>;
  /** What happened so far. */
  readonly done: () => FaultCounts;
  /** Nothing further from now on; who stands still goes on. */
  stop(): void;
}

export interface FaultCounts {
  readonly kills: number;
  readonly restarts: number;
  readonly failovers: number;
  /** Of the one that stood still. */
  readonly stillSeconds: number;
}

const KILL_EVERY_MS = { low: 3000, high: 6000 };
/** Longer than a claim lasts (30 s), so that others take over what it drives. */
const STILL_MS = 33_000;
const LOOK_MS = 100;

interface Due {
  readonly when: (fleet: WireFleet, hosts: number) => boolean;
  readonly happens: (setting: Setting) => Promise<void>;
}

interface Setting {
  readonly controllers: Controllers;
  readonly database: Database;
  readonly random: Random;
  readonly say: (text: string) => void;
  readonly counts: { -readonly [Key in keyof FaultCounts]: FaultCounts[Key] };
  readonly signal: AbortSignal;
}

/** Shares of hosts that are enrolled, or of transactions that have ended. */
const DUE: readonly Due[] = [
  {
    when: (fleet, hosts) => fleet.enrolled() > hosts * 0.5,
    happens: async ({ database, counts, say }) => {
      say('the database is restarted');
      await database.restart();
      counts.restarts += 1;
    },
  },
  { when: (fleet, hosts) => fleet.changed() > hosts * 0.1, happens: async (setting) => void standStill(setting) },
  {
    when: (fleet, hosts) => fleet.changed() > hosts * 0.3,
    happens: async ({ database, counts, say }) => {
      say('the database is lost, its standby takes over');
      await database.failOver();
      counts.failovers += 1;
    },
  },
  {
    when: (fleet, hosts) => fleet.changed() > hosts * 0.6,
    happens: async ({ database, counts, say }) => {
      say('the database crashes');
      await database.crash();
      counts.restarts += 1;
    },
  },
];

export const beginFaults = (
  given: Omit<Setting, 'counts' | 'signal'> & { readonly fleet: WireFleet; readonly hosts: number },
): Faults => {
  const { fleet, hosts } = given;
  const stop = new AbortController();
  const setting: Setting = {
    ...given,
    counts: { kills: 0, restarts: 0, failovers: 0, stillSeconds: 0 },
    signal: stop.signal,
  };
  void killNow(setting);
  const dueOnes = async (): Promise<void> => {
    for (const { when, happens } of DUE) {
      while (!when(fleet, hosts)) {
        if (stop.signal.aborted) return;
        await sleepAsLong(LOOK_MS);
      }
      await happens(setting);
    }
  };
  return { over: dueOnes(), done: () => setting.counts, stop: () => stop.abort() };
};

const killNow = async ({ controllers, random, counts, say, signal }: Setting): Promise<void> => {
  const which = random.fork('kills');
  while (!signal.aborted) {
    await sleepAsLong(which.between(KILL_EVERY_MS.low, KILL_EVERY_MS.high));
    const at = which.between(0, controllers.ports.length - 1);
    if (signal.aborted || !controllers.kill(at)) continue;
    counts.kills += 1;
    say(`controller ${at} is killed`);
  }
};

const standStill = async ({ controllers, random, counts, say, signal }: Setting): Promise<void> => {
  const which = random.fork('still');
  for (;;) {
    if (signal.aborted) return;
    const at = which.between(0, controllers.ports.length - 1);
    if (controllers.standStill(at)) {
      const since = performance.now();
      say(`controller ${at} stands still`);
      while (performance.now() - since < STILL_MS) await sleepAsLong(LOOK_MS);
      controllers.goOn(at);
      counts.stillSeconds = (performance.now() - since) / 1000;
      return say(`controller ${at} goes on`);
    }
    await sleepAsLong(LOOK_MS);
  }
};
