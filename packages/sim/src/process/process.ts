import { encodeUtf8 } from '@slipway/core/document';
import type { Digest } from '@slipway/core/ids';
import { starterPolicy } from '@slipway/core/policy';
import type { Answer } from '@slipway/core/promotion';
import { addSeconds, asInstant, type Instant } from '@slipway/core/time';
import { brokenLimits } from '../checks/index.ts';
import { realCrypto, type SimulatedController, simulatedController } from '../controller/index.ts';
import { sleepsUntil } from '../dead-time/index.ts';
import { type PlacedHost, placeHost } from '../fleet/index.ts';
import { KIND } from '../host/index.ts';
import { type People, peopleAt } from '../people/index.ts';
import { SERVICES } from '../policy.ts';
import { type Random, randomFrom } from '../random/index.ts';
import { type VirtualTime, virtualTime } from '../time/index.ts';
import { type Archive, NO_TROUBLE, simulatedArchive } from '../world/index.ts';
import { approvals } from './approvers.ts';
import { FIRST_VERSION, PACKAGES, processHosts } from './fleet.ts';
import { type Appointment, absences, publications } from './happens.ts';
import {
  everyPromotion,
  everyRollout,
  type Judge,
  judgeOf,
  leftBehind,
  unapproved,
  withoutChecklist,
} from './judge.ts';
import { AWAY_MAX, ENVIRONMENTS, type EnvironmentName, processPolicy } from './policy.ts';

export interface ProcessOptions {
  readonly seed: number;
  readonly hosts: number;
  readonly months: number;
}

export interface ProcessResult {
  /** Empty: nothing was that must not be, and every cycle has its closing checklist. */
  readonly problems: readonly string[];
  readonly traceDigest: Digest;
  readonly published: number;
  readonly environments: readonly Tier[];
}

export interface Tier {
  readonly environment: EnvironmentName;
  readonly rollouts: number;
  readonly changes: number;
  /** Each with its closing checklist. */
  readonly cycles: number;
  /** Of all items of these checklists. */
  readonly closing: Readonly<Record<Answer, number>>;
}

/** A Thursday in the middle of nothing. */
const BEGIN: Instant = asInstant('2026-01-15T06:00:00.000Z');
const DAYS_PER_MONTH = 30.5;
const DAY = 86_400;
/** The longest that a controller takes (`slipway serve --check-in`). */
const IDLE_SECONDS = 90;
/** A look of every loop, and what comes of it; then it is looked whether there is dead time again. */
const AWAKE_SECONDS = 90;

export const simulateProcess = async (
  options: ProcessOptions,
  onLine?: (line: string) => void,
): Promise<ProcessResult> => {
  const time = virtualTime(BEGIN);
  const random = randomFrom(options.seed);
  const trace: string[] = [];
  const say = (line: string): void => {
    trace.push(line);
    onLine?.(line);
  };
  const archive = simulatedArchive(realCrypto.sha256);
  for (const name of PACKAGES) archive.publish(name, FIRST_VERSION);
  const controller = await simulatedController({ time, random, archive, trace: say, idleCheckInSeconds: IDLE_SECONDS });
  const judge = judgeOf();
  const problems: string[] = [];
  const hosts: PlacedHost[] = [];
  const onService = (): void => {
    for (const broken of brokenLimits(hosts, LIMITS)) problems.push(`${time.now()} ${broken}`);
  };
  await placeFleet({ options, time, random, archive, controller, judge, say, onService, hosts });
  const stop = new AbortController();
  controller.run(stop.signal);
  const people = peopleAt(controller.app, time);
  await during(time, takeOn(people, hosts));
  const until = addSeconds(BEGIN, options.months * DAYS_PER_MONTH * DAY);
  const published = new Map<string, Instant>();
  const span = { from: BEGIN, until };
  const appointments = [
    ...publications({ ...span, random: random.fork('vendors'), archive, published }),
    ...absences({ ...span, random: random.fork('absences'), hosts }),
    ...approvals({ ...span, app: controller.app, say: (line) => say(`${time.now()} ${line}`) }),
  ].toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
  await live({ time, controller, appointments, until, say });
  stop.abort();
  const now = time.now();
  const promotions = await everyPromotion(controller.app);
  problems.push(...judge.problems, ...(await unapproved(controller.app)), ...withoutChecklist(promotions, now));
  problems.push(...leftBehind(hosts, published, now));
  return {
    problems,
    traceDigest: realCrypto.sha256(encodeUtf8(trace.join('\n'))),
    published: published.size,
    environments: await tiersOf(controller, judge, promotions),
  };
};

const LIMITS = {
  clusters: SERVICES.map((service) => ({
    name: service,
    member: ({ spec }: Pick<PlacedHost, 'spec'>) =>
      spec.labels['environment'] === 'prod' && spec.labels['service'] === service,
    awayMax: AWAY_MAX,
  })),
};

const placeFleet = async (of: {
  readonly options: ProcessOptions;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly archive: Archive;
  readonly controller: SimulatedController;
  readonly judge: Judge;
  readonly say: (line: string) => void;
  readonly onService: () => void;
  readonly hosts: PlacedHost[];
}): Promise<void> => {
  const { time, random, archive, controller, judge, say, onService, hosts } = of;
  for (const spec of processHosts(of.options.hosts)) {
    const host: PlacedHost = await placeHost(spec, {
      ...{ time, random: random.fork(spec.hostname), archive, controller },
      ...{ troubles: NO_TROUBLE, fate: KIND, trace: say, onService },
      onHappening: (_host, what) => judge.onHappening(host, what),
    });
    hosts.push(host);
  }
};

const takeOn = async (people: People, hosts: readonly PlacedHost[]): Promise<void> => {
  // The schedule begins when the fleet is there: it would look for hosts at once.
  await people.setPolicy(starterPolicy());
  for (const host of hosts) host.begin(await people.enrol(host.spec.hostname, host.spec.labels));
  await people.allReported();
  for (const { hostId } of await people.hosts()) await people.setMode(hostId, 'adopted');
  await people.allAdopted();
  await people.setPolicy(processPolicy());
};

const during = async (time: VirtualTime, work: Promise<void>): Promise<void> => {
  let ended = false;
  const end = work.finally(() => {
    ended = true;
  });
  await time.runUntil(addSeconds(time.now(), DAY), () => ended);
  await end;
};

interface Months {
  readonly time: VirtualTime;
  readonly controller: SimulatedController;
  readonly appointments: readonly Appointment[];
  readonly until: Instant;
  readonly say: (line: string) => void;
}

/** From one thing to the next; what lies between, and nobody would look at, is passed over. */
const live = async ({ time, controller, appointments, until, say }: Months): Promise<void> => {
  const policy = processPolicy();
  let kept = 0;
  while (time.now() < until) {
    const appointment = appointments[kept];
    const next = earliest(appointment?.at ?? until, until);
    const wakesAt = await sleepsUntil(controller.app, policy);
    // People and vendors come when they come; ahead of what is due the fleet wakes up.
    if (wakesAt !== null) time.skipTo(earliest(next, wakesAt));
    await time.runUntil(earliest(next, addSeconds(time.now(), AWAKE_SECONDS)), () => false);
    if (appointment === undefined || time.now() < appointment.at) continue;
    say(`${time.now()} ${appointment.what}`);
    await appointment.keep();
    kept += 1;
  }
};

const earliest = (a: Instant, b: Instant): Instant => (a < b ? a : b);

const tiersOf = async (
  { app }: SimulatedController,
  judge: Judge,
  promotions: Awaited<ReturnType<typeof everyPromotion>>,
): Promise<readonly Tier[]> => {
  const rollouts = await everyRollout(app);
  return ENVIRONMENTS.map((environment) => {
    const cycles = promotions.filter((one) => one.environment === environment).flatMap((one) => one.cycles);
    return {
      environment,
      rollouts: rollouts.filter((one) => one.environment === environment).length,
      changes: judge.changes[environment],
      cycles: cycles.length,
      closing: countOf(cycles.flatMap(({ closing }) => closing)),
    };
  });
};

const countOf = (items: readonly { readonly answer: Answer }[]): Tier['closing'] => {
  const count = (wanted: Answer) => items.filter(({ answer }) => answer === wanted).length;
  return { yes: count('yes'), no: count('no'), unknown: count('unknown') };
};
