import { clustersOf, groupOf } from '@slipway/core/policy';
import type { Rollout } from '@slipway/core/rollout';
import { addSeconds, asInstant, msBetween } from '@slipway/core/time';
import { brokenLimits } from '../checks/index.ts';
import { realCrypto, simulatedController } from '../controller/index.ts';
import { type PlacedHost, placeHost } from '../fleet/index.ts';
import { KIND } from '../host/index.ts';
import { type People, peopleAt } from '../people/index.ts';
import { randomFrom } from '../random/index.ts';
import { virtualTime } from '../time/index.ts';
import { NO_TROUBLE, simulatedArchive } from '../world/index.ts';
import { DEMO_HOSTS, DEMO_UPDATES, demoPolicy } from './cast.ts';

type Say = (line: string) => void;

const EVENING = asInstant('2026-03-10T20:00:00.000Z');
const PATIENCE_SECONDS = 6 * 3600;

/** Tells the story; answers whether every host is done, at the new versions, and no limit was broken on the way. */
export const simulateDemo = async (say: Say): Promise<boolean> => {
  const time = virtualTime(EVENING);
  const random = randomFrom(1);
  const archive = simulatedArchive(realCrypto.sha256);
  for (const { name, from, to } of DEMO_UPDATES) {
    archive.publish(name, from);
    archive.publish(name, to);
  }
  const controller = await simulatedController({ time, random, archive, trace: () => undefined });
  const people = peopleAt(controller.app, time);
  const hosts: PlacedHost[] = [];
  const broken: string[] = [];
  const onService = (changed: PlacedHost): void => {
    say(
      `   ${time.now().slice(11, 19)}  ${changed.spec.hostname} ${changed.inService ? 'is back in its service' : 'is out of its service'}`,
    );
    broken.push(...brokenLimits(hosts, limitsOf()));
  };
  for (const spec of DEMO_HOSTS) {
    const host: PlacedHost = await placeHost(spec, {
      time,
      random: random.fork(spec.hostname),
      archive,
      controller,
      troubles: NO_TROUBLE,
      fate: KIND,
      trace: () => undefined,
      onService: () => onService(host),
      onHappening: () => undefined,
    });
    hosts.push(host);
  }
  const stop = new AbortController();
  controller.run(stop.signal);
  let told: boolean | null = null;
  void tell(people, hosts, say).then(
    (good) => {
      told = good;
    },
    (error: unknown) => {
      say(`The story broke off: ${error instanceof Error ? error.message : String(error)}`);
      told = false;
    },
  );
  await time.runUntil(addSeconds(EVENING, PATIENCE_SECONDS), () => told !== null);
  stop.abort();
  for (const line of broken) say(`BROKEN: ${line}`);
  return told === true && broken.length === 0;
};

const tell = async (people: People, hosts: readonly PlacedHost[], say: Say): Promise<boolean> => {
  await people.setPolicy(demoPolicy());
  for (const host of hosts) host.begin(await people.enrol(host.spec.hostname, host.spec.labels));
  await people.allReported();
  say(`\n1. Observed: ${hosts.map(({ spec }) => spec.hostname).join(', ')}; nothing may change them yet`);
  for (const { name, from, to } of DEMO_UPDATES) say(`   pending everywhere: ${name} ${from} -> ${to}`);
  for (const { hostId } of await people.hosts()) await people.setMode(hostId, 'adopted');
  await people.allAdopted();
  say('\n2. Adopted');
  const patchSet = await people.cut();
  say(`\n3. Patch set ${patchSet}`);
  const rollouts: Rollout[] = [];
  for (const environment of ['dev', 'prod']) rollouts.push(await rollOut(people, environment, patchSet, hosts, say));
  say('\n6. Report');
  const good = rollouts.every(
    ({ state, hosts: each }) => state === 'completed' && each.every(({ phase }) => phase === 'done'),
  );
  for (const { spec, packages } of hosts) {
    const versions = DEMO_UPDATES.map(({ name }) => `${name} ${packages.versionOf(name) ?? 'gone'}`);
    say(`   ${spec.hostname.padEnd(5)} ${versions.join(', ')}`);
  }
  const proven = hosts.every(({ packages }) => DEMO_UPDATES.every(({ name, to }) => packages.versionOf(name) === to));
  say(`   every host done: ${good ? 'yes' : 'NO'}; every version as planned: ${proven ? 'yes' : 'NO'}`);
  return good && proven;
};

const rollOut = async (
  people: People,
  environment: string,
  patchSet: Awaited<ReturnType<People['cut']>>,
  hosts: readonly PlacedHost[],
  say: Say,
): Promise<Rollout> => {
  const request = await people.plan(environment, patchSet);
  if (request.planDigest === null)
    throw new Error(`no plan for ${environment}: ${JSON.stringify(request.report ?? request.reason)}`);
  say(`\n${environment === 'dev' ? 4 : 5}. ${environment}: plan ${request.planDigest}, approved, rolled out`);
  const begun = await people.start(request.planDigest);
  const nameOf = (hostId: string): string => hosts.find((host) => host.hostId === hostId)?.spec.hostname ?? hostId;
  for (const { hostId, wave } of begun.hosts) say(`   wave ${wave + 1}: ${nameOf(hostId)}`);
  const ended = await people.ended(begun.rolloutId);
  const seconds = ended.endedAt === null ? 0 : Math.round(msBetween(begun.startedAt, ended.endedAt) / 1000);
  say(`   ${ended.state} after ${seconds} s of virtual time`);
  return ended;
};

const limitsOf = () => {
  const policy = demoPolicy();
  return {
    clusters: policy.clusters.map(({ name, awayMax }) => ({
      name,
      awayMax,
      member: ({ spec }: PlacedHost | { readonly spec: PlacedHost['spec'] }) =>
        groupOf(spec.labels) !== null && clustersOf(spec.labels, policy).some((cluster) => cluster.name === name),
    })),
  };
};
