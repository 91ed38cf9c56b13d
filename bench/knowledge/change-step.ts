// What a day brings: one advisory changes, a host changes, and all others are as they were.

import { join } from 'node:path';
import { assessPending, checkIn, importFeed, receiveInventory, writeSeen } from '@slipway/controller/app';
import { EMPTY_LEDGER } from '@slipway/core/execution';
import { asHostId } from '@slipway/core/ids';
import { inventoryDigest } from '@slipway/core/inventory';
import { parseCheckIn, parseInventoryMessage } from '@slipway/protocol/agent';
import { aCheckIn, digestOfText, sha256 } from '@slipway/testkit/builders';
import type { FleetAdvisory, ImageFleet } from '@slipway/testkit/generators';
import { median } from '../quantile.ts';
import { type Took, timed } from './clock-work.ts';
import { feedOf, writeFeedFolder, writeFeedZip } from './feed-files.ts';
import { changeOf, imageAt } from './fleet-step.ts';
import { addOsvFeed } from './import-step.ts';
import type { AdvisoryMeasures, ChangeMeasures, HostCost } from './measures.ts';
import { FEED_NAME, hostIdAt } from './size.ts';
import type { World } from './world.ts';

const CHANGED_HOSTS = 200;
const CHECKED_IN_HOSTS = 2000;
/** A controller has warmed up after the first minutes of its life. */
const ROUNDS = 4;
/** Longer than a contact that says nothing new is left unwritten, as an idle host's next check-in comes. */
const INTERVAL_MS = 60_000;
const PAGE = 100;

export async function measureChanges(world: World, fleet: ImageFleet, folder: string): Promise<ChangeMeasures> {
  const advisory = await changedAdvisory(world, fleet, folder);
  const drifted = new Set(fleet.drifted);
  const still = fleet.imageOf.flatMap((_, place) =>
    place >= fleet.images.length && !drifted.has(place) ? [place] : [],
  );
  // The same change on the next host: its versions are known and judged by then.
  const first = still.slice(0, CHANGED_HOSTS);
  const changedHost = await changedHosts(
    world,
    fleet,
    first.map((place) => ({ place, like: place })),
  );
  const second = first.flatMap((like) => {
    const place = still
      .slice(CHANGED_HOSTS)
      .find((other) => other > like && fleet.imageOf[other] === fleet.imageOf[like]);
    return place === undefined || first.includes(place) ? [] : [{ place, like }];
  });
  const apart = [...new Map(second.map((one) => [one.place, one])).values()];
  const seenVersions = await changedHosts(world, fleet, apart);
  const touched = new Set([...first, ...apart.map(({ place }) => place)]);
  const idle = still.filter((place) => !touched.has(place)).slice(0, CHECKED_IN_HOSTS);
  return { advisory, changedHost, seenVersions, unchanged: await unchangedCheckIns(world, fleet, idle) };
}

/** One record of a feed of a few hundred names a later fix, of a source that the whole fleet carries. */
async function changedAdvisory(world: World, fleet: ImageFleet, folder: string): Promise<AdvisoryMeasures> {
  const small = join(folder, 'small-feed');
  const about: FleetAdvisory = { vulnerability: 'CVE-2026-9001', source: 'source-0101', fixed: '0.9-1' };
  const others = feedOf(fleet)
    .slice(-200)
    .map((one) => ({ ...one, vulnerability: one.vulnerability.replace('2026', '2025') }));
  writeFeedFolder(small, [about, ...others]);
  await addOsvFeed(world, 'small', small);
  await importFeed(world.app, 'small');
  await world.settle();
  writeFeedFolder(small, [{ ...about, fixed: fleet.versionAt(101, 5) }]);
  const imported = await timed(async () => await importFeed(world.app, 'small'));
  if (imported.value !== 'imported') throw new Error(`the small feed was ${imported.value}`);
  const judged = await timed(async () => {
    while ((await assessPending(world.app)) > 0);
  });
  const answered = await timed(async () => await affectedHosts(world, about.vulnerability));
  const noticed = await timed(world.settle);
  const advisories = feedOf(fleet);
  writeFeedZip(join(folder, 'feed.zip'), [
    { ...about, source: 'source-0102', vulnerability: 'CVE-2026-9002' },
    ...advisories.slice(1),
  ]);
  const whole = await timed(async () => {
    const end = await importFeed(world.app, FEED_NAME);
    if (end !== 'imported') throw new Error(`the whole feed was ${end}`);
    while ((await assessPending(world.app)) > 0);
  });
  await world.settle();
  return {
    importMs: imported.ms,
    judgeMs: judged.ms,
    answerMs: answered.ms,
    hosts: answered.value,
    hostsExpected: fleet.imageOf.length,
    noticeMs: noticed.ms,
    wholeFeedSeconds: whole.ms / 1000,
  };
}

/** Their number, with the first page of them read. */
const affectedHosts = async ({ store }: World, vulnerability: string): Promise<number> =>
  await store.read(async ({ knowledge }) => {
    const packages = await knowledge.packagesWith(vulnerability, null);
    await knowledge.carrierHosts(packages, { after: null, limit: PAGE }, null);
    return await knowledge.countCarrierHosts(packages, null);
  });

/** Five packages of each changed as those of host `like`; from the message as text to the last verdict. */
async function changedHosts(
  world: World,
  fleet: ImageFleet,
  hosts: readonly { readonly place: number; readonly like: number }[],
): Promise<HostCost> {
  const took: Took<void>[] = [];
  for (const { place, like } of hosts) {
    const hostId = hostIdAt(place);
    const text = JSON.stringify(changeOf(imageAt(fleet, place), fleet.driftOf(like, 1), hostId));
    took.push(
      await timed(async () => {
        const message = parseInventoryMessage(JSON.parse(text));
        if (!message.ok) throw new Error(message.reason.code);
        const outcome = await receiveInventory(world.app, asHostId(hostId), message.value);
        if (!outcome.ok || outcome.value.stored !== 'yes') throw new Error(`the change of ${hostId} was not stored`);
        await world.settle();
      }),
    );
  }
  return costOf(took);
}

/** Each once a minute: the contacts are written down, as a controller does once a second. */
async function unchangedCheckIns(
  world: World,
  fleet: ImageFleet,
  places: readonly number[],
): Promise<ChangeMeasures['unchanged']> {
  const took: Took<string>[] = [];
  let requestBytes = 0;
  let written: Took<void> = { value: undefined, ms: 0, processorMs: 0 };
  for (let round = 1; round <= ROUNDS; round += 1) {
    world.forward(INTERVAL_MS);
    for (const place of places) {
      const text = JSON.stringify(idleCheckIn(world, fleet, place));
      const one = await timed(async () => {
        const message = parseCheckIn(JSON.parse(text));
        if (!message.ok) throw new Error(message.reason.code);
        const reply = await checkIn(world.app, asHostId(hostIdAt(place)), message.value);
        if (!reply.ok || reply.value.wants.inventory.form !== 'none') throw new Error(`${place} is not unchanged`);
        return JSON.stringify(reply.value);
      });
      requestBytes = text.length;
      if (round === ROUNDS) took.push(one);
    }
    written = await timed(async () => await writeSeen(world.app));
  }
  const cost = costOf(took);
  const share = { processorMs: written.processorMs / places.length, wallMs: written.ms / places.length };
  const whole = { processorMs: cost.processorMs + share.processorMs, wallMs: cost.wallMs + share.wallMs };
  return { ...cost, ...whole, requestBytes, replyBytes: took.at(-1)?.value.length ?? 0 };
}

/** Of an adopted host that has a ledger, which is the longer message. */
const idleCheckIn = (world: World, fleet: ImageFleet, place: number) =>
  aCheckIn({
    sentAt: world.now(),
    mode: 'adopted',
    adoptionOrder: 1,
    inventoryDigest: inventoryDigest(imageAt(fleet, place), sha256),
    ledger: { ...EMPTY_LEDGER, sequence: 1234, digest: digestOfText('ledger'), generation: 12 },
  });

const costOf = (took: readonly Took<unknown>[]): HostCost => ({
  hosts: took.length,
  processorMs: median(took.map(({ processorMs }) => processorMs)),
  wallMs: median(took.map(({ ms }) => ms)),
});
