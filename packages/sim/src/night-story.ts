// What the people of a night do, whatever befalls them: they enrol, adopt, cut, plan, approve, start, look, go on, and where
// nothing else helps leave out and begin anew.

import {
  abort,
  approve,
  askFeedLook,
  excuse,
  freeHost,
  resume,
  sayGoOn,
  showFeed,
  startRollout,
} from '@slipway/controller/app';
import type { PlanRequest } from '@slipway/controller/ports';
import type { Digest, HostId } from '@slipway/core/ids';
import { explain } from '@slipway/core/reasons';
import { isOver, type Rollout } from '@slipway/core/rollout';
import { forgottenHosts, leakedLeases, ledgersThatDiffer } from './checks/index.ts';
import type { SimulatedController } from './controller/index.ts';
import { FEED } from './faults/index.ts';
import type { Fleet } from './fleet/index.ts';
import { ADMINISTRATOR, type People } from './people/index.ts';
import type { Random } from './random/index.ts';
import type { VirtualTime } from './time/index.ts';
import type { Archive, SimulatedFeeds } from './world/index.ts';

export interface Night {
  readonly fleet: Fleet;
  readonly people: People;
  readonly time: VirtualTime;
  readonly controller: SimulatedController;
  readonly random: Random;
  readonly archive: Archive;
  readonly feeds: SimulatedFeeds;
  readonly approvesLate: boolean;
  /** In the middle of it something must be everywhere at once. */
  readonly hasEmergency: boolean;
  readonly faultsOver: () => boolean;
  readonly say: (line: string) => void;
  readonly broken: (text: string) => void;
}

const LOOK_MS = 60_000;
/** So long a person waits for what stands still before acting on it. */
const PATIENCE_MS = 10 * 60_000;
/** Of planning and starting: each is refused for reasons that pass. */
const TRIES = 6;
const LATE_MINUTES_MAX = 40;
/** A rollout that has not ended after this is aborted; who has not begun then is left out. */
const ROLLOUT_MS_MAX = 9 * 3_600_000;

export const takeOn = async ({ fleet, people }: Pick<Night, 'fleet' | 'people'>): Promise<void> => {
  for (const host of fleet.hosts) host.begin(await people.enrol(host.spec.hostname, host.spec.labels));
  await people.allReported();
  for (const { hostId } of await people.hosts()) await people.setMode(hostId, 'adopted');
  await people.allAdopted();
};

export const workNight = async (night: Night): Promise<void> => {
  const patchSet = await rollOut(night, 'dev', await cutSoon(night));
  await Promise.all([
    rollOut(night, 'standby', patchSet),
    rollOut(night, 'prod', patchSet),
    ...(night.hasEmergency ? [emergency(night)] : []),
  ]);
  await endWhatIsOpen(night);
};

/** Those who were away for weeks come to it as they are, with what lay on their disks. */
export const workWeeksLater = async (night: Night): Promise<void> => {
  const { archive, people, time } = night;
  archive.publish(...EMERGENCY_OF.weeksLater);
  await time.sleep(SEEN_MS);
  const patchSet = await people.cut();
  await Promise.all([rollOut(night, 'standby', patchSet), rollOut(night, 'prod', patchSet)]);
  await endWhatIsOpen(night);
  await tidyUp(night);
};

/** Newer than anything that is published before it. */
const EMERGENCY_OF = {
  thatNight: ['openssl', '1.0-1+deb12u50'],
  weeksLater: ['openssl', '1.0-1+deb12u60'],
} as const;
const EMERGENCY_MINUTES = { low: 5, high: 40 };
/** Hosts look every five minutes, and the repository with them. */
const SEEN_MS = 10 * 60_000;
/** Of those that have not begun in each rollout under way: the emergency takes them out of it. */
const TAKEN_OUT = 3;

/** One package, over the same clusters as the rollouts that are under way. */
const emergency = async (night: Night): Promise<void> => {
  const { archive, people, controller, time, random, say } = night;
  await time.sleep(random.between(EMERGENCY_MINUTES.low * 60, EMERGENCY_MINUTES.high * 60) * 1000);
  const [name, version] = EMERGENCY_OF.thatNight;
  archive.publish(name, version);
  say(`${name} ${version} must be everywhere at once`);
  await time.sleep(SEEN_MS);
  const open = await controller.app.ports.store.read(async ({ rollouts }) => await rollouts.openRollouts());
  for (const { value } of open) {
    const waiting = value.hosts.filter(({ phase }) => phase === 'waiting').slice(-TAKEN_OUT);
    for (const { hostId } of waiting)
      await people.excuse(value.rolloutId, hostId).catch((error: unknown) => say(`not taken out: ${String(error)}`));
  }
  const patchSet = await cutSoon(night, [name]);
  await Promise.all([rollOut(night, 'standby', patchSet), rollOut(night, 'prod', patchSet)]);
};

/** A cut may come to nothing while the package store has no room. */
const cutSoon = async ({ people, time, say }: Night, packages?: readonly string[]): Promise<Digest> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await people.cut(packages);
    } catch (error) {
      if (tries === TRIES) throw error;
      say(`no cut: ${String(error)}`);
      await time.sleep(PATIENCE_MS);
    }
  }
};

const endWhatIsOpen = async (night: Night): Promise<void> => {
  // An old backup brings back what had ended already.
  const { store } = night.controller.app.ports;
  const open = await store.read(async ({ rollouts }) => await rollouts.openRollouts());
  await Promise.all(open.map(async ({ value }) => await seeThrough(night, value)));
};

/** Answers the patch set that it was: another one where the first went with a database. */
const rollOut = async (night: Night, environment: string, patchSet: Digest): Promise<Digest> => {
  const { people, time, say } = night;
  let digest = patchSet;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const restores = people.restores();
    try {
      const started = await begin(night, environment, digest);
      if (started === 'nobody') return digest;
      const ended = await seeThrough(night, started);
      if (ended !== null) return digest;
    } catch (error) {
      say(`${environment}: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (people.restores() !== restores || tries > TRIES / 2) digest = await people.cut().catch(() => digest);
    await time.sleep(PATIENCE_MS);
  }
  say(`${environment} is left for another night`);
  return digest;
};

const begin = async (night: Night, environment: string, patchSet: Digest): Promise<Rollout | 'nobody'> => {
  const { people, time, random, controller, say } = night;
  const request = await people.plan(environment, patchSet);
  const { planDigest } = request;
  await nobodyForgotten(night, request);
  if (planDigest === null) {
    const why = request.reason === null ? 'nobody has anything to do' : explain(request.reason);
    if (request.reason !== null) throw new Error(why);
    say(`no plan for ${environment}: ${why}`);
    return 'nobody';
  }
  if (night.approvesLate) await time.sleep(random.between(0, LATE_MINUTES_MAX * 60) * 1000);
  const approved = await approve(controller.app, ADMINISTRATOR, planDigest);
  if (!approved.ok) throw new Error(explain(approved.reason));
  const started = await startRollout(controller.app, ADMINISTRATOR, planDigest);
  if (!started.ok) throw new Error(explain(started.reason));
  say(`rollout ${started.value.rolloutId} of ${environment} with ${started.value.hosts.length} hosts`);
  return started.value;
};

const nobodyForgotten = async (night: Night, { environment, planDigest, report }: PlanRequest): Promise<void> => {
  if (report === null) return;
  const { people, controller, broken } = night;
  const plan =
    planDigest === null
      ? null
      : await controller.app.ports.store.read(async ({ plans }) => await plans.plan(planDigest));
  const planned = plan?.header.bounds.hosts ?? [];
  for (const name of forgottenHosts(await people.hosts(), { environment, planned, report }))
    broken(`${name} stands neither in the plan of ${environment} nor in its report`);
};

/** `null`: there is no such rollout any more. */
const seeThrough = async (night: Night, { rolloutId, planDigest }: Rollout): Promise<Rollout | null> => {
  const { time, people, controller, faultsOver, say } = night;
  const { app } = controller;
  const { store } = app.ports;
  const sinceMs = time.elapsedMs();
  let stillMs = 0;
  let runningMs = 0;
  let refusedMs = 0;
  let restores = people.restores();
  const freed = new Set<HostId>();
  for (;;) {
    const found = await store.read(async ({ rollouts }) => (await rollouts.rollout(rolloutId))?.value ?? null);
    if (found === null) return null;
    if (isOver(found)) {
      say(`rollout ${rolloutId} ${found.state}`);
      return found;
    }
    // Names of before a backup count no more; whoever still wants it says so again, and looks first.
    if (people.restores() !== restores) {
      restores = people.restores();
      await time.sleep(PATIENCE_MS * 3);
      await approve(app, ADMINISTRATOR, planDigest);
    }
    stillMs = found.state === 'stopped' || found.state === 'paused' ? stillMs + LOOK_MS : 0;
    if (stillMs > PATIENCE_MS) {
      stillMs = 0;
      await resume(app, ADMINISTRATOR, rolloutId);
    }
    // A canary that shows nothing, since it is away or went back, waits for somebody who has seen why; of others no word is taken.
    runningMs = found.state === 'running' ? runningMs + LOOK_MS : 0;
    if (runningMs > PATIENCE_MS) {
      runningMs = 0;
      await sayGoOn(app, ADMINISTRATOR, rolloutId);
    }
    const refused = await store.read(async ({ approvals }) => await approvals.refusalOf(planDigest));
    // Who refuses leaves it at that for a while: nothing may begin under the plan all the same.
    refusedMs = refused !== null ? refusedMs + LOOK_MS : 0;
    if (refusedMs > PATIENCE_MS || time.elapsedMs() - sinceMs > ROLLOUT_MS_MAX)
      if (found.state !== 'aborting') await abort(app, ADMINISTRATOR, rolloutId);
    if (faultsOver()) await freeWhoIsLost(night, found, freed);
    await time.sleep(LOOK_MS);
  }
};

/** Somebody has looked at each of them; the others end without one that is not heard of after that. */
const freeWhoIsLost = async (
  { controller: { app }, say }: Night,
  { hosts, rolloutId }: Rollout,
  freed: Set<HostId>,
): Promise<void> => {
  for (const { hostId, phase } of hosts) {
    if (phase !== 'lost') continue;
    if (freed.has(hostId)) await excuse(app, ADMINISTRATOR, rolloutId, hostId, 'it is not heard of');
    else if ((await freeHost(app, ADMINISTRATOR, hostId)).ok) say(`${hostId} is looked at and freed`);
    freed.add(hostId);
  }
};

/** Messages are lost to the end: a reporter waits five minutes at most before it tries again. */
const TOLD_MS_MAX = 30 * 60_000;

/** After the night: hosts that nobody works on any more are taken as they are, and then have told all that they did. */
export const tidyUp = async (night: Night): Promise<void> => {
  const { controller, people, fleet, time, broken } = night;
  const { store } = controller.app.ports;
  await feedIsRead(night);
  for (const text of await leakedLeases(controller.app)) broken(text);
  const leases = await store.read(async ({ rollouts }) => await rollouts.leases());
  const barred = (await people.hosts()).filter((host) => host.barred !== null).map(({ hostId }) => hostId);
  for (const hostId of new Set([...leases.map((lease) => lease.hostId), ...barred]))
    await freeHost(controller.app, ADMINISTRATOR, hostId);
  const latestMs = time.elapsedMs() + TOLD_MS_MAX;
  let differing = await ledgersThatDiffer(controller.app, fleet.hosts);
  while (differing.length > 0 && time.elapsedMs() < latestMs) {
    await time.sleep(LOOK_MS);
    differing = await ledgersThatDiffer(controller.app, fleet.hosts);
  }
  for (const text of differing) broken(text);
};

/** What lies in its place instead may do so for as long as faults are not over, and for twenty minutes; then a look is enough. */
const FEED_MS_MAX = 30 * 60_000;

/** Whatever lay there, what is published now is believed in the end. */
const feedIsRead = async ({ controller: { app }, feeds, time, faultsOver, broken }: Night): Promise<void> => {
  let latestMs = time.elapsedMs() + FEED_MS_MAX;
  // Nobody has added it, or it went with a database.
  if (!(await askFeedLook(app, ADMINISTRATOR, FEED.name)).ok) return;
  for (;;) {
    const feed = await showFeed(app, FEED.name);
    if (feed.ok && feed.value.refusal === null && feed.value.mark?.digest === feeds.newest()) return;
    if (!faultsOver()) latestMs = time.elapsedMs() + FEED_MS_MAX;
    if (time.elapsedMs() > latestMs) return broken(`the feed is whole, and ${feeds.newest()} is not believed`);
    await time.sleep(LOOK_MS);
  }
};
