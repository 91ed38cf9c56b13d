// One run, from nothing to a fleet that is done, disturbed or not.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostId } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import { randomFrom } from '../random/index.ts';
import {
  adoptAll,
  cut,
  enrolmentToken,
  eventually,
  everyHost,
  type HostReport,
  openSite,
  rollOut,
  type Story,
  setPolicy,
  startFleet,
  type WireFleet,
  type WirePeople,
  wirePeople,
} from '../wire/index.ts';
import { type Controllers, startControllers } from './controllers.ts';
import { type Database, startDatabase } from './database.ts';
import { beginFaults, type FaultCounts } from './faults.ts';
import { type ChaosFleet, chaosFleet, PUBLISHED } from './fleet.ts';
import { type HostEnd, judge } from './judge.ts';
import { controllersProxy } from './proxies.ts';

export interface RunOptions {
  readonly agents: number;
  readonly seed: number;
  readonly disturbed: boolean;
  readonly limitMs: number;
  readonly say: (text: string) => void;
}

export interface RunEnd {
  /** Empty: everything held. */
  readonly problems: readonly string[];
  readonly hosts: readonly HostEnd[];
  /** Those that have run, however they ended. */
  readonly rollouts: number;
  readonly faults: FaultCounts;
  /** What was taken by a controller and told so. */
  readonly acknowledged: number;
  /** How often people asked again. */
  readonly askedAgain: number;
  readonly seconds: number;
}

const CONTROLLERS = 3;
/** How many times as fast as in life hosts boot, install and run hooks. */
const SPEED = 30;

const NOTHING: FaultCounts = { kills: 0, restarts: 0, failovers: 0, stillSeconds: 0 };

/** What was begun, to be ended in the other order whatever happens. */
type Ends = (() => Promise<void>)[];

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export const runOnce = async (options: RunOptions): Promise<RunEnd> => {
  const ends: Ends = [];
  const endAll = async (): Promise<void> => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  // Whoever ends the run ends a database, three controllers and a fleet with it.
  const leave = (): void => void endAll().then(() => process.exit(1));
  for (const signal of SIGNALS) process.once(signal, leave);
  try {
    return await run(options, ends);
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
    await endAll();
  }
};

const run = async (options: RunOptions, ends: Ends): Promise<RunEnd> => {
  const began = performance.now();
  const { agents, seed, disturbed, say } = options;
  const fleet = chaosFleet(agents, seed);
  const world = await openWorld(ends);
  const { controllers, database, people } = world;
  const failures: string[] = [];
  const story: Story = {
    people,
    goesOn: () => {
      if (failures[0] !== undefined) throw new Error(failures[0]);
      if (performance.now() - began > options.limitMs) throw new Error('the run did not end in its time');
    },
  };
  await setPolicy(story, fleet.policy);
  const hosts = await beginFleet({ story, fleet, world, seed, onFailure: (text) => void failures.push(text) });
  ends.push(hosts.stop);
  const random = randomFrom(seed).fork('faults');
  const faults = disturbed ? beginFaults({ controllers, database, random, say, fleet: hosts, hosts: agents }) : null;
  if (faults !== null) {
    ends.push(async () => faults.stop());
    faults.over.catch((error: unknown) => failures.push(`a fault could not be made: ${String(error)}`));
  }
  const rollouts = await tell(story, agents, say);
  await faults?.over;
  if (faults !== null) await eventually(story, async () => (faults.done().stillSeconds > 0 ? true : null));
  faults?.stop();
  say('everything has happened; the fleet settles');
  const reports = await settled(story, hosts, database);
  return {
    problems: [
      ...rollouts.flatMap(({ rolloutId, state }) =>
        state === 'completed' ? [] : [`rollout ${rolloutId} ended ${state}`],
      ),
      ...(await judge({ people, database, fleet, reports, services: hosts.services() })),
      ...controllers.faults(),
      ...(disturbed || controllers.startsAgain() === 0 ? [] : ['a controller ended by itself, undisturbed']),
    ],
    hosts: await endsOf(people, reports),
    rollouts: rollouts.length,
    faults: faults?.done() ?? NOTHING,
    acknowledged: reports.reduce((sum, { acknowledged: its }) => sum + its.ledger + its.inventories + its.checkIns, 0),
    askedAgain: people.again(),
    seconds: (performance.now() - began) / 1000,
  };
};

interface World {
  readonly controllers: Controllers;
  readonly database: Database;
  readonly people: WirePeople;
  readonly port: number;
  readonly archive: string;
}

const openWorld = async (ends: Ends): Promise<World> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-chaos-'));
  ends.push(async () => await rm(folder, { recursive: true, force: true }));
  const site = await openSite(PUBLISHED);
  ends.push(async () => site.close());
  const database = await startDatabase(ends);
  const controllers = await startControllers({
    ...{ folder, count: CONTROLLERS, keyring: site.keyring, databaseUrl: database.url, ends },
  });
  const proxy = await controllersProxy(controllers.ports, controllers.authority.path);
  ends.push(async () => await proxy.stop());
  const people = wirePeople({ port: proxy.port, authority: controllers.authority.pem, token: controllers.token });
  ends.push(async () => people.close());
  return { controllers, database, people, port: proxy.port, archive: site.uri };
};

/** Tokens by what a host is; as many uses as hosts, since a host that asks again uses none. */
const beginFleet = async (given: {
  readonly story: Story;
  readonly fleet: ChaosFleet;
  readonly world: World;
  readonly seed: number;
  readonly onFailure: (text: string) => void;
}): Promise<WireFleet> => {
  const { story, fleet, world, seed, onFailure } = given;
  const tokens = new Map<string, string>();
  for (const { labels } of fleet.specs) {
    const key = JSON.stringify(labels);
    if (tokens.has(key)) continue;
    const count = fleet.specs.filter((spec) => JSON.stringify(spec.labels) === key).length;
    tokens.set(key, await enrolmentToken(story, labels, count));
  }
  return startFleet(
    {
      controller: `https://127.0.0.1:${world.port}`,
      trustDigest: world.controllers.trustDigest,
      archive: { uri: world.archive, published: PUBLISHED },
      hosts: fleet.specs.map((spec) => ({
        spec,
        how: { kind: 'enrols', token: tokens.get(JSON.stringify(spec.labels)) ?? '' },
      })),
      seed,
      speed: SPEED,
    },
    onFailure,
  );
};

const tell = async (story: Story, agents: number, say: RunOptions['say']) => {
  await adoptAll(story, agents);
  say('every host is adopted');
  const patchSetDigest = await cut(story);
  const rollouts: { readonly rolloutId: string; readonly state: string }[] = [];
  for (const environment of ['dev', 'prod']) {
    const rollout = await rollOut(story, environment, patchSetDigest);
    say(`the rollout of ${environment} is ${rollout.state}`);
    rollouts.push(rollout);
  }
  return rollouts;
};

/** Until the controllers hold what the hosts have written, or for as long as agents take to come after a failure. */
const SETTLE_MS = 60_000;

const settled = async (story: Story, fleet: WireFleet, database: Database): Promise<readonly HostReport[]> => {
  const until = performance.now() + SETTLE_MS;
  return await eventually(story, async () => {
    const reports = await fleet.report();
    const written = reports.reduce((sum, { ledger }) => sum + ledger.sequence, 0);
    const [held] = await database.ask('select count(*) from ledger_entry');
    return Number(held) === written || performance.now() > until ? reports : null;
  });
};

const endsOf = async (people: WirePeople, reports: readonly HostReport[]): Promise<readonly HostEnd[]> => {
  const phases = new Map<HostId, string[]>();
  const { items } = await people.ask(endpoints.rollouts.list, { query: { limit: 1000 } });
  for (const { rolloutId, environment } of items) {
    const { rollout } = await people.ask(endpoints.rollouts.show, { params: { rolloutId } as never });
    for (const { hostId, phase } of rollout.hosts)
      phases.set(hostId, [...(phases.get(hostId) ?? []), `${environment} ${phase}`]);
  }
  const modes = new Map((await everyHost(people)).map(({ hostId, mode }) => [hostId, mode.reported]));
  return reports
    .map(({ hostname, hostId, inService, installed, steps }) => ({
      ...{ hostname, inService, installed, steps },
      mode: modes.get(hostId) ?? 'unknown',
      phases: phases.get(hostId) ?? [],
    }))
    .toSorted((a, b) => (a.hostname < b.hostname ? -1 : 1));
};
