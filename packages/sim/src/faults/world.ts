// What faults act on, and how one is written: a stream of its own, acts now and then, and what it broke is whole again when
// its time is over.

import type { Policy } from '@slipway/core/policy';
import type { SimulatedController } from '../controller/index.ts';
import type { PlacedHost } from '../fleet/index.ts';
import type { People } from '../people/index.ts';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';
import type { Archive, PackageStore, SimulatedFeeds, SimulatedZones } from '../world/index.ts';

export interface FaultWorld {
  readonly time: VirtualTime;
  readonly hosts: readonly PlacedHost[];
  readonly controller: SimulatedController;
  readonly people: People;
  readonly archive: Archive;
  readonly feeds: SimulatedFeeds;
  readonly zones: SimulatedZones;
  readonly packageStore: PackageStore;
  readonly policy: () => Policy;
  readonly killControllers: () => void;
  /** No controller reads or writes anything meanwhile; none of them dies of it. */
  readonly setDatabaseAway: (isAway: boolean) => void;
  /** Another system with the disk of this one. */
  readonly clone: (host: PlacedHost) => Promise<PlacedHost>;
  /** What is then done is done after all rollouts of the night are over, some weeks later; and then there is another one. */
  readonly weeksLater: (act: () => void) => void;
  /** Between being told to begin and beginning; between leaving its service and being changed. */
  readonly atMoment: (moment: Moment, act: (host: PlacedHost) => void) => void;
  readonly say: (line: string) => void;
  /** Nothing breaks any more. */
  readonly over: () => boolean;
}

export type Moment = 'granted' | 'drained';

export type Fault = (world: FaultWorld, random: Random) => Promise<void>;

const MINUTE_MS = 60_000;

export interface Minutes {
  readonly low: number;
  readonly high: number;
}

export const pass = async ({ time }: FaultWorld, random: Random, { low, high }: Minutes): Promise<void> =>
  await time.sleep(random.between(low * 60, high * 60) * (MINUTE_MS / 60));

/** Until faults are over: waits, acts, waits. What acts may take its time; the next one does not wait for it. */
export const nowAndThen =
  (every: Minutes, act: (world: FaultWorld, random: Random) => Promise<void>): Fault =>
  async (world, random) => {
    for (;;) {
      await pass(world, random, every);
      if (world.over()) return;
      void act(world, random).catch((error: unknown) => world.say(`fault came to nothing: ${String(error)}`));
    }
  };

/** And at moments of some host, which are when it matters to the others too. */
export const nowAndAt =
  (
    moment: Moment,
    every: Minutes,
    act: (world: FaultWorld, random: Random, at: PlacedHost | null) => Promise<void>,
  ): Fault =>
  async (world, random) => {
    const acts = async (host: PlacedHost | null): Promise<void> =>
      await act(world, random, host).catch((error: unknown) => world.say(`fault came to nothing: ${String(error)}`));
    world.atMoment(moment, (host) => {
      if (!world.over() && random.chance(momentChance(world))) void acts(host);
    });
    await nowAndThen(every, async () => await acts(null))(world, random);
  };

/** A condition of one host, for a while. */
export const forAWhile =
  (
    what: string,
    { every, lasts, at }: { readonly every: Minutes; readonly lasts: Minutes; readonly at?: Moment },
    act: {
      readonly on: (host: PlacedHost, random: Random, world: FaultWorld) => void;
      readonly off: (host: PlacedHost) => void;
    },
  ): Fault =>
  async (world, random) => {
    const struck = new Set<PlacedHost>();
    const strike = async (host: PlacedHost | null): Promise<void> => {
      if (host === null || struck.has(host)) return;
      struck.add(host);
      world.say(`${host.spec.hostname} ${what}`);
      act.on(host, random, world);
      await pass(world, random, lasts);
      act.off(host);
      struck.delete(host);
      world.say(`${host.spec.hostname} ${what} no more`);
    };
    if (at !== undefined)
      world.atMoment(at, (host) => {
        if (!world.over() && random.chance(momentChance(world))) void strike(host);
      });
    await nowAndThen(perHost(every, world), async () => await strike(oneOf(world.hosts, random)))(world, random);
  };

/** A larger fleet meets more of it. */
const perHost = ({ low, high }: Minutes, { hosts }: FaultWorld): Minutes => {
  const share = Math.max(1, hosts.length / HOSTS_OF_ONE);
  return { low: low / share, high: high / share };
};
const HOSTS_OF_ONE = 25;

/** What lies between a decision and its effect is short: random minutes would never meet it. Some hosts of every fleet. */
export const momentChance = ({ hosts }: FaultWorld): number => Math.max(MOMENT_CHANCE_MIN, MOMENT_HOSTS / hosts.length);
const MOMENT_CHANCE_MIN = 0.08;
const MOMENT_HOSTS = 3;

export const oneOf = <T>(all: readonly T[], random: Random): T | null => all[random.between(0, all.length - 1)] ?? null;
