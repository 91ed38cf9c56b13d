// One night: hosts are enrolled and adopted, a patch set is cut, planned, approved and rolled out in three environments, two of
// them at once over the same clusters, all by the product's own use cases, while faults strike as the seed has it. Then
// they stop, and everything must come to an end.

import { encodeUtf8 } from '@slipway/core/document';
import type { Digest } from '@slipway/core/ids';
import type { Policy } from '@slipway/core/policy';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import {
  brokenLimits,
  type GrantWatch,
  howItEnded,
  watchAudit,
  watchFeeds,
  watchGrants,
  watchLines,
  watchTransactions,
} from './checks/index.ts';
import {
  type Replicas,
  realCrypto,
  runReplicas,
  type SimulatedController,
  type StoreFailure,
  simulatedController,
  type WatchStore,
  zonesOfThisRuntime,
} from './controller/index.ts';
import { drawnFaults, type FaultName, type FaultWorld, type Moment, playedFaults } from './faults/index.ts';
import {
  buildFleet,
  type Fleet,
  KILL_CHANCE,
  type Place,
  type PlacedHost,
  placeHost,
  TROUBLES,
} from './fleet/index.ts';
import { KIND } from './host/index.ts';
import { type Night, takeOn, tidyUp, workNight, workWeeksLater } from './night-story.ts';
import { type People, peopleAt } from './people/index.ts';
import { hardPolicy } from './policy.ts';
import { type Random, randomFrom } from './random/index.ts';
import { type VirtualTime, virtualTime } from './time/index.ts';
import { NO_TROUBLE, packageStore, simulatedArchive, simulatedFeeds, simulatedZones } from './world/index.ts';

export interface NightOptions {
  readonly seed: number;
  readonly hosts: number;
  /** Instead of those that the seed draws. */
  readonly faults?: readonly FaultName[];
  /** It is over at the first thing that breaks: who asks whether it breaks needs no more. */
  readonly untilBroken?: boolean;
}

export interface NightResult {
  readonly seed: number;
  /** Empty: every safety rule held and every host ended. */
  readonly problems: readonly string[];
  readonly faults: readonly FaultName[];
  /** SHA-256 over everything that happened, in order. */
  readonly traceDigest: Digest;
  readonly lines: number;
  readonly lastedMinutes: number;
  readonly phases: Readonly<Record<string, number>>;
  /** Programs of hosts that were killed. */
  readonly kills: number;
  /** Controllers that died. */
  readonly deaths: number;
  readonly lost: number;
}

/**
 * As long as a look at a rollout of some thousand hosts takes. Where it took none of the virtual time, each line of each of a
 * thousand hosts had a look at the whole fleet to itself, which no real controller has the time for.
 */
const HINT_MS = 100;
/** Equal ones, behind one address: as many as the seed says. */
const CONTROLLERS = { low: 2, high: 3 };
/** Of each write to the store: some dozens of deaths in a night of a hundred hosts. */
const DEATH_CHANCE = 0.002;
const STILL_CHANCE = 0.004;
const FAILURE_CHANCE = 0.01;
const EVENING: Instant = asInstant('2026-03-10T20:00:00.000Z');
/** From here on nothing breaks any more: long enough for two rollouts, and a night is paid by its virtual minutes. */
const FAULT_SECONDS = 90 * 60;
/** A night that has not ended by then has hung. */
const MORNING_SECONDS = 24 * 3600;
/** Until those come back who are away for so long; and another night for them. */
const WEEKS_SECONDS = 3 * 7 * 86_400;
/** Of fewer each may have been kept from it by a fault of its own. */
const SOME_HOSTS = 10;
/** The first of many is enough to know that it is broken, and all of them are too much to read. */
const PROBLEMS_MAX = 20;

interface Played {
  readonly options: NightOptions;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly faults: readonly FaultName[];
  readonly say: (line: string) => void;
  readonly broken: (text: string) => void;
  readonly isBroken: () => boolean;
}

export const simulateNight = async (options: NightOptions, onLine?: (line: string) => void): Promise<NightResult> => {
  const time = virtualTime(EVENING);
  const random = randomFrom(options.seed);
  const faults = options.faults ?? drawnFaults(random.fork('faults'));
  const trace: string[] = [];
  const problems: string[] = [];
  const say = (line: string): void => {
    trace.push(line);
    onLine?.(line);
  };
  const broken = (text: string): void => {
    say(`${time.now()} BROKEN ${text}`);
    if (problems.length < PROBLEMS_MAX) problems.push(`${time.now()} ${text}`);
  };
  const isBroken = (): boolean => problems.length > 0;
  const { controller } = await play({ options, time, random, faults, say, broken, isBroken });
  const ended = await howItEnded(controller.app);
  if (options.untilBroken !== true || !isBroken()) for (const text of ended.problems) broken(text);
  const deaths = trace.filter((line) => / controller-\d+ killed$/.test(line)).length;
  return {
    seed: options.seed,
    problems,
    faults,
    traceDigest: realCrypto.sha256(encodeUtf8(trace.join('\n'))),
    lines: trace.length,
    lastedMinutes: Math.round(time.elapsedMs() / 60_000),
    phases: ended.phases,
    kills: trace.filter((line) => line.endsWith(' killed')).length - deaths,
    deaths,
    lost: trace.filter((line) => line.includes('controller not reached')).length,
  };
};

const play = async (played: Played): Promise<{ readonly controller: SimulatedController }> => {
  const { options, time, random, faults, say, broken } = played;
  const stop = new AbortController();
  const stage = await openStage(played, stop.signal);
  const { controller, fleet } = stage;
  let policy: Policy = hardPolicy(options.hosts);
  const plain = peopleAt(controller.app, time);
  const people: People = {
    ...plain,
    setPolicy: async (next) => {
      policy = next;
      await plain.setPolicy(next);
    },
  };
  const timed = (text: string): void => say(`${time.now()} ${text}`);
  const night: Night = {
    ...{ fleet, people, time, controller, random: random.fork('people'), say: timed, broken },
    ...{ approvesLate: faults.includes('approved-late'), hasEmergency: faults.includes('emergency') },
    ...{ archive: stage.forFaults.archive, feeds: stage.forFaults.feeds, faultsOver: stage.over },
  };
  const beginFaults = (): void => {
    for (const { name, play: begin } of playedFaults(faults)) {
      const world: FaultWorld = {
        ...{ ...stage.forFaults, time, hosts: fleet.hosts, controller, people, over: stage.over },
        ...{ policy: () => policy, say: (text) => timed(`${name}: ${text}`) },
      };
      void begin(world, random.fork(`fault ${name}`)).catch((error: unknown) => broken(`${name}: ${String(error)}`));
    }
  };
  let finished = false;
  let skippedMs = 0;
  const whole = async (): Promise<void> => {
    await people.setPolicy(policy);
    await takeOn(night);
    beginFaults();
    await workNight(night);
    // What an old backup brought back from now on, nobody would see through any more.
    stage.endFaults();
    // Somebody has yet to come back, which faults may keep it from.
    if (await isAnyoneAway(controller)) await time.sleep(FAULT_SECONDS * 1000 - time.elapsedMs());
    await time.sleep(SETTLE_MS);
    await tidyUp(night);
    if (stage.weeksLater.length > 0) {
      timed('weeks pass');
      skippedMs = WEEKS_SECONDS * 1000;
      time.skipTo(addSeconds(time.now(), WEEKS_SECONDS));
      for (const act of stage.weeksLater) act();
      await workWeeksLater(night);
    }
    if (options.hosts >= SOME_HOSTS && !(await hasAnyBegun(fleet))) broken('nobody has begun anything all night');
  };
  void whole()
    .catch((error: unknown) => broken(error instanceof Error ? (error.stack ?? error.message) : String(error)))
    .then(() => {
      finished = true;
    });
  const hangs = (): boolean => time.elapsedMs() - skippedMs > MORNING_SECONDS * 1000;
  const isOver = (): boolean => finished || hangs() || (options.untilBroken === true && played.isBroken());
  await time.runUntil(addSeconds(EVENING, 2 * WEEKS_SECONDS), isOver);
  if (!finished && hangs()) broken('the night did not end');
  stop.abort();
  return { controller };
};

const hasAnyBegun = async ({ hosts }: Fleet): Promise<boolean> => {
  for (const { executor } of hosts) {
    if ((await executor.ledger.read()).some(({ kind }) => kind === 'attempt-begun')) return true;
  }
  return false;
};

interface Stage {
  readonly controller: SimulatedController;
  readonly fleet: Fleet;
  readonly over: () => boolean;
  readonly endFaults: () => void;
  /** What faults have left to be done. */
  readonly weeksLater: readonly (() => void)[];
  readonly forFaults: Omit<FaultWorld, 'time' | 'hosts' | 'controller' | 'people' | 'over' | 'policy' | 'say'>;
}

/** Controllers and hosts, and whoever watches them. */
const openStage = async (played: Played, signal: AbortSignal): Promise<Stage> => {
  const { options, time, random, faults, say, broken } = played;
  const archive = simulatedArchive(realCrypto.sha256);
  const feeds = simulatedFeeds();
  const zones = simulatedZones(zonesOfThisRuntime(time));
  const content = packageStore();
  const world = { archive, feeds, content, zones: zones.current };
  const controller = await simulatedController({
    ...{ ...world, time, random, trace: say, hintMs: HINT_MS },
    watchStore: (store) => watchAudit(store, { sha256: realCrypto.sha256, broken }),
  });
  let areFaultsOver = false;
  const over = (): boolean => areFaultsOver || time.elapsedMs() > FAULT_SECONDS * 1000;
  const endFaults = (): void => {
    areFaultsOver = true;
  };
  const grants = watchGrants({ time, zones: zones.current, broken });
  const { watched, atMoment } = watchHosts(played, grants);
  const watchStore: WatchStore = (store, owner) => {
    const watchedStore = grants.watched(store, owner);
    return faults.includes('feeds-fail') ? watchFeeds(watchedStore, feeds, broken) : watchedStore;
  };
  let databaseAway = false;
  const replicas = controllersOf(played, { controller, signal, over, watchStore, isDatabaseAway: () => databaseAway });
  const setDatabaseAway = (isAway: boolean): void => {
    databaseAway = isAway;
  };
  const place = { time, archive, controller, trace: say, listening: replicas.listening, ...watched };
  const fleet: Fleet = await buildFleet({
    ...{ ...place, random, standby: true, count: options.hosts },
    onService: () => {
      for (const text of brokenLimits(fleet.hosts, fleet.limits)) broken(text);
    },
    troubles: faults.includes('messages') ? TROUBLES : NO_TROUBLE,
    killChance: faults.includes('agents-die') ? KILL_CHANCE : 0,
  });
  const clone = async (host: PlacedHost): Promise<PlacedHost> => {
    if (host.hostId === null) throw new Error('not enrolled');
    const spec = { ...host.spec, hostname: `${host.spec.hostname}-copy`, packages: host.packages.installed() };
    const copy = await placeHost(spec, {
      ...{ ...place, troubles: NO_TROUBLE, fate: KIND, onService: () => undefined },
      random: random.fork(`copy of ${host.spec.hostname}`),
      ledger: await host.executor.ledger.read(),
    });
    for (const [path, bytes] of host.files.content) copy.files.content.set(path, bytes);
    copy.executorUnmasked = host.executorUnmasked;
    copy.begin(host.hostId);
    return copy;
  };
  const { killAll: killControllers } = replicas;
  const weeksLater: (() => void)[] = [];
  return {
    ...{ controller, fleet, over, endFaults, weeksLater },
    forFaults: {
      ...{ archive, feeds, zones, packageStore: content, atMoment, clone, killControllers, setDatabaseAway },
      weeksLater: (act) => void weeksLater.push(act),
    },
  };
};

interface HostWatch {
  readonly watched: Required<Pick<Place, 'onGrant' | 'onHappening' | 'onLine'>>;
  readonly atMoment: FaultWorld['atMoment'];
}

const watchHosts = ({ time, broken }: Played, { granted, newestOf }: GrantWatch): HostWatch => {
  const lines = watchLines({ time, granted, newestOf, broken });
  const transactions = watchTransactions();
  const moments: { readonly moment: Moment; readonly act: (host: PlacedHost) => void }[] = [];
  const come = (moment: Moment, host: PlacedHost): void => {
    for (const one of moments) if (one.moment === moment) one.act(host);
  };
  return {
    atMoment: (moment, act) => void moments.push({ moment, act }),
    watched: {
      onGrant: (host) => come('granted', host),
      onLine: (host, fact) => lines.line(host, fact),
      onHappening: (host, what) => {
        const text = transactions.see(host.spec.hostname, what);
        if (text !== null) broken(text);
        lines.happening(host, what);
        // Only hosts that were placed happen.
        if (what.kind === 'hook' && what.hook === 'drain' && what.phase === 'ended')
          come('drained', host as PlacedHost);
      },
    },
  };
};

/** Whoever was away at the end tells what it did, and is looked at. */
const SETTLE_MS = 20 * 60_000;

const isAnyoneAway = async ({ app }: SimulatedController): Promise<boolean> =>
  (await app.ports.store.read(async ({ rollouts }) => await rollouts.leases())).length > 0;

const controllersOf = (
  { time, random, faults, say }: Played,
  world: {
    readonly controller: SimulatedController;
    readonly signal: AbortSignal;
    readonly over: () => boolean;
    readonly watchStore: Parameters<typeof runReplicas>[0]['watchStore'];
    readonly isDatabaseAway: () => boolean;
  },
): Replicas => {
  const { controller, signal, over, watchStore, isDatabaseAway } = world;
  const chance = (name: FaultName, share: number): (() => number) => {
    const isDrawn = faults.includes(name);
    return () => (isDrawn && !over() ? share : 0);
  };
  const failure = chance('store-fails', FAILURE_CHANCE);
  return runReplicas({
    ...{ app: controller.app, time, random: random.fork('controllers'), trace: say, signal, watchStore },
    count: random.fork('controllers-count').between(CONTROLLERS.low, CONTROLLERS.high),
    deathChance: chance('controllers-die', DEATH_CHANCE),
    stillChance: chance('controllers-stand-still', STILL_CHANCE),
    storeFails: (stream) => {
      const failed = stream.chance(failure()) ? failureOf(stream) : null;
      return isDatabaseAway() ? AWAY : failed;
    },
  });
};

const AWAY: StoreFailure = { when: 'before', text: 'the database cannot be reached' };
const FAILURES: readonly StoreFailure[] = [
  AWAY,
  { when: 'after', text: 'the connection to the database was lost' },
  { when: 'before', text: 'could not serialize access due to concurrent update' },
  { when: 'before', text: 'database or disk is full' },
];

const failureOf = (random: Random): StoreFailure | null => FAILURES[random.between(0, FAILURES.length - 1)] ?? null;
