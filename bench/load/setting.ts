// One controller on the embedded database and a fleet of agents in processes of their own, over mutual TLS.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  enrolmentToken,
  eventually,
  everyHost,
  type FleetOrder,
  type Identity,
  openSite,
  type PlacedSpec,
  type Story,
  setPolicy,
  startFleet,
  type WireFleet,
  type WirePeople,
  wirePeople,
} from '@slipway/sim/wire';
import { type ControllerProcess, startController } from '@slipway/testkit/controller-process';
import { fleetAdvisories, imageFleet } from '@slipway/testkit/generators';
import { FLEET_SEED, writeFeedZip } from '../knowledge/index.ts';
import { type Copied, type CopyOrder, copyHosts } from './copies.ts';
import { type LoadEnvironment, loadFleet, loadPolicy, modelFleet, PUBLISHED } from './fleet.ts';

export interface LoadOptions {
  readonly agents: number;
  /** Hosts, those of the agents among them. */
  readonly stored: number;
  /** At once. */
  readonly transactions: number;
  /** Of the part in which nothing happens. */
  readonly seconds: number;
  readonly checkInSeconds: number;
  /** How many times as fast as in life hosts work. */
  readonly speed: number;
  readonly openStore: CopyOrder['openStore'];
  readonly say: (text: string) => void;
}

export interface Setting {
  readonly options: LoadOptions;
  readonly dataDirectory: string;
  /** The path of the feed that is to be imported. */
  readonly feed: string;
  /** What is wanted of hosts of this environment has them come at once, as often as somebody looks whether it is so; `null`: of none. */
  readonly hurry: (environment: LoadEnvironment | null) => void;
  readonly controller: ControllerProcess;
  /** Over the wire, until their inventories were stored. */
  readonly enrolled: { readonly hosts: number; readonly seconds: number; readonly processorMs: number };
  readonly people: WirePeople;
  readonly story: Story;
  readonly fleet: WireFleet;
}

/** What was begun, to be ended in the other order. */
export type Ends = (() => Promise<void>)[];

export async function openSetting(options: LoadOptions, ends: Ends): Promise<Setting> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-load-'));
  ends.push(async () => await rm(folder, { recursive: true, force: true }));
  const site = await openSite(PUBLISHED);
  ends.push(async () => site.close());
  const dataDirectory = join(folder, 'data');
  const feed = feedFor(options, folder);
  const controller = await startController(dataDirectory, [
    ...['--keyring', site.keyring],
    ...['--check-in', String(options.checkInSeconds)],
  ]);
  ends.push(controller.kill);
  const people = wirePeople({ ...controller });
  ends.push(async () => people.close());
  const failures: string[] = [];
  let hurried: LoadEnvironment | null = null;
  let fleet: WireFleet | null = null;
  const story: Story = {
    people,
    goesOn: () => {
      if (failures[0] !== undefined) throw new Error(failures[0]);
      if (hurried !== null) fleet?.comeTogether(hurried);
    },
  };
  await setPolicy(story, loadPolicy());
  const order = (hosts: readonly PlacedSpec[]): FleetOrder => ({
    controller: `https://127.0.0.1:${controller.port}`,
    trustDigest: controller.trustDigest,
    archive: { uri: site.uri, published: PUBLISHED },
    hosts,
    seed: 1,
    speed: options.speed,
  });
  const onFailure = (text: string): void => void failures.push(text);
  const { model, enrolled } = await enrolModels(story, controller, (hosts) => startFleet(order(hosts), onFailure));
  await controller.stop();
  const { agents, openStore, stored, transactions } = options;
  const specs = loadFleet(stored, transactions);
  const copies = await copyHosts({ dataDirectory, openStore, model, specs, agents });
  options.say(`${stored} hosts are stored`);
  await controller.startAgain();
  fleet = startFleet(order(spread(copies.slice(0, agents), options.checkInSeconds)), onFailure);
  ends.push(fleet.stop);
  const hurry = (environment: LoadEnvironment | null): void => {
    hurried = environment;
  };
  return { options, dataDirectory, feed, hurry, controller, enrolled, people, story, fleet };
}

/** A record for each host and two more, up to as many as Debian's. */
const RECORDS_MAX = 60_000;
const RECORDS_PER_HOST = 3;
const FEED_SEED = 2;
/** A few of each image, whose packages it is about. */
const IMAGE_HOSTS = 400;
const NEWS_SHARE = 0.08;

const feedFor = ({ agents }: LoadOptions, folder: string): string => {
  const path = join(folder, 'feed.zip');
  const records = Math.min(RECORDS_MAX, agents * RECORDS_PER_HOST);
  const fleet = imageFleet({ hosts: IMAGE_HOSTS, seed: FLEET_SEED });
  writeFeedZip(path, fleetAdvisories(fleet, { records, touching: Math.floor(records * NEWS_SHARE), seed: FEED_SEED }));
  return path;
};

/** Until their inventories are stored. */
const enrolModels = async (
  story: Story,
  controller: ControllerProcess,
  begin: (hosts: readonly PlacedSpec[]) => WireFleet,
): Promise<{ readonly model: Identity; readonly enrolled: Setting['enrolled'] }> => {
  const environment: LoadEnvironment = 'rest';
  const specs = modelFleet();
  const token = await enrolmentToken(story, { environment }, specs.length);
  const [began, before] = [performance.now(), controller.processorMs()];
  const fleet = begin(specs.map((spec) => ({ spec, how: { kind: 'enrols', token } })));
  await eventually(story, async () => {
    const stored = (await everyHost(story.people, { environment })).filter(
      ({ inventoryReceivedAt }) => inventoryReceivedAt !== null,
    );
    return stored.length === specs.length ? true : null;
  });
  const seconds = (performance.now() - began) / 1000;
  const processorMs = controller.processorMs() - before;
  const [model] = fleet.identities().values();
  await fleet.stop();
  if (model === undefined) throw new Error('nobody has enrolled');
  return { model, enrolled: { hosts: specs.length, seconds, processorMs } };
};

/** Each agent begins at a moment of its own within the interval, as those of a fleet that has been there for long. */
const spread = (copies: readonly Copied[], checkInSeconds: number): readonly PlacedSpec[] =>
  copies.map(({ spec, identity }, at) => ({
    spec,
    how: { kind: 'enrolled', identity, afterMs: ((at * GOLDEN) % 1) * checkInSeconds * 1000 },
  }));

/** Multiples of it fall evenly, however many there are of them. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
