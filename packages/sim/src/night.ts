// One night: hosts are enrolled and watched, adopted, a patch set is cut in the first environment, planned, approved and
// rolled out there, and then in production, all by the product's own use cases.

import { encodeUtf8 } from '@slipway/core/document';
import type { Digest } from '@slipway/core/ids';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import { brokenLimits, leftOver, watchTransactions } from './checks/index.ts';
import { realCrypto, runReplicas, type SimulatedController, simulatedController } from './controller/index.ts';
import { buildFleet, type Fleet } from './fleet/index.ts';
import { type People, peopleAt } from './people/index.ts';
import { nightPolicy } from './policy.ts';
import { randomFrom } from './random/index.ts';
import { virtualTime } from './time/index.ts';
import { simulatedArchive } from './world/index.ts';

export interface NightOptions {
  readonly seed: number;
  readonly hosts: number;
}

export interface NightResult {
  readonly seed: number;
  /** Empty: every safety rule held and every host ended. */
  readonly problems: readonly string[];
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

/** Equal ones, behind one address. */
const CONTROLLERS = 3;
/** Of each write to the store: some dozens of deaths in a night of a hundred hosts. */
const DEATH_CHANCE = 0.002;
const EVENING: Instant = asInstant('2026-03-10T20:00:00.000Z');
/** A night that has not ended by then has hung. */
const MORNING_SECONDS = 14 * 3600;

export const simulateNight = async (options: NightOptions, onLine?: (line: string) => void): Promise<NightResult> => {
  const time = virtualTime(EVENING);
  const random = randomFrom(options.seed);
  const trace: string[] = [];
  const say = (line: string): void => {
    trace.push(line);
    onLine?.(line);
  };
  const archive = simulatedArchive(realCrypto.sha256);
  const controller = await simulatedController({ time, random, archive, trace: say });
  const problems: string[] = [];
  const stop = new AbortController();
  const { app } = controller;
  const replicas = runReplicas({
    ...{ app, time, random: random.fork('controllers'), trace: say, signal: stop.signal },
    count: CONTROLLERS,
    deathChance: DEATH_CHANCE,
  });
  const broken = (text: string): void => {
    problems.push(`${time.now()} ${text}`);
    say(`${time.now()} BROKEN ${text}`);
  };
  const transactions = watchTransactions();
  const fleet = await buildFleet({
    time,
    random,
    archive,
    controller,
    count: options.hosts,
    trace: say,
    onService: () => judge(),
    onHappening: ({ spec }, what) => {
      const text = transactions.see(spec.hostname, what);
      if (text !== null) broken(text);
    },
    listening: replicas.listening,
  });
  const judge = (): void => {
    for (const text of brokenLimits(fleet.hosts, fleet.limits)) broken(text);
  };
  let finished = false;
  const people = peopleAt(app, time);
  void wholeNight({ fleet, people, say: (text) => say(`${time.now()} ${text}`) }).then(
    () => {
      finished = true;
    },
    (error: unknown) => {
      problems.push(error instanceof Error ? error.message : String(error));
      finished = true;
    },
  );
  const ended = await time.runUntil(addSeconds(EVENING, MORNING_SECONDS), () => finished);
  stop.abort();
  if (!ended) problems.push('the night did not end by morning');
  problems.push(...(await leftOver(app)));
  const phases = await phasesOf(controller);
  for (const [phase, count] of Object.entries(phases)) {
    if (phase !== 'done' && count > 0) problems.push(`${count} hosts ended ${phase}`);
  }
  const deaths = trace.filter((line) => / controller-\d+ killed$/.test(line)).length;
  return {
    seed: options.seed,
    problems,
    traceDigest: realCrypto.sha256(encodeUtf8(trace.join('\n'))),
    lines: trace.length,
    lastedMinutes: Math.round(time.elapsedMs() / 60_000),
    phases,
    kills: trace.filter((line) => line.endsWith(' killed')).length - deaths,
    deaths,
    lost: trace.filter((line) => line.includes('controller not reached')).length,
  };
};

interface Night {
  readonly fleet: Fleet;
  readonly people: People;
  readonly say: (line: string) => void;
}

const wholeNight = async ({ fleet, people, say }: Night): Promise<void> => {
  await people.setPolicy(nightPolicy());
  for (const host of fleet.hosts) host.begin(await people.enrol(host.spec.hostname, host.spec.labels));
  await people.allReported();
  for (const { hostId } of await people.hosts()) await people.setMode(hostId, 'adopted');
  await people.allAdopted();
  const patchSetDigest = await people.cut();
  for (const environment of ['dev', 'prod']) {
    const request = await people.plan(environment, patchSetDigest);
    if (request.planDigest === null) throw new Error(`no plan for ${environment}: ${JSON.stringify(request)}`);
    const begun = await people.start(request.planDigest);
    say(`rollout ${begun.rolloutId} of ${environment} with ${begun.hosts.length} hosts`);
    const ended = await people.ended(begun.rolloutId);
    say(`rollout ${ended.rolloutId} ${ended.state}`);
  }
};

const phasesOf = async (controller: SimulatedController): Promise<Readonly<Record<string, number>>> => {
  const page = await controller.app.ports.store.read(
    async ({ rollouts }) => await rollouts.rollouts({ after: null, limit: 100 }),
  );
  const phases: Record<string, number> = {};
  for (const rollout of page.items) for (const { phase } of rollout.hosts) phases[phase] = (phases[phase] ?? 0) + 1;
  return phases;
};
